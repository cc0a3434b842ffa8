"""The past: what a genre's lists and lookups were at an earlier moment, for making its charts once more."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from tunemeld.application.aggregate import Aggregate
from tunemeld.application.merge import Merge
from tunemeld.application.ports.stores import ChartRepository, LookupMemory
from tunemeld.domain.lookup import Lookup, LookupKind
from tunemeld.domain.playlist import Fetch


@dataclass(frozen=True)
class Workshop:
    """The use cases over stores of their own, in which the past is made once more.

    `set_clock` says when it is.
    """

    merge: Merge
    aggregate: Aggregate
    set_clock: Callable[[datetime], None]

    @property
    def charts(self) -> ChartRepository:
        """What was published once more."""
        return self.aggregate.charts

    def retell(self, fetches: Sequence[Fetch]) -> None:
        """Record attempts, one after the other."""
        for fetch in fetches:
            self.merge.lists.playlists.record([fetch])

    def publish(self, run_id: str, genre: str, at: datetime) -> None:
        """Do what a run did for a genre after it had fetched its lists."""
        self.set_clock(at)
        self.aggregate.run(run_id, self.merge.of(genre))


@dataclass(frozen=True)
class PastLookups(LookupMemory):
    """What had been looked up by a moment; what was found later is not known yet."""

    lookups: LookupMemory
    now: Callable[[], datetime]

    def recall(self, kind: LookupKind, keys: Collection[str]) -> Mapping[str, Lookup]:
        """What was remembered under these keys; of what was asked several times only the last is known."""
        moment = self.now()
        found = self.lookups.recall(kind, keys)
        return {key: lookup for key, lookup in found.items() if lookup.asked_at <= moment}

    def remember(self, kind: LookupKind, lookups: Sequence[Lookup]) -> NoReturn:
        """Never: nobody is asked while the past is made once more."""
        raise NotImplementedError
