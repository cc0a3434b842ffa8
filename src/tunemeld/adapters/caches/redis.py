"""A cache in Redis, near to several processes and machines."""

from collections.abc import Callable, Mapping
from threading import Lock
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from tunemeld.adapters.caches.breaker import Breaker, CacheAway
from tunemeld.application.ports.runtime import Cache, Clock

if TYPE_CHECKING:
    from redis import Redis

    from tunemeld.adapters.caches.redis_server import RedisServer

# For connecting, and for each answer: Redis is near, and what takes longer is no help.
TIMEOUT_SECONDS = 1.0
_KEYS_A_STEP = 1_000

_Told = TypeVar("_Told")


class RedisCache(Cache):
    """Keeps values under keys that begin with `namespace`; touches no other key of the database.

    One try a call, and none for a while after a server that was away (`Breaker`).
    """

    shared = True

    def __init__(
        self,
        url: str,
        clock: Clock,
        *,
        namespace: str = "tunemeld",
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        self._url = url
        self._namespace = namespace
        self._timeout_seconds = timeout_seconds
        self._breaker = Breaker(clock.monotonic)
        self._turn = Lock()
        self._server: RedisServer | None = None

    @property
    def name(self) -> str:
        """Redis, and where: without user, password and options."""
        parts = urlsplit(self._url)
        return f"Redis at {parts.netloc.rpartition('@')[2] or parts.path}"

    def get(self, key: str) -> bytes | None:
        """What was set under the key; None where nothing is, or no more."""
        value = self._ask(lambda redis: redis.get(self._named(key)))
        return value.encode() if isinstance(value, str) else value  # by decode_responses in the address

    def set(self, key: str, value: bytes, *, ttl_seconds: int | None = None) -> None:
        """Keep a value, for `ttl_seconds` at most, or until the server needs the room."""
        if ttl_seconds is not None and ttl_seconds <= 0:
            self.delete(key)
            return
        self._ask(lambda redis: redis.set(self._named(key), value, ex=ttl_seconds))

    def set_many(self, values: Mapping[str, bytes], *, ttl_seconds: int | None = None) -> None:
        """Keep several values, as `set` does, in one round trip."""
        named = {self._named(key): value for key, value in values.items()}
        if not named:
            return
        if ttl_seconds is not None and ttl_seconds <= 0:
            self._ask(lambda redis: redis.unlink(*named))
            return

        def keep(redis: "Redis") -> None:
            with redis.pipeline(transaction=False) as together:
                for name, value in named.items():
                    together.set(name, value, ex=ttl_seconds)
                together.execute()

        self._ask(keep)

    def delete(self, key: str) -> None:
        """Forget a value; an unknown key is fine."""
        self._ask(lambda redis: redis.unlink(self._named(key)))

    def clear(self) -> int:
        """Forget all values of TuneMeld's; how many of them could still be had."""
        return self._ask(self._forget_all)

    def _forget_all(self, redis: "Redis") -> int:
        names = tuple(redis.scan_iter(match=self._named("*"), count=_KEYS_A_STEP))
        steps = range(0, len(names), _KEYS_A_STEP)
        return sum(redis.unlink(*names[start : start + _KEYS_A_STEP]) for start in steps)

    def _named(self, key: str) -> str:
        return f"{self._namespace}:{key}"

    def _ask(self, work: Callable[["Redis"], _Told]) -> _Told:
        with self._breaker.asking():
            return self._opened().ask(work)

    def _opened(self) -> "RedisServer":
        # The driver takes a quarter of a second to load, and is an extra: most people need none.
        try:
            from tunemeld.adapters.caches.redis_server import RedisServer
        except ModuleNotFoundError as error:
            raise CacheAway(
                "the package redis is not installed: add it where TuneMeld runs (pip install redis), "
                "or set TUNEMELD_CACHE=memory"
            ) from error
        with self._turn:
            if self._server is None:
                self._server = RedisServer(self._url, self.name, timeout_seconds=self._timeout_seconds)
            return self._server
