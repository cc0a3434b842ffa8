"""Tracks of a chart without the moments that every run has of its own, so that two runs can be compared."""

from collections.abc import Iterable, Mapping
from typing import Any

from tunemeld.domain.chart import ChartTrack

_MOMENTS = ("initial_timestamp", "current_timestamp")


def timeless(tracks: Iterable[ChartTrack | Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The tracks in JSON types, without when they were first seen and when their plays were read."""
    return [
        _timeless(track.model_dump(mode="json") if isinstance(track, ChartTrack) else track)
        for track in tracks
    ]


def _timeless(track: Mapping[str, Any]) -> dict[str, Any]:
    counts = {
        counter: {
            which: {name: value for name, value in told.items() if name not in _MOMENTS}
            for which, told in counted.items()
        }
        for counter, counted in track["view_count_data_json"].items()
    }
    kept = {name: value for name, value in track.items() if name != "first_seen_at"}
    return {**kept, "view_count_data_json": counts}
