"""Keeps the calls to one upstream apart, however many threads make them."""

import math
import queue
from collections.abc import Callable, Iterator
from contextlib import contextmanager

MARGIN_SECONDS = 0.01
# More calls a second than any process of ours makes: a rate beyond it is no limit, and a permit is memory.
MOST_PERMITS = 10_000


class RateLimiter:
    """Lets an upstream see at most `rate_per_second` calls in any second; below 1, one in 1/rate seconds.

    A fixed number of permits goes round. Each comes back a period after the answer to its call, not after
    the call was sent: a call arrives before it is answered, so two calls with the same permit arrive at least
    a period apart, whatever the network and the scheduler do in between. The price is that a slow upstream
    is asked less often than it allows. A fraction above one is dropped: no second may hold half a call.
    More than `MOST_PERMITS` never go round, however high the rate.
    """

    def __init__(
        self, rate_per_second: float, *, monotonic: Callable[[], float], sleep: Callable[[float], None]
    ) -> None:
        if not (math.isfinite(rate_per_second) and rate_per_second > 0):
            raise ValueError(
                f"a rate of {rate_per_second} calls a second is not above 0: correct RATE_LIMITS"
            )
        permits = min(max(1, math.floor(rate_per_second)), MOST_PERMITS)
        self._period = max(1.0, 1 / rate_per_second) + MARGIN_SECONDS
        self._monotonic = monotonic
        self._sleep = sleep
        self._ready_times: queue.SimpleQueue[float] = queue.SimpleQueue()
        for _ in range(permits):
            self._ready_times.put(-math.inf)

    @contextmanager
    def slot(self) -> Iterator[None]:
        """Wait for a permit, and hold it for one call and its answer."""
        ready_at = self._ready_times.get()
        try:
            self._sleep(max(0.0, ready_at - self._monotonic()))
        except BaseException:
            # No call was made: the permit goes back as it was, or the others would wait for ever.
            self._ready_times.put(ready_at)
            raise
        try:
            yield
        finally:
            self._ready_times.put(self._monotonic() + self._period)
