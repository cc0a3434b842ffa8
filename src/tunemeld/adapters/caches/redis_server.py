"""The Redis server as its driver shows it, and what went wrong with it, in words without a secret.

This is the one module that needs the extra `redis`.
"""

from collections.abc import Callable
from typing import TypeVar

from redis import Redis, exceptions
from redis.backoff import NoBackoff
from redis.retry import Retry

from tunemeld.adapters.caches.breaker import CacheAway
from tunemeld.application.errors import CacheError

_Told = TypeVar("_Told")

# Where the next call would fail alike; the more special error stands first.
_AWAY: dict[type[Exception], str] = {
    exceptions.AuthenticationError: "refuses the login: see user and password in REDIS_URL",
    exceptions.BusyLoadingError: "is still loading its data: try again later",
    exceptions.ConnectionError: "cannot be reached: start the server, or see REDIS_URL",
    exceptions.TimeoutError: "did not answer in time: see its load and what lies between, or REDIS_URL",
    exceptions.InvalidResponse: "answers as no Redis would: see host and port in REDIS_URL",
}
_REFUSED: dict[type[Exception], str] = {
    exceptions.NoPermissionError: "does not let this user do that: allow GET, SET, UNLINK and SCAN",
    exceptions.OutOfMemoryError: "has no room left: raise its maxmemory, or set a maxmemory-policy",
    exceptions.ReadOnlyError: "is a replica, which takes no writes: name the primary in REDIS_URL",
    exceptions.RedisError: "refuses the command: see its log, and the database's number in REDIS_URL",
}
# What the driver makes of a port or an option in the address that it does not know.
_UNUSABLE = (TypeError, ValueError, LookupError)


class RedisServer:
    """A server for all threads of a process, connected to at first use, and anew after a fork.

    What the address says in its query, such as `socket_timeout`, wins over `timeout_seconds`. The
    driver's own words are never shown, nor chained: they may repeat the address, and what was sent.
    """

    def __init__(self, url: str, name: str, *, timeout_seconds: float) -> None:
        self._name = name
        try:
            self._client = Redis.from_url(
                url,
                socket_timeout=timeout_seconds,
                socket_connect_timeout=timeout_seconds,
                retry=Retry(NoBackoff(), 0),
                protocol=2,  # the one that every version, and whatever stands in for Redis, speaks
            )
        except _UNUSABLE:
            raise self._unusable() from None

    def ask(self, work: Callable[[Redis], _Told]) -> _Told:
        """What `work` learns from the server.

        Raises:
            CacheAway: it is away, or refuses everything.
            CacheError: it refuses this.
        """
        try:
            return work(self._client)
        except tuple(_AWAY) as error:
            raise CacheAway(f"{self._name} {_said(_AWAY, error)}") from None
        except exceptions.RedisError as error:
            raise CacheError(f"{self._name} {_said(_REFUSED, error)}") from None
        except _UNUSABLE:
            raise self._unusable() from None

    def _unusable(self) -> CacheAway:
        return CacheAway(f"{self._name} has an address that the driver cannot use: see REDIS_URL")


def _said(sentences: dict[type[Exception], str], error: Exception) -> str:
    return next(said for kind, said in sentences.items() if isinstance(error, kind))
