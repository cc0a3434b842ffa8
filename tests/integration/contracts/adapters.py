"""Which adapters the contracts run over: a new technology is one line here."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from hypothesis import HealthCheck, settings
from tests.caches import in_memory, on_our_kv, on_redis, on_the_simulator
from tests.clocks import HandClock
from tests.mongo_servers import dropped_database, emptied_database, replica_set, standalone
from tests.mongomock_server import imagined_server

from tunemeld.adapters.stores.memory import MemoryStores
from tunemeld.adapters.stores.mongo import MongoStores
from tunemeld.adapters.stores.sqlite import SqliteStores
from tunemeld.application.ports.runtime import Cache
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


def _imagined(folder: Path) -> Stores:
    return MongoStores("mongodb://127.0.0.1:1/", "tunemeld", client=imagined_server())


def _on(server: Callable[[], str], database: Callable[[str], str]) -> Callable[[Path], Stores]:
    return lambda _: MongoStores(server(), database(server()))


def _where_nobody_listens(folder: Path) -> Stores:
    return MongoStores("mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=1", "tunemeld")


STORES: dict[str, Callable[[Path], Stores]] = {
    "memory": _in_memory,
    "sqlite": _in_a_file,
    "mongomock": _imagined,
    "mongod": _on(standalone, emptied_database),
    "replica set": _on(replica_set, emptied_database),
}
"""Empty stores, by the name that the test report shows; one at a time of those that need a server."""

STORES_FOR_THREADS: dict[str, Callable[[Path], Stores]] = {
    "memory": _in_memory,
    "sqlite": _in_a_file,
    "mongod": _on(standalone, dropped_database),
    "replica set": _on(replica_set, dropped_database),
}
"""Stores that nobody ever used, so that the first use is among those at once; mongomock's is not atomic."""

UNUSABLE_STORES: dict[str, Callable[[Path], Stores]] = {
    "sqlite": _in_a_file_that_is_a_folder,
    "mongo": _where_nobody_listens,
}
"""Stores that cannot be reached, of every technology that has such a state."""

CACHES: dict[str, Callable[[HandClock], AbstractContextManager[Cache]]] = {
    "memory": in_memory,
    "kv": on_our_kv,
    "kv simulator": on_the_simulator,
    "redis": on_redis,
}
"""Empty caches, by the name that the test report shows."""

FOR_EVERY_VALUE = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
"""For properties that hold whatever the store holds already, and so share one among their examples."""
