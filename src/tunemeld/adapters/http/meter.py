"""Counts calls upstream for whoever wants to know what something has cost."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from tunemeld.application.ports.catalogues import CallMeter


class ThreadCallMeter(CallMeter):
    """Counts the calls that are made in the thread that counts.

    The counters belong to the thread and not to its context, because a context that is copied into other
    threads would have them all write into one counter.
    """

    def __init__(self) -> None:
        self._thread = _Counters()

    @contextmanager
    def counting(self) -> Iterator[Counter[str]]:
        """A counter, by upstream, of the calls made in this thread before the context is left."""
        calls: Counter[str] = Counter()
        self._thread.active.append(calls)
        try:
            yield calls
        finally:
            # Contexts of one thread end in the reverse order of their beginning.
            self._thread.active.pop()

    def count(self, upstream: str) -> None:
        """Add one call to every counter that is active in this thread."""
        for calls in self._thread.active:
            calls[upstream] += 1


class _Counters(threading.local):
    def __init__(self) -> None:
        self.active: list[Counter[str]] = []
