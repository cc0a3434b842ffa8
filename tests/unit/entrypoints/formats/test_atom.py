"""The feed of a chart tells what came to it, once in a week, in what RFC 4287 asks of a feed."""

import xml.etree.ElementTree as ET
from datetime import datetime, timedelta

from hypothesis import given
from tests.builders import A_SATURDAY
from tests.unit.entrypoints.formats.charts import a_chart, a_track, charts, parsed

from tunemeld.domain.chart import Chart
from tunemeld.domain.ranking import Strategy
from tunemeld.entrypoints.formats.atom import chart_atom
from tunemeld.entrypoints.formats.one_line import one_line

_NS = "{http://www.w3.org/2005/Atom}"


def _entries(chart: Chart) -> list[ET.Element]:
    return parsed(chart_atom(chart)).findall(f"{_NS}entry")


def _told(chart: Chart, name: str) -> list[str]:
    return [entry.findtext(f"{_NS}{name}") or "" for entry in _entries(chart)]


def _links(element: ET.Element, rel: str) -> list[str]:
    return [link.attrib["href"] for link in element.iterfind(f"{_NS}link") if link.get("rel") == rel]


def test_what_came_to_a_chart_is_an_entry() -> None:
    document = chart_atom(a_chart(a_track()))

    assert document.decode().splitlines() == [
        "<?xml version='1.0' encoding='utf-8'?>",
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        "  <id>urn:tunemeld:chart:country:consensus</id>",
        "  <title>New on the TuneMeld country chart by consensus</title>",
        "  <updated>2024-06-22T02:30:00+00:00</updated>",
        '  <link rel="self" type="application/atom+xml" href="/playlist-data/country?format=atom" />',
        "  <author>",
        "    <name>TuneMeld</name>",
        "  </author>",
        "  <entry>",
        "    <id>urn:tunemeld:entry:country:gravel:2024-W25</id>",
        "    <title>Mara Quill, Ode – Gravel &amp; Gold (#1)</title>",
        "    <updated>2024-06-22T02:30:00+00:00</updated>",
        "    <author>",
        "      <name>TuneMeld</name>",
        "    </author>",
        '    <link rel="alternate" title="Spotify" href="https://open.spotify.com/track/1" />',
        '    <link rel="related" title="AppleMusic" href="https://music.apple.com/us/a/1?i=2&amp;l=en" />',
        '    <summary type="text">New at #1: Spotify #3, AppleMusic #1.</summary>',
        "  </entry>",
        "</feed>",
    ]


def test_what_was_on_the_chart_last_week_is_no_news() -> None:
    stayed = a_track(id="gold", rank=1, previous_rank=1, weeks_on_chart=2)

    assert _told(a_chart(stayed, a_track(rank=2)), "id") == ["urn:tunemeld:entry:country:gravel:2024-W25"]
    assert _entries(a_chart(stayed)) == []


def test_what_has_been_there_before_is_said_to_be_back() -> None:
    back = a_track(rank=4, peak_rank=2, weeks_on_chart=3)

    assert _told(a_chart(back), "summary") == [
        "Back at #4, in week 3 on the chart, with #2 as its best place: Spotify #3, AppleMusic #1."
    ]


def test_an_entry_stays_the_same_through_a_week_and_is_another_one_in_a_later_week() -> None:
    monday, sunday = A_SATURDAY - timedelta(days=5), A_SATURDAY + timedelta(days=1)
    later = A_SATURDAY + timedelta(weeks=28)

    ids = [
        _told(a_chart(a_track(rank=rank), at=at), "id") for rank, at in ((1, monday), (9, sunday), (1, later))
    ]

    assert ids[0] == ids[1] == ["urn:tunemeld:entry:country:gravel:2024-W25"]
    assert ids[2] == ["urn:tunemeld:entry:country:gravel:2025-W01"]


def test_a_track_without_an_address_leads_to_its_other_services_and_has_content() -> None:
    (entry,) = _entries(a_chart(a_track(track_url=None)))

    assert _links(entry, "alternate") == []
    assert _links(entry, "related") == [
        "https://open.spotify.com/track/1",
        "https://music.apple.com/us/a/1?i=2&l=en",
    ]
    assert entry.findtext(f"{_NS}content") == "New at #1: Spotify #3, AppleMusic #1."


def test_a_feed_names_the_address_of_its_genre_and_strategy() -> None:
    feed = parsed(chart_atom(a_chart(genre="r&b", strategy=Strategy.PRIORITY)))

    assert _links(feed, "self") == ["/playlist-data/r%26b?format=atom&strategy=priority"]
    assert feed.findtext(f"{_NS}id") == "urn:tunemeld:chart:r%26b:priority"


@given(charts)
def test_every_feed_and_entry_has_what_the_rfc_wants(chart: Chart) -> None:
    feed = parsed(chart_atom(chart))

    entries = feed.findall(f"{_NS}entry")
    assert feed.tag == f"{_NS}feed"
    for element in (feed, *entries):
        for name in ("id", "title", "updated", "author"):
            assert len(element.findall(f"{_NS}{name}")) == 1
        assert datetime.fromisoformat(element.findtext(f"{_NS}updated") or "") == chart.insert_timestamp
        assert len(_links(element, "self" if element is feed else "alternate")) <= 1
    for entry in entries:
        assert _links(entry, "alternate") or entry.findtext(f"{_NS}content")


@given(charts)
def test_entries_are_the_new_tracks_by_rank_each_with_an_id_of_its_own(chart: Chart) -> None:
    new = [track for track in chart.tracks if track.previous_rank is None]

    assert _told(chart, "title") == [one_line(f"{t.artist_name} – {t.track_name} (#{t.rank})") for t in new]
    ids = _told(chart, "id")
    assert len(set(ids)) == len(ids)
    assert all(each.isascii() and " " not in each for each in ids)
