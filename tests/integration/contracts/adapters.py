"""Which adapters the contracts run over: a new technology is one line here."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from hypothesis import HealthCheck, settings

from tunemeld.adapters.caches.memory import MemoryCache
from tunemeld.adapters.stores.memory import MemoryStores
from tunemeld.adapters.stores.sqlite import SqliteStores
from tunemeld.application.ports.runtime import Cache, Clock
from tunemeld.application.ports.stores import (
    ChartRepository,
    CoolDowns,
    LookupMemory,
    PlaylistRepository,
    RecordingRegistry,
    RunLog,
)
from tunemeld.application.ports.upkeep import StoreUpkeep


class Stores(Protocol):
    """All stores of one technology."""

    @property
    def playlists(self) -> PlaylistRepository: ...
    @property
    def charts(self) -> ChartRepository: ...
    @property
    def recordings(self) -> RecordingRegistry: ...
    @property
    def lookups(self) -> LookupMemory: ...
    @property
    def runs(self) -> RunLog: ...
    @property
    def cool_downs(self) -> CoolDowns: ...
    @property
    def upkeep(self) -> StoreUpkeep: ...
    def close(self) -> None: ...


def _in_memory(folder: Path) -> Stores:
    return MemoryStores()


def _in_a_file(folder: Path) -> Stores:
    return SqliteStores(folder / "tunemeld.db")


def _in_a_file_that_is_a_folder(folder: Path) -> Stores:
    return SqliteStores(folder)


STORES: dict[str, Callable[[Path], Stores]] = {"memory": _in_memory, "sqlite": _in_a_file}
"""Empty stores, by the name that the test report shows."""

UNUSABLE_STORES: dict[str, Callable[[Path], Stores]] = {"sqlite": _in_a_file_that_is_a_folder}
"""Stores that cannot be reached, of every technology that has such a state."""

CACHES: dict[str, Callable[[Clock], Cache]] = {"memory": MemoryCache}
"""Empty caches, by the name that the test report shows."""

FOR_EVERY_VALUE = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
"""For properties that hold whatever the store holds already, and so share one among their examples."""
