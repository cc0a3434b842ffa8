"""Clients for upstreams that stand on this machine: asked once, without pauses, without a proxy."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.clocks import HandClock

from tunemeld.adapters.http.client import UpstreamClient
from tunemeld.adapters.http.meter import ThreadCallMeter
from tunemeld.adapters.http.rate_limit import RateLimiter
from tunemeld.adapters.http.retry import RetryPolicy
from tunemeld.adapters.http.session import new_session
from tunemeld.adapters.redaction import Redactor
from tunemeld.adapters.stores.memory.upstreams import MemoryCoolDowns

Connect = Callable[..., UpstreamClient]
"""Takes an address and the upstream's name; gives a client, which may try more than once, or keep a pace.

Nobody waits, for the pace or for another try: what would have been waited is added to `waited`."""


@contextmanager
def clients() -> Iterator[Connect]:
    """What makes clients, which share one session until the context is left."""
    session = new_session(pool_size=4)
    session.trust_env = False

    def connect(
        url: str,
        upstream: str = "rapidapi",
        *,
        attempts: int = 1,
        rate: float = 10_000,
        waited: list[float] | None = None,
    ) -> UpstreamClient:
        def wait(seconds: float) -> None:
            if waited is not None and seconds > 0:
                waited.append(seconds)

        return UpstreamClient(
            upstream=upstream,
            base_url=url,
            headers={"X-RapidAPI-Key": "any", "X-RapidAPI-Host": "invented.p.rapidapi.com"},
            credential="RAPIDAPI_KEY",
            session=session,
            limiter=RateLimiter(rate, monotonic=time.monotonic, sleep=wait),
            retry=RetryPolicy(attempts=attempts, delay_seconds=0, retry_after_cap_seconds=60),
            cool_downs=MemoryCoolDowns(),
            meter=ThreadCallMeter(),
            redactor=Redactor([]),
            places=Redactor([]),
            clock=HandClock(),
            timeout_seconds=5,
            sleep=wait,
        )

    yield connect
    session.close()
