"""A chart as CSV: a line for each track, in UTF-8, safe to open in a spreadsheet."""

import csv
import re
from datetime import datetime
from io import StringIO

from tunemeld.domain.chart import Chart
from tunemeld.domain.recording import display_order
from tunemeld.entrypoints.formats.one_line import one_line

_COLUMNS = (
    "rank",
    "id",
    "isrc",
    "track_name",
    "artist_name",
    "score",
    "previous_rank",
    "peak_rank",
    "weeks_on_chart",
    "first_seen_at",
    "is_reentry",
    "source_name",
    "track_url",
    "album_cover_url",
)
# Before what a spreadsheet would take for a formula, also by the full-width signs of East Asian keyboards.
# Where the comma is the decimal sign, a semicolon begins a cell, whatever is quoted.
# Source: OWASP, CSV Injection, https://owasp.org/www-community/attacks/CSV_Injection.
_BEFORE_A_FORMULA = re.compile(r"(?:^|(?<=;))(?= ?[=+\-@＝＋－＠])")


def chart_csv(chart: Chart) -> str:
    """A head, then the chart's tracks by rank, with their positions on each service."""
    services = display_order(chart.sources)
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*_COLUMNS, *services])
    for track in chart.tracks:
        row = [getattr(track, column) for column in _COLUMNS]
        writer.writerow([_cell(value) for value in [*row, *(track.sources.get(s) for s in services)]])
    return text.getvalue()


def _cell(value: object) -> object:
    """The value as a spreadsheet shall show it: text, even where it begins like a formula."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value).lower()
    return _BEFORE_A_FORMULA.sub("'", one_line(value)) if isinstance(value, str) else value
