"""What came to a chart, as an Atom feed (RFC 4287) for feed readers."""

import xml.etree.ElementTree as ET
from urllib.parse import quote

from tunemeld.domain.chart import Chart, ChartTrack
from tunemeld.domain.ranking import Strategy
from tunemeld.domain.recording import display_order
from tunemeld.entrypoints.formats.naming import AUTHOR, chart_title, chart_urn, entry_urn
from tunemeld.entrypoints.formats.xml_tree import add, document, root


def chart_atom(chart: Chart) -> bytes:
    """A feed of the tracks that were not on the last charted week's chart, by rank.

    A reader sees an entry as the same one all through an ISO week, and as a new one when the track comes back
    in a later week. The feed names itself by a path, which counts from wherever it was fetched.
    """
    feed = root("feed", "http://www.w3.org/2005/Atom")
    add(feed, "id", chart_urn(chart))
    add(feed, "title", f"New on the {chart_title(chart)}")
    add(feed, "updated", chart.insert_timestamp.isoformat())
    add(feed, "link", rel="self", type="application/atom+xml", href=_address(chart))
    _add_author(feed)
    for track in chart.tracks:
        if track.previous_rank is None:
            _add_entry(feed, chart, track)
    return document(feed)


def _address(chart: Chart) -> str:
    path = f"/playlist-data/{quote(chart.genre_name, safe='')}?format=atom"
    return path if chart.strategy is Strategy.CONSENSUS else f"{path}&strategy={chart.strategy}"


def _add_author(parent: ET.Element) -> None:
    add(add(parent, "author"), "name", AUTHOR)


def _add_entry(feed: ET.Element, chart: Chart, track: ChartTrack) -> None:
    entry = add(feed, "entry")
    add(entry, "id", entry_urn(chart, track))
    add(entry, "title", f"{track.artist_name} – {track.track_name} (#{track.rank})")
    add(entry, "updated", chart.insert_timestamp.isoformat())
    _add_author(entry)
    if track.track_url:
        add(entry, "link", rel="alternate", title=track.source_name, href=track.track_url)
    for service in display_order(track.additional_sources):
        if (address := track.additional_sources[service]) != track.track_url:
            add(entry, "link", rel="related", title=service, href=address)
    add(entry, "summary", _summary(track), type="text")
    if not track.track_url:
        # An entry that leads nowhere must have content, says the RFC in 4.1.2.
        add(entry, "content", _summary(track), type="text")


def _summary(track: ChartTrack) -> str:
    places = ", ".join(f"{service} #{track.sources[service]}" for service in display_order(track.sources))
    if track.weeks_on_chart > 1:
        return (
            f"Back at #{track.rank}, in week {track.weeks_on_chart} on the chart, "
            f"with #{track.peak_rank} as its best place: {places}."
        )
    return f"New at #{track.rank}: {places}."
