"""The time: the machine's own, or a chosen day that goes on from there."""

import time
from datetime import UTC, datetime, timedelta

from tunemeld.application.ports.runtime import Clock


class SystemClock(Clock):
    """The machine's clock."""

    def now(self) -> datetime:
        """The present instant in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds since some fixed point."""
        return time.monotonic()


class ShiftedClock(Clock):
    """A clock that starts at a chosen instant and goes on at the pace of another one.

    Recorded weeks run on their own dates with it, while durations and the order of events stay true.
    """

    def __init__(self, start: datetime, pace: Clock) -> None:
        self._start = start.astimezone(UTC)
        self._pace = pace
        self._started = pace.monotonic()

    def now(self) -> datetime:
        """The chosen instant and what has passed since the clock was made, in UTC."""
        return self._start + timedelta(seconds=self._pace.monotonic() - self._started)

    def monotonic(self) -> float:
        """Seconds since the fixed point of the clock that sets the pace."""
        return self._pace.monotonic()


class WoundClock(Clock):
    """A clock that stands where it was set last; for retelling what has happened, and not for durations."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """The instant that was set last."""
        return self.at

    def monotonic(self) -> float:
        """Nothing passes."""
        return 0.0
