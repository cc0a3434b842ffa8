"""What the chart must be: computed without a fault from the lists that another installation says count."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from tests.proof.contents import for_readers
from tests.proof.installed import opened, run
from tests.proof.simulated import Upstreams, settings_for, upstreams
from tests.proof.storages import STORAGES, Contents, Storage, kind_of

from tunemeld.application.report import Stage
from tunemeld.domain.lookup import Lookup, LookupKind

_FILES = {"Spotify": "spotify", "AppleMusic": "apple_music", "SoundCloud": "soundcloud"}


class Reference:
    """An installation of its own, which is served each service's list as it was on a day of choice."""

    def __init__(self, simulated: Upstreams, storage: Storage) -> None:
        self._url = simulated.url
        self._storage = storage
        self._days: dict[str, str] = {}
        catalogue = simulated.state.catalogue
        recorded = catalogue.snapshot
        catalogue.snapshot = lambda service, genre, day: recorded(
            service, genre, self._days.get(service, day)
        )

    def chart(self, now: str, days: Mapping[str, str], lookups: Contents) -> dict[str, Any]:
        """What readers see after a run over these days' lists, with what the other one looked up."""
        self._days = {_FILES[service]: day for service, day in days.items()}
        settings = {**settings_for(self._url, "2024-01-01"), "TUNEMELD_NOW": now, **self._storage.settings}
        with opened(settings) as ours:
            run(ours, "dance", stage=Stage.EXTRACT)
            for kind in LookupKind:
                ours.stores().lookups.remember(kind, _lookups(lookups, kind))
            run(ours, "dance", stage=Stage.AGGREGATE)
            return comparable(for_readers(ours))


def comparable(seen: Mapping[str, Any]) -> dict[str, Any]:
    """Charts and lists: a header that could not be had makes another snapshot, but no other chart.

    Plays stay out: a list that is stale tells those of its own day, which is another one for the reference.
    """
    charts = {strategy: [_uncounted(t) for t in tracks] for strategy, tracks in seen["charts"].items()}
    return {"charts": charts, "lists": seen["lists"]}


def _uncounted(track: Mapping[str, Any]) -> dict[str, Any]:
    return {name: track[name] for name in track if name not in {"view_count_data_json", "youtube_url"}}


@contextmanager
def reference(day: str) -> Iterator[Reference]:
    """A reference that begins with nothing."""
    with upstreams(day) as simulated, STORAGES["SQLite"]() as storage:
        yield Reference(simulated, storage)


def _lookups(contents: Contents, kind: LookupKind) -> list[Lookup]:
    rows = [row for row in contents.get("lookups", ()) if kind_of(row) == kind.value]
    return [Lookup.model_validate(json.loads(row["value"])) for row in rows]
