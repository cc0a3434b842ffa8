"""Which formats a chart has for other programs, and under which media type each of them travels."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tunemeld.domain.chart import Chart
from tunemeld.entrypoints.formats.atom import chart_atom
from tunemeld.entrypoints.formats.csv import chart_csv
from tunemeld.entrypoints.formats.m3u8 import chart_m3u8
from tunemeld.entrypoints.formats.xspf import chart_xspf


class ChartFormat(StrEnum):
    """How a chart may be asked for."""

    JSON = "json"
    CSV = "csv"
    XSPF = "xspf"
    M3U8 = "m3u8"
    ATOM = "atom"


@dataclass(frozen=True)
class Rendered:
    """A chart in a format: its bytes, in UTF-8 if they are text, and how to label them."""

    body: bytes
    media_type: str
    extension: str


_FORMATS: Mapping[ChartFormat, tuple[Callable[[Chart], str | bytes], str]] = {
    ChartFormat.CSV: (chart_csv, "text/csv; charset=utf-8; header=present"),
    ChartFormat.XSPF: (chart_xspf, "application/xspf+xml"),
    ChartFormat.M3U8: (chart_m3u8, "application/vnd.apple.mpegurl"),
    ChartFormat.ATOM: (chart_atom, "application/atom+xml; charset=utf-8"),
}


def render(chart: Chart, form: ChartFormat) -> Rendered:
    """The chart in a format.

    Raises:
        ValueError: the format is JSON, which is a document (`chart_document`) and is written by who answers.
    """
    if form not in _FORMATS:
        raise ValueError(f"a chart is not rendered as {form}; use chart_document")
    write, media_type = _FORMATS[form]
    body = write(chart)
    return Rendered(
        body=body.encode() if isinstance(body, str) else body, media_type=media_type, extension=form.value
    )
