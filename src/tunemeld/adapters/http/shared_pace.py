"""One pace for all workers, on whatever machines: the permits of an upstream lie in Redis.

This module needs the extra `redis`, which workers have.
"""

import math
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import structlog
from redis import Redis
from redis.exceptions import RedisError
from redis.lock import Lock

from tunemeld.adapters.http.rate_limit import MARGIN_SECONDS, RateLimiter

# More permits than this are not worth a question to Redis each: whoever may call so often waits for nobody.
MOST_SHARED = 100
# A worker that is killed within a call gives its permit back after so long.
_LONGEST_CALL_SECONDS = 120.0
_LOOK_SECONDS = 0.05
_log = structlog.get_logger()


class SharedPace(RateLimiter):
    """Lets all processes together call an upstream at most `rate_per_second` times in any second.

    As within one process, a permit comes back a period after the answer to its call; it is a lock that
    nobody gives back, but that runs out then. Time is that of the Redis server. Where that is away, each
    process keeps its own pace, and says so.
    """

    def __init__(
        self,
        rate_per_second: float,
        *,
        upstream: str,
        redis: Redis,
        monotonic: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        super().__init__(rate_per_second, monotonic=monotonic, sleep=sleep)
        self._permits = max(1, math.floor(rate_per_second))
        self._gap = max(1.0, 1 / rate_per_second) + MARGIN_SECONDS
        self._upstream = upstream
        self._redis = redis
        self._wait = sleep

    @contextmanager
    def slot(self) -> Iterator[None]:
        """Wait for a permit that nobody else has, and hold it for one call and its answer."""
        with super().slot():
            permit = self._taken() if self._permits <= MOST_SHARED else None
            try:
                yield
            finally:
                if permit is not None:
                    with suppress(RedisError):  # it runs out by itself
                        permit.extend(self._gap, replace_ttl=True)

    def _taken(self) -> Lock | None:
        """A permit; None where Redis cannot be asked."""
        try:
            while True:
                for number in random.sample(range(self._permits), self._permits):
                    permit = Lock(
                        self._redis,
                        f"tunemeld-pace:{self._upstream}:{number}",
                        timeout=_LONGEST_CALL_SECONDS,
                        thread_local=False,
                    )
                    if permit.acquire(blocking=False):
                        return permit
                self._wait(_LOOK_SECONDS)
        except RedisError as error:
            _log.warning("upstream.pace_not_shared", upstream=self._upstream, error=type(error).__name__)
            return None
