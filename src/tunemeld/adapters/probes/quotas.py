"""Looks at the quotas: what today's searches and looks have left, and what upstreams said of theirs."""

from tunemeld.application.ports.counters import VideoCounter
from tunemeld.application.ports.runtime import Clock, Probe
from tunemeld.application.ports.stores import QuotaLedger
from tunemeld.application.report import Check


class QuotaProbe(Probe):
    """Tells what is left; a daily quota that is spent is no fault, one that a plan has used up is."""

    name = "quota left"
    remedy = "wait until it is whole again, or take a larger plan"
    reads_store = True

    def __init__(self, counter: VideoCounter | None, ledger: QuotaLedger, clock: Clock) -> None:
        self._counter = counter
        self._ledger = ledger
        self._clock = clock

    def check(self) -> Check:
        """What is left, by who was asked; nobody is asked for it."""
        # What was said before a plan's period ended says nothing of the present one.
        now = self._clock.now()
        noted = [q for q in self._ledger.noted() if q.resets_at is None or q.resets_at > now]
        told = [
            f"{quota.upstream} {quota.remaining}{f' of {quota.limit}' if quota.limit is not None else ''}"
            for quota in noted
        ]
        if self._counter and self._counter.upstream:
            searches, looks = self._counter.searches_left(), self._counter.looks_left()
            told.append(f"{self._counter.upstream} {searches} searches and {looks} other calls today")
        gone = any(quota.remaining <= 0 for quota in noted)
        return Check.found("; ".join(told) or "none is known", self.remedy if gone else "")
