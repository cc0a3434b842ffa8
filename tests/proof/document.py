"""What `aggregate --format json` prints: exactly these fields, and how two charts differ."""

from collections.abc import Iterable, Mapping
from typing import Any

Track = dict[str, Any]

CHART = frozenset(
    "genre_name service_name run_id snapshot_id strategy insert_timestamp complete sources tracks".split()
)
SOURCE = frozenset("status reason fetched_at tracks identified".split())
TRACK = frozenset(
    """id isrc rank track_name artist_name album_cover_url youtube_url track_url source_name sources
    additional_sources raw_aggregate_rank aggregate_service_name score parts previous_rank peak_rank
    weeks_on_chart first_seen_at is_reentry view_count_data_json""".split()
)
COUNTERS = ("Youtube", "Spotify", "SoundCloud")


def wrong_fields(document: Mapping[str, Any]) -> list[str]:
    """What a printed chart has too much or too little of; empty where it is as designed."""
    wrong = _unlike("chart", document, CHART)
    for service, state in document["sources"].items():
        wrong += _unlike(service, state, SOURCE)
    for track in document["tracks"]:
        wrong += _unlike(f"place {track['rank']}", track, TRACK)
        wrong += [f"place {track['rank']}: {what}" for what in _wrong_counts(track)]
        if track["sources"].keys() != track["additional_sources"].keys():
            wrong.append(f"place {track['rank']}: a position without a link")
    return wrong


def _wrong_counts(track: Track) -> list[str]:
    """What is wrong with the counts of a track: numbers always, which grow, and no index among them."""
    counts = track["view_count_data_json"]
    if tuple(counts) != COUNTERS:
        return [f"counters {list(counts)}"]
    told = {
        counter: (
            counted["initial_count_json"]["initial_view_count"],
            counted["current_count_json"]["current_view_count"],
        )
        for counter, counted in counts.items()
    }
    wrong = [f"{counter} from {a} to {b}" for counter, (a, b) in told.items() if not 0 <= a <= b]
    return wrong + (["an index told as plays"] if told["Spotify"] != (0, 0) else [])


def places(positions: Mapping[str, int]) -> str:
    """The positions of a recording as one word: its name, where titles must not be written down."""
    return ", ".join(f"{service} {position}" for service, position in sorted(positions.items()))


def ranks(tracks: Iterable[Track]) -> list[int]:
    """The ranks as they are printed."""
    return [track["rank"] for track in tracks]


def _unlike(what: str, found: Mapping[str, Any], wanted: frozenset[str]) -> list[str]:
    return [f"{what}: {field}" for field in sorted(found.keys() ^ wanted)]
