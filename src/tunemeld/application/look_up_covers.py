"""Looking up the covers of one service's tracks, in the fewest calls, each asked for once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tunemeld.application.errors import UpstreamError
from tunemeld.application.merge import Merged
from tunemeld.application.ports.lookups import CoverLookup
from tunemeld.application.ports.runtime import Clock, RunObserver
from tunemeld.application.ports.stores import LookupMemory
from tunemeld.application.report import Stage, Step
from tunemeld.application.spent import Spent
from tunemeld.domain.lookup import Lookup, LookupKind


@dataclass(frozen=True)
class LookUpCovers:
    """Ask for the covers of one service's tracks that have none, in the fewest calls."""

    catalogue: CoverLookup
    lookups: LookupMemory
    clock: Clock
    observer: RunObserver

    def run(self, run_id: str, merged: Sequence[Merged], spent: Spent) -> None:
        """Ask for what is not known yet; a failure is noted, and the covers are asked for next time."""
        genres: dict[str, str] = {}
        for each in merged:
            for x in each.listings:
                if x.service == self.catalogue.service and not x.cover_url:
                    genres.setdefault(x.track_id, each.genre)
        keys = {f"{self.catalogue.service}:{track_id}": track_id for track_id in genres}
        known = self.lookups.recall(LookupKind.COVER, keys)
        now = self.clock.now()
        due = [keys[k] for k in sorted(keys) if k not in known or known[k].may_be_asked_again(now)]
        for start in range(0, len(due), self.catalogue.batch_size):
            batch = due[start : start + self.catalogue.batch_size]
            asked_for = ", ".join(sorted({genres[track_id] for track_id in batch}))
            step = Step(run_id, Stage.TRANSFORM, asked_for, f"{self.catalogue.service} covers")
            try:
                with self.observer.step(step):
                    covers = self.catalogue.covers(batch)
                    step.detail = f"{len(covers)} of {len(batch)} found"
            except UpstreamError as error:
                spent.notes.append(f"covers could not be had: {error}")
                spent.failures[error.upstream] = str(error)
                return
            spent.covers.update(genres[track_id] for track_id in covers if track_id in genres)
            self.lookups.remember(LookupKind.COVER, [self._result(run_id, i, covers, known) for i in batch])

    def _result(
        self, run_id: str, track_id: str, covers: Mapping[str, str], known: Mapping[str, Lookup]
    ) -> Lookup:
        key = f"{self.catalogue.service}:{track_id}"
        attempts = known[key].attempts + 1 if key in known else 1
        return Lookup(
            key=key, value=covers.get(track_id), attempts=attempts, asked_at=self.clock.now(), run_id=run_id
        )
