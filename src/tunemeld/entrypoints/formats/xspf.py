"""A chart as an XSPF playlist, for players; elements in the order of the specification, https://xspf.org/spec."""

import xml.etree.ElementTree as ET

from tunemeld.domain.chart import Chart, ChartTrack
from tunemeld.domain.recording import display_order
from tunemeld.entrypoints.formats.naming import (
    AUTHOR,
    chart_title,
    chart_urn,
    isrc_urn,
    position_urn,
    service_urn,
)
from tunemeld.entrypoints.formats.xml_tree import add, document, root


def chart_xspf(chart: Chart) -> bytes:
    """An XSPF 1 document of all tracks by rank; a track without address is there for a player to look for."""
    playlist = root("playlist", "http://xspf.org/ns/0/", version="1")
    add(playlist, "title", chart_title(chart))
    add(playlist, "creator", AUTHOR)
    add(playlist, "identifier", chart_urn(chart))
    add(playlist, "date", chart.insert_timestamp.isoformat())
    tracks = add(playlist, "trackList")
    for track in chart.tracks:
        _add_track(tracks, track)
    return document(playlist)


def _add_track(tracks: ET.Element, track: ChartTrack) -> None:
    element = add(tracks, "track")
    if track.track_url:
        add(element, "location", track.track_url)
    if track.isrc:
        add(element, "identifier", isrc_urn(track.isrc))
    add(element, "title", track.track_name)
    add(element, "creator", track.artist_name)
    if track.track_url:
        add(element, "info", track.track_url)
    if track.album_cover_url:
        add(element, "image", track.album_cover_url)
    add(element, "trackNum", str(track.rank))
    for service in display_order(track.additional_sources):
        add(element, "link", track.additional_sources[service], rel=service_urn(service))
    for service in display_order(track.sources):
        add(element, "meta", str(track.sources[service]), rel=position_urn(service))
