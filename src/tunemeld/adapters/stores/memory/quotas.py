"""What was spent of daily quotas, and what is left of them, in memory."""

from datetime import date
from threading import Lock

from tunemeld.adapters.stores.quota_days import oldest_kept
from tunemeld.application.ports.stores import QuotaLedger
from tunemeld.domain.quota import RemainingQuota


class MemoryQuotaLedger(QuotaLedger):
    """What was taken by bucket and day; the last word of each upstream."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._spent: dict[tuple[str, date], int] = {}
        self._noted: dict[str, RemainingQuota] = {}

    def spend(self, bucket: str, day: date, limit: int) -> bool:
        """Take one from a bucket of a day; False, and nothing taken, where `limit` are taken already."""
        with self._lock:
            taken = self._spent.get((bucket, day), 0)
            if taken >= limit:
                return False
            if not taken:
                oldest = oldest_kept(day)
                self._spent = {key: spent for key, spent in self._spent.items() if key[1] >= oldest}
            self._spent[bucket, day] = taken + 1
            return True

    def spent(self, bucket: str, day: date) -> int:
        """How many were taken from a bucket on a day."""
        with self._lock:
            return self._spent.get((bucket, day), 0)

    def note(self, quota: RemainingQuota) -> None:
        """Keep what an upstream said; it gives way to what is said later, or at the same moment."""
        with self._lock:
            known = self._noted.get(quota.upstream)
            if known is None or quota.noted_at >= known.noted_at:
                self._noted[quota.upstream] = quota

    def noted(self) -> tuple[RemainingQuota, ...]:
        """What each upstream said last, by name."""
        with self._lock:
            return tuple(self._noted[upstream] for upstream in sorted(self._noted))
