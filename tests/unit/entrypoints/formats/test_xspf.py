"""A chart as XSPF is a playlist that every player reads, whatever tracks are called."""

import xml.etree.ElementTree as ET
from datetime import datetime

from hypothesis import given
from tests.unit.entrypoints.formats.charts import a_chart, a_track, charts, parsed

from tunemeld.domain.chart import Chart
from tunemeld.domain.ranking import Strategy
from tunemeld.entrypoints.formats.one_line import one_line
from tunemeld.entrypoints.formats.xspf import chart_xspf

_NS = "{http://xspf.org/ns/0/}"
# What the specification lets a track have, in its order, and of what there may be several.
_ORDER = (
    *("location", "identifier", "title", "creator", "annotation", "info", "image", "album"),
    *("trackNum", "duration", "link", "meta", "extension"),
)
_SEVERAL = {"location", "identifier", "link", "meta", "extension"}


def _tracks(chart: Chart) -> list[ET.Element]:
    return list(parsed(chart_xspf(chart)).iterfind(f"{_NS}trackList/{_NS}track"))


def _names(element: ET.Element) -> list[str]:
    return [child.tag.removeprefix(_NS) for child in element]


def test_a_track_has_all_that_is_known_of_it() -> None:
    document = chart_xspf(a_chart(a_track(), strategy=Strategy.TIERS))

    assert document.decode().splitlines() == [
        "<?xml version='1.0' encoding='utf-8'?>",
        '<playlist xmlns="http://xspf.org/ns/0/" version="1">',
        "  <title>TuneMeld country chart by tiers</title>",
        "  <creator>TuneMeld</creator>",
        "  <identifier>urn:tunemeld:chart:country:tiers</identifier>",
        "  <date>2024-06-22T02:30:00+00:00</date>",
        "  <trackList>",
        "    <track>",
        "      <location>https://open.spotify.com/track/1</location>",
        "      <identifier>urn:isrc:QZTM42400001</identifier>",
        "      <title>Gravel &amp; Gold</title>",
        "      <creator>Mara Quill, Ode</creator>",
        "      <info>https://open.spotify.com/track/1</info>",
        "      <image>https://i.scdn.co/image/gravel</image>",
        "      <trackNum>1</trackNum>",
        '      <link rel="urn:tunemeld:service:Spotify">https://open.spotify.com/track/1</link>',
        '      <link rel="urn:tunemeld:service:AppleMusic">https://music.apple.com/us/a/1?i=2&amp;l=en</link>',
        '      <meta rel="urn:tunemeld:position:Spotify">3</meta>',
        '      <meta rel="urn:tunemeld:position:AppleMusic">1</meta>',
        "    </track>",
        "  </trackList>",
        "</playlist>",
    ]


def test_what_is_not_known_of_a_track_is_left_out() -> None:
    bare = a_track(isrc=None, track_url=None, album_cover_url=None, additional_sources={}, sources={})

    (track,) = _tracks(a_chart(bare))

    assert _names(track) == ["title", "creator", "trackNum"]


def test_a_genre_of_any_name_makes_a_legal_identifier() -> None:
    playlist = parsed(chart_xspf(a_chart(genre="r&b: ü")))

    assert playlist.findtext(f"{_NS}identifier") == "urn:tunemeld:chart:r%26b%3A%20%C3%BC:consensus"


def test_a_chart_without_tracks_is_a_playlist_without_tracks() -> None:
    playlist = parsed(chart_xspf(a_chart()))

    assert _names(playlist) == ["title", "creator", "identifier", "date", "trackList"]
    assert _tracks(a_chart()) == []


@given(charts)
def test_any_title_and_artist_survive_the_parser(chart: Chart) -> None:
    read = [(t.findtext(f"{_NS}title"), t.findtext(f"{_NS}creator")) for t in _tracks(chart)]

    assert read == [(one_line(t.track_name), one_line(t.artist_name)) for t in chart.tracks]


@given(charts)
def test_every_chart_has_what_the_specification_wants(chart: Chart) -> None:
    playlist = parsed(chart_xspf(chart))

    assert (playlist.tag, playlist.attrib) == (f"{_NS}playlist", {"version": "1"})
    assert datetime.fromisoformat(playlist.findtext(f"{_NS}date") or "") == chart.insert_timestamp
    for track in playlist.iterfind(f"{_NS}trackList/{_NS}track"):
        names = _names(track)
        assert names == sorted(names, key=_ORDER.index)
        assert all(names.count(name) == 1 for name in set(names) - _SEVERAL)
        assert int(track.findtext(f"{_NS}trackNum") or 0) > 0
        assert all(
            e.get("rel", "").startswith("urn:tunemeld:") for e in track if e.tag.endswith(("link", "meta"))
        )
