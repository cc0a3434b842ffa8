"""A cache in the memory of one process, bounded so that it can't grow into a leak."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from tunemeld.application.ports.runtime import Cache, Clock


@dataclass(frozen=True, slots=True)
class _Entry:
    value: bytes
    ends_at: float | None


class MemoryCache(Cache):
    """Keeps the values used last, `max_entries` and `max_bytes` of them at most.

    The bytes counted are those of the values. A value that is larger than all the room is not kept.
    Time is the clock's monotonic one: setting the machine's clock neither ends nor prolongs anything.
    """

    name = "memory"
    shared = False

    def __init__(self, clock: Clock, *, max_entries: int = 10_000, max_bytes: int = 64 * 1024 * 1024) -> None:
        self._clock = clock
        self._max_entries = max_entries
        self._max_bytes = max_bytes
        self._lock = Lock()
        self._entries: OrderedDict[str, _Entry] = OrderedDict()  # least recently used first
        self._bytes = 0

    def get(self, key: str) -> bytes | None:
        """What was set under the key; None where nothing is, or no more."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            if self._is_over(entry):
                self._forget(key)
                return None
            self._entries.move_to_end(key)
            return entry.value

    def set(self, key: str, value: bytes, *, ttl_seconds: int | None = None) -> None:
        """Keep a value, for `ttl_seconds` at most, or until there is no more room for it."""
        self.set_many({key: value}, ttl_seconds=ttl_seconds)

    def set_many(self, values: Mapping[str, bytes], *, ttl_seconds: int | None = None) -> None:
        """Keep several values, as `set` does; where there is not room for all, the last of them stay."""
        ends_at = None if ttl_seconds is None else self._clock.monotonic() + ttl_seconds
        with self._lock:
            for key, value in values.items():
                self._keep(key, _Entry(value, ends_at))

    def delete(self, key: str) -> None:
        """Forget a value; an unknown key is fine."""
        with self._lock:
            self._forget(key)

    def clear(self) -> int:
        """Forget all values; how many of them could still be had."""
        with self._lock:
            cleared = sum(not self._is_over(entry) for entry in self._entries.values())
            self._entries.clear()
            self._bytes = 0
            return cleared

    def _keep(self, key: str, entry: _Entry) -> None:
        self._forget(key)
        if len(entry.value) > self._max_bytes:
            return
        self._entries[key] = entry
        self._bytes += len(entry.value)
        while len(self._entries) > self._max_entries or self._bytes > self._max_bytes:
            self._forget(next(iter(self._entries)))

    def _is_over(self, entry: _Entry) -> bool:
        return entry.ends_at is not None and self._clock.monotonic() >= entry.ends_at

    def _forget(self, key: str) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._bytes -= len(entry.value)
