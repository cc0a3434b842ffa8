"""Turns: who of many does a job, from taking its lease to giving it back."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from tunemeld.application.errors import StoreError
from tunemeld.application.kept_lease import KeptLease
from tunemeld.application.ports.runtime import Clock
from tunemeld.application.ports.schedule import Leases
from tunemeld.application.ports.stores import ChartRepository


@dataclass(frozen=True)
class Turns:
    """Gives one process at a time the turn to do a job; `holder` is the name of this one.

    Who finds that the turn before was not given back first claims all genres, so that nobody publishes under
    it any more. A turn that falls silent for so many seconds is another's.
    """

    leases: Leases
    charts: ChartRepository
    clock: Clock
    genres: Sequence[str]
    seconds: float
    holder: str

    @contextmanager
    def of(self, job: str) -> Iterator[KeptLease | None]:
        """A context with the kept lease of a job, which is released at its end; None while another has it.

        Raises:
            StoreError: the store cannot be asked whose turn it is.
        """
        taken_at = self.clock.monotonic()
        lease = self.leases.take(job, self.holder, self.seconds)
        if lease is None:
            yield None
            return
        kept = KeptLease(self.leases, lease, self.seconds, self.clock, taken_at=taken_at)
        with kept.renewing():
            # Where this fails the lease is left to run out, so that whoever takes it next does it.
            if lease.was_abandoned:
                self.charts.claim(self.genres, lease.fence)
            try:
                yield kept
            finally:
                with suppress(StoreError):  # it runs out by itself
                    self.leases.release(lease)
