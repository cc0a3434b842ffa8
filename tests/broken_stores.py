"""Stores that fail: those of a process that is killed at a write, of a full disk, of a lost file."""

from collections.abc import Callable
from typing import Any, NoReturn, cast

from tunemeld.adapters.stores.memory import MemoryStores
from tunemeld.adapters.stores.memory.changes import MemoryChangeMarks
from tunemeld.adapters.stores.memory.events import MemoryEventLog
from tunemeld.application.errors import StoreError

READS = frozenset(
    {
        "raw",
        "fetches",
        "sources",
        "current",
        "publications",
        "snapshot",
        "identities",
        "recall",
        "recent",
        "outline",
        "cooling_until",
        "series",
        "spent",
        "noted",
        "marks",
        "last",
        "of",
        "heads",
        "read",
        "standing",
    }
)
"""The methods of the stores' ports that change nothing; every other one is a write."""

_READ_BY_EACH_OTHER = frozenset({"all", "batches", "finished"})


class Killed(BaseException):
    """The end of a process, as far as one can be had inside a test."""


class EndsAt(MemoryStores):
    """Stores that outlive the process which uses them: it ends at its `write`-th write, counted from 1.

    The write itself has happened where `done` is true, and has not otherwise. Nothing is written any more
    afterwards, whatever the process still tries in its last breath. `writes` counts those that were tried.
    """

    def __init__(
        self, survivor: MemoryStores, write: int, *, done: bool, end: Callable[[], BaseException] = Killed
    ) -> None:
        self._last = write
        self._done = done
        self._end = end
        self.writes = 0
        for name, store in vars(survivor).items():
            setattr(self, name, _Doomed(store, self))

    def carry_out(self, write: Callable[..., Any], *given: Any, **named: Any) -> Any:
        """Carry out a write, unless it is the last one or comes after it."""
        self.writes += 1
        result = write(*given, **named) if self.writes < self._last + self._done else None
        if self.writes >= self._last:
            raise self._end()
        return result


class _Doomed:
    """A store as the process sees it."""

    def __init__(self, store: object, process: EndsAt) -> None:
        self._store = store
        self._process = process

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = cast("Callable[..., Any]", getattr(self._store, name))
        if name in READS | _READ_BY_EACH_OTHER:
            return method
        return lambda *given, **named: self._process.carry_out(method, *given, **named)


class Unreadable(MemoryStores):
    """The stores of an installation, of which those named fail whatever they are asked."""

    def __init__(self, installed: MemoryStores, *names: str) -> None:
        for name, store in vars(installed).items():
            setattr(self, name, _Lost() if name in names else store)


class _Lost:
    """A store of which nothing can be had."""

    def __getattr__(self, name: str) -> Callable[..., NoReturn]:
        def fail(*_: object) -> NoReturn:
            raise StoreError("the file is not readable")

        return fail


class Unsteady(MemoryStores):
    """The stores of an installation, which go away and come back as a test says.

    `away` names those that answer nothing, `broken` the genres of which none answers anything. What stands
    under a store's name in `meanwhile` happens once, just before that store is asked again.
    """

    def __init__(self, installed: MemoryStores) -> None:
        self._installed = installed
        self.away: set[str] = set()
        self.broken: set[str] = set()
        self.meanwhile: dict[str, Callable[[], object]] = {}
        for name, store in vars(installed).items():
            setattr(self, name, _Unsteady(name, store, self))

    @property
    def changes(self) -> MemoryChangeMarks:
        """What is newest of each genre; by the name of `changes` it goes away apart from the others."""
        return cast("MemoryChangeMarks", _Unsteady("changes", self._installed.changes, self))

    @property
    def events(self) -> MemoryEventLog:
        """What has happened: goes away by the name of `events`, and with what it is read from."""
        return cast("MemoryEventLog", _Unsteady("events", super().events, self))

    def answer(self, store: str, read: Callable[..., Any], *given: Any, **named: Any) -> Any:
        """What a store answers, if it does."""
        if store in self.away or self.broken.intersection(filter(_is_text, given)):
            raise StoreError(f"the store of {store} does not answer")
        self.meanwhile.pop(store, lambda: None)()
        return read(*given, **named)


class _Unsteady:
    """A store that may be away."""

    def __init__(self, name: str, store: object, stores: Unsteady) -> None:
        self._name = name
        self._store = store
        self._stores = stores

    def __getattr__(self, method: str) -> Callable[..., Any]:
        asked = cast("Callable[..., Any]", getattr(self._store, method))
        return lambda *given, **named: self._stores.answer(self._name, asked, *given, **named)


def _is_text(value: object) -> bool:
    return isinstance(value, str)
