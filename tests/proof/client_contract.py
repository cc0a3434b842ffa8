"""What a client may rely on: the design's section on HTTP written down anew, without any of our models."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.proof.client_values import (
    address,
    by,
    instant,
    isrc,
    number,
    one_of,
    perhaps,
    place,
    plain,
    points,
    text,
    truth,
    unlike,
    whole,
)

SERVICES = ("Spotify", "AppleMusic", "SoundCloud")
_LINKS = {
    "Spotify": r"https://open\.spotify\.com/track/\w+",
    "AppleMusic": r"https://music\.apple\.com/us/album/[^/?]+/\d+\?i=\d+",
    "SoundCloud": r"https://soundcloud\.com/[^/?]+/[^/?]+",
}
LIST_STATE = {
    "status": one_of("fresh", "stale", "missing"),
    "reason": lambda value: isinstance(value, str),
    "fetched_at": perhaps(instant),
    "tracks": whole,
    "identified": whole,
}
_COUNTER = {
    "initial_count_json": {"initial_view_count": whole, "initial_timestamp": perhaps(instant)},
    "current_count_json": {"current_view_count": whole, "current_timestamp": perhaps(instant)},
}
COUNTERS = ("Youtube", "Spotify", "SoundCloud")
TRACK: Mapping[str, Any] = {
    "id": text,
    "isrc": perhaps(isrc),
    "rank": place,
    "track_name": text,
    "artist_name": text,
    "album_cover_url": perhaps(address),
    "youtube_url": perhaps(address),
    "track_url": address,
    "source_name": one_of(*SERVICES),
    "sources": by(SERVICES, place),
    "additional_sources": by(SERVICES, address),
    "raw_aggregate_rank": place,
    "aggregate_service_name": one_of(*SERVICES),
    "score": number,
    "parts": by(SERVICES, number),
    "previous_rank": perhaps(place),
    "peak_rank": place,
    "weeks_on_chart": place,
    "first_seen_at": instant,
    "is_reentry": truth,
    "view_count_data_json": dict.fromkeys(COUNTERS, _COUNTER),
}
CHART = {
    "genre_name": text,
    "service_name": one_of("Aggregate"),
    "insert_timestamp": instant,
    "snapshot_id": text,
    "strategy": one_of("consensus", "priority", "tiers"),
    "complete": truth,
    "sources": dict.fromkeys(SERVICES, LIST_STATE),
    "tracks": [TRACK],
}
LIST = {
    "genre_name": text,
    "service_name": one_of(*SERVICES),
    "insert_timestamp": perhaps(instant),
    "playlist_name": plain,
    "playlist_url": plain,
    "status": one_of("fresh", "stale", "missing"),
    "tracks": [
        {
            "rank": place,
            "isrc": perhaps(isrc),
            "track_name": text,
            "artist_name": text,
            "album_cover_url": perhaps(address),
            "track_url": perhaps(address),
            "youtube_url": perhaps(address),
        }
    ],
}
PLAYED = {
    "isrc": perhaps(isrc),
    "track_name": text,
    "artist_name": text,
    "youtube_url": perhaps(address),
    "album_cover_url": perhaps(address),
    "view_counts": dict.fromkeys(COUNTERS, points),
}
HEADER = {
    "playlist_cover_url": plain,
    "playlist_cover_description_text": plain,
    "playlist_name": plain,
    "playlist_url": plain,
    "service_name": one_of(*SERVICES),
}
HEADERS = {"genre_name": text, **dict.fromkeys(SERVICES, HEADER)}
_STATE_OF_A_GENRE = {name: LIST_STATE[name] for name in ("status", "fetched_at", "tracks")}


def _state_of_a_genre(value: Any) -> bool:
    """At least what the design names; further fields harm nobody there."""
    return not list(unlike({name: value[name] for name in _STATE_OF_A_GENRE}, _STATE_OF_A_GENRE))


GENRE = {
    "name": text,
    "title": text,
    "services": dict.fromkeys(SERVICES, _state_of_a_genre),
    "tracks": whole,
    "last_updated": perhaps(instant),
}


def wrong_order(chart: Mapping[str, Any]) -> Iterator[str]:
    """Where the places of a chart contradict one another, or what the design says of them."""
    tracks = chart["tracks"]
    if [track["rank"] for track in tracks] != list(range(1, len(tracks) + 1)):
        yield "ranks are not 1, 2, 3, …"
    for track in tracks:
        where, sources = f"place {track['rank']}", track["sources"]
        shown = next(service for service in SERVICES if service in sources)
        decides = next(s for s in ("AppleMusic", "SoundCloud", "Spotify") if s in sources)
        expected = {
            "source_name": shown,
            "track_url": track["additional_sources"].get(shown),
            "aggregate_service_name": decides,
            "raw_aggregate_rank": sources[decides],
        }
        yield from (f"{where}: {name}" for name, value in expected.items() if track[name] != value)
        if (
            len(sources) < 2
            or not sources.keys() == track["additional_sources"].keys() == track["parts"].keys()
        ):
            yield f"{where}: sources, links and parts"
        for service, url in track["additional_sources"].items():
            if not re.fullmatch(_LINKS[service], url):
                yield f"{where}: {url}"
        if track["peak_rank"] > track["rank"] or (track["weeks_on_chart"] == 1 and track["previous_rank"]):
            yield f"{where}: its past"
        if chart["strategy"] == "consensus" and abs(sum(track["parts"].values()) - track["score"]) > 1e-5:
            yield f"{where}: its score is not the sum of its parts"
