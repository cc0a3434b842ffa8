"""Keeps the writes to one key of Workers KV apart, as it takes one a second and refuses the next.

The limit: https://developers.cloudflare.com/kv/platform/limits. Deleting is writing.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from threading import Lock

_SPACING_SECONDS = 1.1


class KeySpacing:
    """Lets a second pass between two writes of this process to the same key."""

    def __init__(self, *, monotonic: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._monotonic = monotonic
        self._sleep = sleep
        self._lock = Lock()
        self._written_at: dict[str, float] = {}

    @contextmanager
    def writing(self, names: Collection[str]) -> Iterator[None]:
        """A context around one write to some keys, or to none, that waits before it is entered."""
        self._sleep(self._wait_for(names))
        try:
            yield
        finally:
            # It counts from the answer, not from the call: the call may have been on its way for a while.
            with self._lock:
                self._written_at |= dict.fromkeys(names, self._monotonic())

    def _wait_for(self, names: Collection[str]) -> float:
        with self._lock:
            long_ago = self._monotonic() - _SPACING_SECONDS
            self._written_at = {name: at for name, at in self._written_at.items() if at > long_ago}
            latest = max((self._written_at.get(name, long_ago) for name in names), default=long_ago)
            return latest - long_ago
