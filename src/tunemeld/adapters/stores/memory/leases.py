"""Leases in memory: for the threads of one process."""

from collections.abc import Callable
from datetime import datetime
from threading import Lock

from tunemeld.adapters.stores.lease_rows import LeaseRow, end_of, taken
from tunemeld.application.ports.schedule import Leases
from tunemeld.domain.lease import Lease


class MemoryLeases(Leases):
    """One row a job; time is what `now` says."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._lock = Lock()
        self._now = now
        self._rows: dict[str, LeaseRow] = {}

    def take(self, job: str, holder: str, seconds: float) -> Lease | None:
        """The lease of a job, under a higher number than any before; None while somebody else holds it."""
        with self._lock:
            lease = taken(job, self._rows.get(job), holder, self._now(), seconds)
            if lease:
                self._rows[job] = LeaseRow(holder, lease.fence.number, lease.until)
            return lease

    def renew(self, lease: Lease, seconds: float) -> Lease | None:
        """The same lease until `seconds` from now; None where it was released or somebody else took it."""
        with self._lock:
            if not self._is_held(lease):
                return None
            renewed = lease.model_copy(update={"until": end_of(self._now(), seconds)})
            self._rows[lease.job] = self._rows[lease.job]._replace(until=renewed.until)
            return renewed

    def release(self, lease: Lease) -> None:
        """Let others take the job at once; nothing happens where somebody else has it."""
        with self._lock:
            if self._is_held(lease):
                self._rows[lease.job] = self._rows[lease.job]._replace(holder=None)

    def _is_held(self, lease: Lease) -> bool:
        row = self._rows.get(lease.job)
        return row is not None and row.number == lease.fence.number and row.holder is not None
