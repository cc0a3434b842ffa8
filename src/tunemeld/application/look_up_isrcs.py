"""Looking up the ISRCs that another catalogue knows, within a budget, each asked for once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tunemeld.application.errors import UpstreamError
from tunemeld.application.merge import Merged
from tunemeld.application.ports.lookups import IsrcLookup
from tunemeld.application.ports.runtime import Clock, RunObserver
from tunemeld.application.ports.stores import LookupMemory
from tunemeld.application.report import Stage, Step
from tunemeld.application.spent import Spent
from tunemeld.domain.credits import first_credited
from tunemeld.domain.evidence import read
from tunemeld.domain.listing import Listing
from tunemeld.domain.lookup import Lookup, LookupKind, isrc_key, judge
from tunemeld.domain.recognition import Group
from tunemeld.domain.recording import display_order

# So many failures one after the other mean that the catalogue is away, not that a track is.
_PATIENCE = 3
STOPPED_EARLY = "ISRC lookups stopped early"
"""How a note begins that says why."""
# Results are stored in heaps of this size: a kill loses a few lookups, and a run makes few round trips.
_HEAP = 20


@dataclass(frozen=True)
class Wanted:
    """A recording without an ISRC: the genre that wants it first, its listings, the misses so far."""

    genre: str
    listings: tuple[Listing, ...]
    attempts: int


@dataclass(frozen=True)
class LookUpIsrcs:
    """Search for the ISRCs of recordings that have none.

    - Entries of the charts come first, then the rest, by their best position.
    - A candidate is held to the rule that joins lists; no first hit is believed unchecked.
    - A find is remembered for good, a miss with growing back-off; a failure is neither.
    - At most `budget` searches a run. Where others spend from it too, `may_ask` is asked before each search,
      and takes it from what they have together; nothing is asked where it says no.
    """

    catalogue: IsrcLookup
    lookups: LookupMemory
    clock: Clock
    observer: RunObserver
    may_ask: Callable[[], bool] | None = None

    def run(self, run_id: str, merged: Sequence[Merged], budget: int, spent: Spent) -> None:
        """Search as far as the budget goes, and write down in `spent` what came of it."""
        wanted = self.wanted(merged)
        spent.left_over.update(w.genre for w in wanted[budget:])
        results: list[Lookup] = []
        try:
            for result in self._results(run_id, wanted[:budget], spent):
                results += result
                if len(results) >= _HEAP:
                    heap, results = results, []
                    self.lookups.remember(LookupKind.ISRC, heap)
        finally:  # what was answered before an interrupt is not asked for again
            self.lookups.remember(LookupKind.ISRC, results)

    def _results(self, run_id: str, wanted: Sequence[Wanted], spent: Spent) -> Iterator[tuple[Lookup, ...]]:
        """The result of each search that was answered, until the catalogue seems to be away."""
        failures: list[UpstreamError] = []  # since the last answer
        for at, want in enumerate(wanted):
            if self.may_ask and not self.may_ask():
                spent.left_over.update(w.genre for w in wanted[at:])
                break
            try:
                result = self._look_up(run_id, want, spent)
            except UpstreamError as error:
                failures.append(error)
                spent.left_over[want.genre] += 1
                if len(failures) >= _PATIENCE or error.is_general:
                    spent.notes.append(f"{STOPPED_EARLY}: {error}")
                    spent.left_over.update(w.genre for w in wanted[at + 1 :])
                    break
            else:
                failures.clear()
                yield result
        spent.failures.update({error.upstream: str(error) for error in failures})

    def wanted(self, merged: Sequence[Merged]) -> list[Wanted]:
        """The recordings to ask for, in the order in which they are asked for; each once."""
        nameless = [
            (m.genre, g) for m in merged for g in m.recognition.groups if not any(x.isrc for x in g.listings)
        ]
        nameless.sort(key=lambda row: (_order(row[1]), row[0]))
        known = self.lookups.recall(LookupKind.ISRC, {isrc_key(x) for _, g in nameless for x in g.listings})
        seen: set[str] = set()
        wanted = []
        for genre, group in nameless:
            keys = {isrc_key(x) for x in group.listings}
            misses = [known[key] for key in keys if key in known]
            if seen.isdisjoint(keys) and all(miss.may_be_asked_again(self.clock.now()) for miss in misses):
                wanted.append(Wanted(genre, group.listings, max((m.attempts for m in misses), default=0)))
            seen |= keys
        return wanted

    def _look_up(self, run_id: str, want: Wanted, spent: Spent) -> tuple[Lookup, ...]:
        by_service = {x.service: x for x in reversed(want.listings)}
        asked = by_service[display_order(by_service)[0]]
        others = [x for x in want.listings if x is not asked]
        spent.asked[want.genre] += 1
        step = Step(run_id, Stage.TRANSFORM, want.genre, self.catalogue.name)
        with self.observer.step(step):
            candidates = self.catalogue.candidates(read(asked).title.spoken, first_credited(asked.artists))
            found = judge([asked, *others], candidates)
            none = f"{len(candidates)} candidates, none the same"
            step.detail = f"{found.title} by {found.artist_name}" if found else none
        (spent.found if found else spent.not_found)[want.genre] += 1
        return tuple(
            Lookup(
                key=key,
                value=found.isrc if found else None,
                attempts=want.attempts + 1,
                asked_at=self.clock.now(),
                run_id=run_id,
                detail=step.detail,
            )
            for key in sorted({isrc_key(x) for x in want.listings})
        )


def _order(group: Group) -> tuple[bool, int]:
    on_chart = len({x.service for x in group.listings}) > 1
    return not on_chart, min(x.position for x in group.listings)
