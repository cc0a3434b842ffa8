"""A chart as a table: title and artist get the room that the numbers leave."""

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from rich import box
from rich.cells import cell_len
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from tunemeld.domain.chart import Chart, ChartTrack
from tunemeld.domain.recording import display_order
from tunemeld.domain.snapshot import SourceState

# Where title and artist would get less than this together, the table gives up columns.
_ROOM_FOR_NAMES = 44
# And with less than this, it gives up the artist.
_ROOM_FOR_BOTH = 20
_GAP = 2
_COLOURS = {"▲": "green", "▼": "red", "n": "cyan", "b": "cyan"}


class _Column:
    """A head, a cell for each track, and the cells that they take on a terminal."""

    def __init__(
        self, head: str, cells: Iterable[str], justify: Literal["left", "right"] = "right", style: str = ""
    ) -> None:
        self.head = head
        self.cells = [Text(cell, style) for cell in cells]
        self.justify: Literal["left", "right"] = justify
        self.width = max(cell_len(text) for text in (*head.split("\n"), *(c.plain for c in self.cells)))


def chart_parts(chart: Chart, notices: Sequence[str], width: int) -> list[RenderableType]:
    """All that is printed of a chart: head, table, what it was made of, what else is to be known."""
    parts: list[RenderableType] = [Text(_head(chart), style="bold"), ""]
    if chart.tracks:
        parts += [_table(chart, width), ""]
    parts.append(Text(_origin(chart), style="dim"))
    parts += [Text(_about(s, chart.sources[s]), style="dim") for s in display_order(chart.sources)]
    return parts + [Text(f"Note: {notice}", style="yellow") for notice in notices]


def movement(track: ChartTrack) -> str:
    """How a track has moved since last week: ▲3, ▼2, =, new, or back after an absence."""
    if track.previous_rank is None:
        return "new" if track.weeks_on_chart == 1 else "back"
    climbed = track.previous_rank - track.rank
    return f"▲{climbed}" if climbed > 0 else f"▼{-climbed}" if climbed < 0 else "="


def _table(chart: Chart, width: int) -> Table:
    before, after = _numbers(chart, width)
    names = _names(chart.tracks, _room(width, [*before, *after]))
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    columns = [*before, *names, *after]
    for column in columns:
        table.add_column(
            column.head,
            justify=column.justify,
            width=column.width,
            no_wrap=True,
            overflow="ellipsis",
            vertical="bottom",
        )
    for row in zip(*(column.cells for column in columns), strict=True):
        table.add_row(*row)
    return table


def _numbers(chart: Chart, width: int) -> tuple[list[_Column], list[_Column]]:
    """The columns on both sides of the names: as many as leave the names their room, the widest first."""
    before = [_Column("#", (str(track.rank) for track in chart.tracks)), _movements(chart.tracks)]
    weighed = [
        _Column("Score", (_score(track) for track in chart.tracks)),
        _Column("Weeks", (str(track.weeks_on_chart) for track in chart.tracks)),
    ]
    after: list[_Column] = []
    for in_two_lines, extra in ((False, 2), (True, 2), (True, 1), (True, 0)):
        after = [*_positions(chart, in_two_lines=in_two_lines), *weighed[:extra]]
        if _room(width, [*before, *after]) >= _ROOM_FOR_NAMES:
            break
    return before, after


def _movements(tracks: Sequence[ChartTrack]) -> _Column:
    column = _Column("", map(movement, tracks), "left")
    for cell in column.cells:
        cell.style = _COLOURS.get(cell.plain[0], "")
    return column


def _positions(chart: Chart, *, in_two_lines: bool) -> list[_Column]:
    """A column for each service; `AppleMusic` may have its head in two lines."""
    return [
        _Column(
            re.sub(r"(?<=[a-z])(?=[A-Z])", "\n", service) if in_two_lines else service,
            (str(track.sources.get(service, "·")) for track in chart.tracks),
        )
        for service in display_order(chart.sources)
    ]


def _room(width: int, numbers: Sequence[_Column]) -> int:
    """The cells that are left for the two names."""
    return width - sum(column.width + _GAP for column in numbers) - _GAP


def _names(tracks: Sequence[ChartTrack], room: int) -> list[_Column]:
    """Title and artist as wide as they need, or the artist on two fifths; the title alone in a tiny room."""
    title = _Column("Title", (track.track_name for track in tracks), "left")
    artist = _Column("Artist", (track.artist_name for track in tracks), "left")
    if room < _ROOM_FOR_BOTH:
        title.width = min(title.width, max(room + _GAP, 1))
        return [title]
    artist.width = min(artist.width, max(room * 2 // 5, room - title.width))
    title.width = min(title.width, room - artist.width)
    return [title, artist]


def _score(track: ChartTrack) -> str:
    return f"{track.score:.4f}" if track.score < 1 else f"{track.score:.0f}"


def _head(chart: Chart) -> str:
    agreed = all(len(track.sources) > 1 for track in chart.tracks)
    what = "where the services' editors agree" if agreed else "what the services' editors list"
    return f"{chart.genre_name.title()}: {what}"


def _origin(chart: Chart) -> str:
    shown = len(chart.tracks)
    places = f"{shown} of {chart.eligible} places" if shown < chart.eligible else f"{shown} places"
    made = f"{chart.insert_timestamp:%Y-%m-%d}"
    return f"{places} · {chart.strategy} · published {made} · snapshot {chart.snapshot_id[:8]}"


def _about(service: str, state: SourceState) -> str:
    if state.fetched_at is None:
        return f"{service}: {state.status}"
    return (
        f"{service}: {state.status}, {state.tracks} entries of {state.fetched_at:%Y-%m-%d}, "
        f"{state.identified} with an ISRC"
    )
