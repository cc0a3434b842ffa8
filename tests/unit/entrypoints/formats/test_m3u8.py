"""A chart as M3U8 has an address for each track that has one, and no line that a title added."""

import re

import pytest
from hypothesis import given
from tests.unit.entrypoints.formats.charts import a_chart, a_track, charts

from tunemeld.domain.chart import Chart
from tunemeld.entrypoints.formats.m3u8 import chart_m3u8


def test_a_track_is_what_it_is_called_and_its_address() -> None:
    gold = a_track(track_name="Gold", artist_name="Ode", track_url="https://open.spotify.com/track/2")

    assert chart_m3u8(a_chart(a_track(), gold)) == (
        "#EXTM3U\n"
        "#EXTENC:UTF-8\n"
        "#PLAYLIST:TuneMeld country chart by consensus\n"
        "#EXTINF:-1,Mara Quill, Ode - Gravel & Gold\n"
        "https://open.spotify.com/track/1\n"
        "#EXTINF:-1,Ode - Gold\n"
        "https://open.spotify.com/track/2\n"
    )


def test_a_track_without_an_address_is_a_comment_only() -> None:
    *_, last = chart_m3u8(a_chart(a_track(track_url=None))).splitlines()

    assert last == "# without an address: Mara Quill, Ode - Gravel & Gold"


@pytest.mark.parametrize("line_break", ["\n", "\r", "\r\n", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029"])
def test_a_title_adds_no_line(line_break: str) -> None:
    hostile = a_track(track_name=f"Gold{line_break}file:///etc/passwd{line_break}#EXTINF:1,x")

    assert chart_m3u8(a_chart(hostile)).splitlines()[3:] == [
        "#EXTINF:-1,Mara Quill, Ode - Gold file:///etc/passwd #EXTINF:1,x",
        "https://open.spotify.com/track/1",
    ]


@given(charts)
def test_every_line_is_a_comment_or_the_address_of_a_track(chart: Chart) -> None:
    lines = chart_m3u8(chart).splitlines()

    addresses = [line for line in lines if not line.startswith("#")]
    assert lines[0] == "#EXTM3U"
    assert addresses == [track.track_url for track in chart.tracks if track.track_url]
    assert len(lines) == 3 + len(chart.tracks) + len(addresses)


@given(charts)
def test_no_control_character_gets_through(chart: Chart) -> None:
    assert re.findall(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]", chart_m3u8(chart)) == []
