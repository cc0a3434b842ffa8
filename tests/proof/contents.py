"""What an installation holds for readers, without the names and times of the runs that wrote it."""

from collections.abc import Mapping
from threading import Lock
from typing import Any

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


def shown(storage: Storage, settings: Mapping[str, str], genre: str = "dance") -> Any:
    """The chart that a reader of a storage is shown; None where there is none. The storage stays as it is."""
    with storage.copied() as copy, _ONE_AT_A_TIME, opened({**settings, **copy.settings}) as ours:
        try:
            return timeless(ours.charts().chart(genre).tracks)
        except NothingPublished:
            return None


def everything(storage: Storage, settings: Mapping[str, str]) -> dict[str, Any]:
    """What readers see, identities, lookups, and the copies for the earlier TuneMeld."""
    with _ONE_AT_A_TIME, opened({**settings, **storage.settings}) as ours:
        seen = for_readers(ours)
    contents = storage.contents()
    return {**seen, **remembered(contents), "copies": copies(contents)}


def copies(contents: Contents) -> dict[str, list[Any]]:
    """The earlier TuneMeld's collections, without times and runs; empty where there is no MongoDB."""
    found = {name: [_timeless(each) for each in contents.get(name, ())] for name in _EARLIER}
    return {name: sorted(documents, key=repr) for name, documents in found.items()}


def _timeless(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _timeless(each) for name, each in value.items() if name not in _OF_A_RUN}
    return [_timeless(each) for each in value] if isinstance(value, list) else value
