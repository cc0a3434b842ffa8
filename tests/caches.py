"""Empty caches over servers on this machine, asked without a pause: the hand clock moves in place of one."""

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from tests.clocks import HandClock
from tests.kv_server import TOKEN, kv_server
from tests.redis_server import shared_redis
from tests.shared import requires_shared, start_simulator

from tunemeld.adapters.caches.kv import KvCache
from tunemeld.adapters.caches.memory import MemoryCache
from tunemeld.adapters.caches.redis import RedisCache
from tunemeld.adapters.http.meter import ThreadCallMeter
from tunemeld.adapters.http.rate_limit import RateLimiter
from tunemeld.adapters.http.session import new_session
from tunemeld.adapters.redaction import Redactor

PLENTY = 10_000


@contextmanager
def in_memory(clock: HandClock) -> Iterator[MemoryCache]:
    """The cache of one process."""
    yield MemoryCache(clock)


@contextmanager
def on_our_kv(clock: HandClock) -> Iterator[KvCache]:
    """Workers KV as our own server imitates it; a page of its list holds two keys."""
    with kv_server(clock, page=2) as server, kv_cache(server.url, clock) as cache:
        yield cache


@contextmanager
def on_the_simulator(clock: HandClock) -> Iterator[KvCache]:
    """Workers KV as the upstreams' simulator imitates it, which may lie beside the project."""
    url, state = _simulator()
    state.kv.clear()
    with kv_cache(f"{url}/cloudflare/client/v4", clock) as cache:
        yield cache


@contextmanager
def on_redis(clock: HandClock) -> Iterator[RedisCache]:
    """A namespace of its own on the Redis server that the tests share."""
    cache = RedisCache(shared_redis(), clock, namespace=f"tunemeld_test_{uuid4().hex[:12]}")
    yield cache
    cache.clear()


@contextmanager
def kv_cache(url: str, clock: HandClock, **changed: Any) -> Iterator[KvCache]:
    """The namespace that a server on this machine keeps; `changed` are parts of the cache."""
    session = new_session(pool_size=8)
    session.trust_env = False
    parts: dict[str, Any] = {
        "api_url": url,
        "account_id": "an-account",
        "namespace_id": "a-namespace",
        "token": TOKEN,
        "session": session,
        "limiter": RateLimiter(PLENTY, monotonic=clock.monotonic, sleep=clock.put_forward),
        "meter": ThreadCallMeter(),
        "redactor": Redactor([TOKEN]),
        "clock": clock,
        "timeout_seconds": 5,
        "sleep": clock.put_forward,
    }
    with session:
        yield KvCache(**parts | changed)


@functools.cache
def _simulator() -> tuple[str, Any]:
    requires_shared()
    url, state, _ = start_simulator("2024-06-22")
    return url, state
