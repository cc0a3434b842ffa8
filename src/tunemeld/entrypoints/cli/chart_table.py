"""A chart as a table."""

import re
from collections.abc import Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from tunemeld.domain.chart import Chart, ChartTrack
from tunemeld.domain.list_kind import kind_of
from tunemeld.domain.recording import display_order
from tunemeld.domain.snapshot import SourceState
from tunemeld.entrypoints.cli.columns import ROOM_FOR_NAMES, Column, names, room_beside, table_of

_COLOURS = {"▲": "green", "▼": "red", "n": "cyan", "b": "cyan"}


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
    room = room_beside([*before, *after], width)
    named = names(
        (track.track_name for track in chart.tracks), (track.artist_name for track in chart.tracks), room
    )
    return table_of([*before, *named, *after])


def _numbers(chart: Chart, width: int) -> tuple[list[Column], list[Column]]:
    """The columns on both sides of the names: as many as leave the names their room, the widest first."""
    before = [Column("#", (str(track.rank) for track in chart.tracks)), _movements(chart.tracks)]
    weighed = [
        Column("Score", (_score(track) for track in chart.tracks)),
        Column("Weeks", (str(track.weeks_on_chart) for track in chart.tracks)),
    ]
    after: list[Column] = []
    for in_two_lines, extra in ((False, 2), (True, 2), (True, 1), (True, 0)):
        after = [*_positions(chart, in_two_lines=in_two_lines), *weighed[:extra]]
        if room_beside([*before, *after], width) >= ROOM_FOR_NAMES:
            break
    return before, after


def _movements(tracks: Sequence[ChartTrack]) -> Column:
    column = Column("", map(movement, tracks), "left")
    for cell in column.cells:
        cell.style = _COLOURS.get(cell.plain[0], "")
    return column


def _positions(chart: Chart, *, in_two_lines: bool) -> list[Column]:
    """A column for each service; `AppleMusic` may have its head in two lines."""
    return [
        Column(
            re.sub(r"(?<=[a-z])(?=[A-Z])", "\n", service) if in_two_lines else service,
            (str(track.sources.get(service, "·")) for track in chart.tracks),
        )
        for service in display_order(chart.sources)
    ]


def _score(track: ChartTrack) -> str:
    return f"{track.score:.4f}" if track.score < 1 else f"{track.score:.0f}"


def _head(chart: Chart) -> str:
    agreed = all(len(track.sources) > 1 for track in chart.tracks)
    kind = kind_of(chart.source)
    return f"{chart.genre_name.title()}: {kind.agreed if agreed else kind.listed}"


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
