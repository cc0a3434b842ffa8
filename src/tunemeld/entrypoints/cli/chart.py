"""Printing a chart: a table for people, JSON and CSV for programs."""

import csv
from collections.abc import Sequence
from io import StringIO

from tunemeld.domain.chart import Chart, chart_document
from tunemeld.domain.recording import display_order
from tunemeld.entrypoints.cli.chart_table import chart_parts
from tunemeld.entrypoints.cli.console import result_width, show
from tunemeld.entrypoints.cli.streams import note, say, say_json, speak_utf_8

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
_WIDTH_IN_A_PIPE = 120
# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def print_chart(chart: Chart, form: str, notices: Sequence[str]) -> None:
    """Print a chart to standard output; beside a program's format, notices go to standard error."""
    if form == "table":
        width = result_width(in_a_pipe=_WIDTH_IN_A_PIPE)
        show(*chart_parts(chart, notices, width), width=width)
        return
    for notice in notices:
        note(f"Note: {notice}")
    if form == "json":
        say_json(chart_document(chart))
    else:
        speak_utf_8()
        say(_csv(chart), end="")


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
