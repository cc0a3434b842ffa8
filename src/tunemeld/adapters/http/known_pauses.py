"""Cool-downs as one process knows them, so that not every call upstream asks the store first."""

from collections.abc import Callable
from datetime import datetime
from threading import Lock

from tunemeld.adapters.http.back_off import LONGEST_PAUSE
from tunemeld.application.ports.stores import CoolDowns

GOOD_FOR_SECONDS = 5.0
"""So long an answer of the store stands."""


def pausing_until(pauses: CoolDowns, upstream: str, now: datetime) -> datetime | None:
    """The end of the pause that an upstream is in; None where it may be asked."""
    until = pauses.cooling_until(upstream)
    # Nobody asks for longer: such a pause was set while a clock stood in another year.
    return until if until is not None and now < until <= now + LONGEST_PAUSE else None


class KnownPauses(CoolDowns):
    """The store's cool-downs, asked for every five seconds at most for each upstream.

    A pause that this process is told of counts for it at once; one that another process was told of, five
    seconds later at most. What is asked meanwhile is told to wait by the upstream itself.
    """

    def __init__(self, stored: CoolDowns, monotonic: Callable[[], float]) -> None:
        self._stored = stored
        self._monotonic = monotonic
        self._known: dict[str, tuple[float, datetime | None]] = {}
        self._turn = Lock()

    def cooling_until(self, upstream: str) -> datetime | None:
        """The end of the upstream's pause as it was known within the last five seconds."""
        # Held while the store is asked: an older answer must not take the place of a pause set meanwhile.
        with self._turn:
            asked, until = self._known.get(upstream, (None, None))
            if asked is None or self._monotonic() - asked >= GOOD_FOR_SECONDS:
                until = self._stored.cooling_until(upstream)
                self._known[upstream] = (self._monotonic(), until)
            return until

    def cool_down(self, upstream: str, until: datetime) -> None:
        """Set a pause, for all processes; of two, the one that ends later stays."""
        with self._turn:
            self._stored.cool_down(upstream, until)
            self._known.pop(upstream, None)
