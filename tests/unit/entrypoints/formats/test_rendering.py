"""A chart in a format comes with the label under which it travels."""

import pytest
from tests.unit.entrypoints.formats.charts import a_chart, a_track

from tunemeld.entrypoints.formats.atom import chart_atom
from tunemeld.entrypoints.formats.csv import chart_csv
from tunemeld.entrypoints.formats.m3u8 import chart_m3u8
from tunemeld.entrypoints.formats.rendering import ChartFormat, Rendered, render
from tunemeld.entrypoints.formats.xspf import chart_xspf

_CHART = a_chart(a_track(track_name="Señorita"))


@pytest.mark.parametrize(
    ("form", "body", "media_type"),
    [
        (ChartFormat.CSV, chart_csv(_CHART).encode(), "text/csv; charset=utf-8; header=present"),
        (ChartFormat.XSPF, chart_xspf(_CHART), "application/xspf+xml"),
        (ChartFormat.M3U8, chart_m3u8(_CHART).encode(), "application/vnd.apple.mpegurl"),
        (ChartFormat.ATOM, chart_atom(_CHART), "application/atom+xml; charset=utf-8"),
    ],
)
def test_a_chart_travels_in_utf_8_under_its_media_type(
    form: ChartFormat, body: bytes, media_type: str
) -> None:
    assert render(_CHART, form) == Rendered(body=body, media_type=media_type, extension=form.value)
    assert "Señorita".encode() in body


def test_json_is_refused_since_it_is_a_document() -> None:
    with pytest.raises(ValueError, match="use chart_document"):
        render(_CHART, ChartFormat.JSON)
