"""What an installation holds for readers, without the names and times of the runs that wrote it."""

from collections.abc import Mapping
from threading import Lock
from typing import Any, TypeAlias

from tests.proof.counted import readings, videos
from tests.proof.installed import opened
from tests.proof.storages import Contents, Storage, remembered
from tests.timeless import timeless

from tunemeld.application.errors import NothingPublished
from tunemeld.container import Container
from tunemeld.domain.ranking import Strategy

_EARLIER = ("track", "raw_playlists", "track_playlist", "view_counts_playlists")
_OF_A_RUN = {
    *("insert_timestamp", "fetched_at", "run_id"),
    *("first_seen_at", "initial_timestamp", "current_timestamp"),
}
_ONE_AT_A_TIME = Lock()

Tracks: TypeAlias = list[dict[str, Any]]
"""A chart's tracks without the moments of runs."""


def for_readers(ours: Container, genre: str = "dance") -> dict[str, Any]:
    """Charts under every strategy, the services' own lists, and all that was ever published."""
    charts = ours.charts()
    snapshot = charts.published(genre).snapshot
    published = ours.stores().charts.publications(genre, snapshot.source)
    return {
        "snapshot": snapshot.id,
        "publications": [(each.seq, each.snapshot_id) for each in published],
        "charts": {
            s.value: timeless(charts.chart(genre, strategy=s, min_sources=1).tracks) for s in Strategy
        },
        "lists": {service: snapshot.playlist(service) for service in snapshot.lists},
    }


def shown(storage: Storage, settings: Mapping[str, str], genre: str = "dance") -> Tracks | None:
    """The chart that a reader of a storage is shown; None where there is none. The storage stays as it is."""
    with storage.copied() as copy, _ONE_AT_A_TIME, opened({**settings, **copy.settings}) as ours:
        try:
            return timeless(ours.charts().chart(genre).tracks)
        except NothingPublished:
            return None


def on_the_way(seen: Tracks | None, begin: Tracks | None, end: Tracks) -> bool:
    """Whether a chart is one of two of the same tracks, or between: counts come one counter at a time."""
    if seen is None or begin is None:
        return seen is begin or seen == end
    return len(seen) == len(begin) == len(end) and all(map(_is_either, seen, begin, end))


def _is_either(seen: Mapping[str, Any], begin: Mapping[str, Any], end: Mapping[str, Any]) -> bool:
    return all(
        _is_either(value, begin[name], end[name])
        if name == "view_count_data_json"
        else value in (begin[name], end[name])
        for name, value in seen.items()
    )


def everything(storage: Storage, settings: Mapping[str, str]) -> dict[str, Any]:
    """What readers see, identities, lookups, plays and videos, and the copies for the earlier TuneMeld."""
    with _ONE_AT_A_TIME, opened({**settings, **storage.settings}) as ours:
        seen = for_readers(ours)
    contents = storage.contents()
    counted = {"readings": readings(contents), "videos": videos(contents)}
    return {**seen, **remembered(contents), **counted, "copies": copies(contents)}


def copies(contents: Contents) -> dict[str, list[Any]]:
    """The earlier TuneMeld's collections, without times and runs; empty where there is no MongoDB."""
    found = {name: [_timeless(each) for each in contents.get(name, ())] for name in _EARLIER}
    return {name: sorted(documents, key=repr) for name, documents in found.items()}


def _timeless(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _timeless(each) for name, each in value.items() if name not in _OF_A_RUN}
    return [_timeless(each) for each in value] if isinstance(value, list) else value
