"""A chart as CSV is read back as it was, and opened in a spreadsheet does nothing."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from tests.unit.entrypoints.formats.charts import a_chart, a_track, charts

from tunemeld.domain.chart import Chart
from tunemeld.entrypoints.formats.csv import chart_csv
from tunemeld.entrypoints.formats.one_line import one_line

_SIGNS = tuple("=+-@＝＋－＠")


def _rows(chart: Chart) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(chart_csv(chart), newline="")))


def _title(written: str) -> str:
    return _rows(a_chart(a_track(track_name=written)))[0]["track_name"]


def test_a_track_is_a_line_under_a_head_with_its_positions_last() -> None:
    chart = a_chart(a_track(), a_track(id="gold", isrc=None, rank=2, sources={"Spotify": 7}))

    assert chart_csv(chart) == (
        "rank,id,isrc,track_name,artist_name,score,previous_rank,peak_rank,weeks_on_chart,"
        "first_seen_at,is_reentry,source_name,track_url,album_cover_url,Spotify,AppleMusic\n"
        '1,gravel,QZTM42400001,Gravel & Gold,"Mara Quill, Ode",0.031914,,1,1,'
        "2024-06-22T02:30:00+00:00,false,Spotify,https://open.spotify.com/track/1,https://i.scdn.co/image/gravel,3,1\n"
        '2,gold,,Gravel & Gold,"Mara Quill, Ode",0.031914,,1,1,'
        "2024-06-22T02:30:00+00:00,false,Spotify,https://open.spotify.com/track/1,https://i.scdn.co/image/gravel,7,\n"
    )


@pytest.mark.parametrize("sign", _SIGNS)
def test_a_spreadsheet_takes_no_cell_for_a_formula(sign: str) -> None:
    assert _title(f"{sign}SUM(A1:A9)") == f"'{sign}SUM(A1:A9)"


@pytest.mark.parametrize("space", [" ", "\t", "\r\n", "\x00", "\u00a0", "\u3000", "\ufffe"])
def test_what_spreadsheets_pass_over_hides_no_formula(space: str) -> None:
    assert _title(f"{space}=SUM(A1:A9)") == "'=SUM(A1:A9)"


def test_no_formula_begins_where_a_spreadsheet_separates_by_semicolons() -> None:
    assert _title('Gold";=SUM(A1:A9); @cmd') == "Gold\";'=SUM(A1:A9);' @cmd"


@pytest.mark.parametrize("title", ["'Round Here", "Gold - Live", "a=b", "x; y", "24/7", "“=”"])
def test_a_title_that_is_no_formula_is_left_alone(title: str) -> None:
    assert _title(title) == title


@given(charts)
def test_a_chart_is_read_back_apart_from_what_was_disarmed(chart: Chart) -> None:
    rows = _rows(chart)

    assert [row["rank"] for row in rows] == [str(track.rank) for track in chart.tracks]
    for row, track in zip(rows, chart.tracks, strict=True):
        for column in ("id", "track_name", "artist_name"):
            assert row[column].replace("'", "") == one_line(getattr(track, column)).replace("'", "")
        for service in chart.sources:
            assert row[service] == str(track.sources.get(service, ""))


@given(charts)
def test_no_cell_begins_like_a_formula_whichever_sign_separates(chart: Chart) -> None:
    lines = list(csv.reader(StringIO(chart_csv(chart), newline="")))

    parts = [part for line in lines for cell in line for part in cell.split(";")]
    assert [part for part in parts if part.lstrip().startswith(_SIGNS)] == []
