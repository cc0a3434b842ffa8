"""Keeps a cache that is down from slowing everything: after a failure nobody asks it for a while."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from tunemeld.application.errors import CacheError

REST_SECONDS = 10.0
"""How long a cache is left alone after a failure, unless it asks for more."""


class CacheAway(CacheError):
    """Raised where the next call would fail as well; `rest_seconds` is how long to make none."""

    def __init__(self, message: str, *, rest_seconds: float = REST_SECONDS) -> None:
        super().__init__(message)
        self.rest_seconds = rest_seconds


class Breaker:
    """Lets calls through until one raises CacheAway, and refuses all others until its rest is over.

    So a dead cache costs one time-out a rest, however many calls and threads there are. After the rest one
    call finds out for all; the others are refused until it has come back with an answer.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._lock = Lock()
        self._trouble = ""
        self._rests_until = -math.inf

    def refuse_at_rest(self) -> None:
        """Do nothing, unless the cache is left alone.

        Raises:
            CacheError: it is, for the reason that the failed call gave.
        """
        with self._lock:
            self._refuse_at_rest()

    @contextmanager
    def asking(self) -> Iterator[None]:
        """A context around one call.

        Raises:
            CacheError: the cache is left alone, and the call not made.
        """
        with self._lock:
            self._refuse_at_rest()
            if self._trouble:
                self._rests_until = self._monotonic() + REST_SECONDS
        try:
            yield
        except CacheAway as away:
            self._note(str(away), away.rest_seconds)
            raise
        self._note("", -math.inf)

    def _refuse_at_rest(self) -> None:
        if self._monotonic() < self._rests_until:
            raise CacheError(self._trouble)

    def _note(self, trouble: str, rest_seconds: float) -> None:
        with self._lock:
            self._trouble, self._rests_until = trouble, self._monotonic() + rest_seconds
