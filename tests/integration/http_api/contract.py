"""The contract with clients of charts, written by hand from the design, and not from the code."""

from tests.api_in_process import GENRES
from tests.shapes import TIME, URL

SERVICES = ("Spotify", "AppleMusic", "SoundCloud")
COUNTS = {
    "initial_count_json": {"initial_view_count": int, "initial_timestamp": (TIME, None)},
    "current_count_json": {"current_view_count": int, "current_timestamp": (TIME, None)},
}
TRACK = {
    "id": str,
    "isrc": (str, None),
    "rank": int,
    "track_name": str,
    "artist_name": str,
    "album_cover_url": (URL, None),
    "youtube_url": (URL, None),
    "track_url": URL,
    "source_name": frozenset(SERVICES),
    "sources": {str: int},
    "additional_sources": {str: URL},
    "raw_aggregate_rank": int,
    "aggregate_service_name": frozenset(SERVICES),
    "score": float,
    "parts": {str: float},
    "previous_rank": (int, None),
    "peak_rank": int,
    "weeks_on_chart": int,
    "first_seen_at": TIME,
    "is_reentry": bool,
    "view_count_data_json": {"Youtube": COUNTS, "Spotify": COUNTS, "SoundCloud": COUNTS},
}
STATE = {
    "status": frozenset({"fresh", "stale", "missing"}),
    "reason": str,
    "fetched_at": (TIME, None),
    "tracks": int,
    "identified": int,
}
CHART = {
    "genre_name": frozenset(GENRES),
    "service_name": frozenset({"Aggregate"}),
    "insert_timestamp": TIME,
    "snapshot_id": str,
    "strategy": frozenset({"consensus", "priority", "tiers"}),
    "complete": bool,
    "sources": {"Spotify": STATE, "AppleMusic": STATE, "SoundCloud": STATE},
    "tracks": [TRACK],
}
