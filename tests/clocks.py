"""A clock that tests wind themselves."""

from datetime import UTC, datetime, timedelta
from threading import Lock

from tunemeld.application.ports.runtime import Clock


class HandClock(Clock):
    """Stands still until it is put forward; both of its times then move together."""

    def __init__(self, at: datetime = datetime(2024, 6, 22, 2, 30, tzinfo=UTC)) -> None:
        self._at = at
        self._elapsed = 0.0
        self._turn = Lock()

    def now(self) -> datetime:
        """The instant that it shows."""
        return self._at

    def monotonic(self) -> float:
        """Seconds since it was made."""
        return self._elapsed

    def put_forward(self, seconds: float) -> None:
        """Let that many seconds pass."""
        with self._turn:
            self._at += timedelta(seconds=seconds)
            self._elapsed += seconds
