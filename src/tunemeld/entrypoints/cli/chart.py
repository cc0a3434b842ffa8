"""Printing a chart: a table for people, JSON and CSV for programs."""

from collections.abc import Sequence

from tunemeld.domain.chart import Chart, chart_document
from tunemeld.entrypoints.cli.chart_table import chart_parts
from tunemeld.entrypoints.cli.console import result_width, show
from tunemeld.entrypoints.cli.streams import note, say, say_json, speak_utf_8
from tunemeld.entrypoints.formats.csv import chart_csv

_WIDTH_IN_A_PIPE = 120


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
        say(chart_csv(chart), end="")
