"""Printing a chart: a table for people, JSON and CSV for programs."""

import csv
import json
import sys
from collections.abc import Sequence
from io import StringIO

import click
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tunemeld.domain.chart import Chart, ChartTrack, chart_document
from tunemeld.domain.recording import display_order
from tunemeld.domain.snapshot import SourceState

_WIDTH_OF_A_PIPE = 120
# What rank, movement, score, weeks and all borders take, and the least that title and artist get together.
_BESIDE_NAMES, _NARROWEST = 30, 24
_CSV_COLUMNS = (
    "rank",
    "id",
    "isrc",
    "track_name",
    "artist_name",
    "score",
    "previous_rank",
    "peak_rank",
    "weeks_on_chart",
    "source_name",
    "track_url",
    "album_cover_url",
)
# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def print_chart(chart: Chart, form: str, notices: Sequence[str]) -> None:
    """Print a chart to standard output; beside a program's format, notices go to standard error."""
    if form == "table":
        _print_table(chart, notices)
        return
    for notice in notices:
        click.echo(f"Note: {notice}", err=True)
    if form == "json":
        click.echo(json.dumps(chart_document(chart), ensure_ascii=False, indent=2))
    else:
        click.echo(_csv(chart), nl=False)


def _print_table(chart: Chart, notices: Sequence[str]) -> None:
    console = (
        Console(highlight=False) if sys.stdout.isatty() else Console(width=_WIDTH_OF_A_PIPE, highlight=False)
    )
    services = display_order(chart.sources)
    table = Table(
        title=f"{chart.genre_name.title()}: where the services' editors agree",
        caption=f"{chart.insert_timestamp:%Y-%m-%d} · {chart.strategy} · snapshot {chart.snapshot_id[:8]}",
        header_style="bold",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    room = max(_NARROWEST, console.width - _BESIDE_NAMES - sum(len(service) + 2 for service in services))
    table.add_column("#", justify="right", no_wrap=True)
    table.add_column("", justify="left", no_wrap=True)
    table.add_column("Title", max_width=room * 6 // 10, no_wrap=True, overflow="ellipsis")
    table.add_column("Artist", max_width=room * 4 // 10, no_wrap=True, overflow="ellipsis")
    for service in services:
        table.add_column(service, justify="right", no_wrap=True)
    table.add_column("Score", justify="right", no_wrap=True)
    table.add_column("Weeks", justify="right", no_wrap=True)
    for track in chart.tracks:
        table.add_row(*_cells(track, services))
    console.print(table)
    for service in services:
        console.print(_about(service, chart.sources[service]), style="dim")
    for notice in notices:
        console.print(f"Note: {escape(notice)}", style="yellow")


def _cells(track: ChartTrack, services: Sequence[str]) -> list[str]:
    positions = [str(track.sources.get(service, "·")) for service in services]
    score = f"{track.score:.4f}" if track.score < 1 else f"{track.score:.0f}"
    names = [escape(track.track_name), escape(track.artist_name)]
    return [str(track.rank), movement(track), *names, *positions, score, str(track.weeks_on_chart)]


def movement(track: ChartTrack) -> str:
    """How a track has moved since last week: ▲3, ▼2, =, new, or back after an absence."""
    if track.previous_rank is None:
        return "new" if track.weeks_on_chart == 1 else "back"
    climbed = track.previous_rank - track.rank
    return f"▲{climbed}" if climbed > 0 else f"▼{-climbed}" if climbed < 0 else "="


def _about(service: str, state: SourceState) -> str:
    if state.fetched_at is None:
        return f"{service}: {state.status}"
    return (
        f"{service}: {state.status}, {state.tracks} entries of {state.fetched_at:%Y-%m-%d}, "
        f"{state.identified} with an ISRC"
    )


def _csv(chart: Chart) -> str:
    services = display_order(chart.sources)
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*_CSV_COLUMNS, *services])
    for track in chart.tracks:
        row = [getattr(track, column) for column in _CSV_COLUMNS]
        writer.writerow([_disarmed(cell) for cell in [*row, *(track.sources.get(s) for s in services)]])
    return text.getvalue()


def _disarmed(cell: object) -> object:
    """The cell as a spreadsheet shall show it: text, even where it begins like a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
