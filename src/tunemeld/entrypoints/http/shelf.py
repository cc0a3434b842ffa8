"""The shelf: every answer that lies ready in this worker, by the path and query that ask for it."""

from collections.abc import Mapping
from threading import Lock

from tunemeld.entrypoints.http.ready import Ready

# Views of a chart that somebody asked for are kept until the chart changes, within these bounds.
_MOST_VIEWS = 1_000
_MOST_VIEW_BYTES = 16 * 1024 * 1024


class Shelf:
    """Finds an answer by its key: the path, and `?` with the query where there is one.

    What everybody asks for is `put` there beforehand; other views of the same charts are `keep`-ed after
    somebody has asked for them. Finding one takes no lock.
    """

    def __init__(self) -> None:
        self._turn = Lock()
        self._parts: dict[str, Mapping[str, Ready]] = {}
        self._fixed: dict[str, Ready] = {}
        self._views: dict[str, Ready] = {}
        self._view_bytes = 0
        self.edition = 0

    def find(self, key: str) -> Ready | None:
        """What lies ready under a key; None where nothing does."""
        return self._fixed.get(key) or self._views.get(key)

    def put(self, parts: Mapping[str, Mapping[str, Ready]]) -> None:
        """Lay the answers of each part in the place of those that it had, and forget views of those."""
        with self._turn:
            self._parts = {**self._parts, **parts}
            self._fixed = {key: ready for part in self._parts.values() for key, ready in part.items()}
            self._views = {k: v for k, v in self._views.items() if v.is_immutable}
            self._view_bytes = sum(map(_size, self._views.values()))
            self.edition += 1

    def keep(self, key: str, view: Ready, edition: int) -> None:
        """Keep a view that was made while `edition` lay there; the oldest views give way to it.

        One that was overtaken by a new edition is not kept, unless it can never change.
        """
        with self._turn:
            if edition != self.edition and not view.is_immutable:
                return
            self._drop(key)
            self._views[key] = view
            self._view_bytes += _size(view)
            while len(self._views) > _MOST_VIEWS or self._view_bytes > _MOST_VIEW_BYTES:
                self._drop(next(iter(self._views)))

    def _drop(self, key: str) -> None:
        dropped = self._views.pop(key, None)
        if dropped is not None:
            self._view_bytes -= _size(dropped)


def _size(ready: Ready) -> int:
    return len(ready.plain.body) + (len(ready.gzipped.body) if ready.gzipped else 0)
