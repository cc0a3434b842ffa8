"""Which adapters the contracts run over: a new technology is one line here."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
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
from tunemeld.application.ports.events import EventLog, HandlerPlaces
from tunemeld.application.ports.runtime import Cache
from tunemeld.application.ports.schedule import Leases, ScheduleLog
from tunemeld.application.ports.stores import (
    ChangeMarks,
    ChartRepository,
    CoolDowns,
    LookupMemory,
    MergeMemory,
    PlaylistRepository,
    QuotaLedger,
    ReadingLog,
    RecordingRegistry,
    RunLog,
    VideoMemory,
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
    def readings(self) -> ReadingLog: ...
    @property
    def videos(self) -> VideoMemory: ...
    @property
    def quotas(self) -> QuotaLedger: ...
    @property
    def merges(self) -> MergeMemory: ...
    @property
    def events(self) -> EventLog: ...
    @property
    def places(self) -> HandlerPlaces: ...
    @property
    def leases(self) -> Leases: ...
    @property
    def schedules(self) -> ScheduleLog: ...
    @property
    def changes(self) -> ChangeMarks: ...
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


def _imagined_for_several(folder: Path) -> Callable[[], Stores]:
    client = imagined_server()
    return lambda: MongoStores("mongodb://127.0.0.1:1/", "tunemeld", client=client)


def _on_for_several(server: Callable[[], str]) -> Callable[[Path], Callable[[], Stores]]:
    def opener(folder: Path) -> Callable[[], Stores]:
        database = emptied_database(server())
        return lambda: MongoStores(server(), database)

    return opener


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

STORES_BY_THE_CLOCK: dict[str, Callable[[Path, Callable[[], datetime]], Stores]] = {
    "memory": lambda _, now: MemoryStores(now=now),
    "sqlite": lambda folder, now: SqliteStores(folder / "tunemeld.db", now=now),
    "mongomock": lambda _, now: MongoStores(
        "mongodb://127.0.0.1:1/", "tunemeld", client=imagined_server(), now=now
    ),
    "mongod": lambda _, now: MongoStores(standalone(), emptied_database(standalone()), now=now),
    "replica set": lambda _, now: MongoStores(replica_set(), emptied_database(replica_set()), now=now),
}
"""Empty stores whose leases go by a clock that a test winds."""

SHARED_STORES: dict[str, Callable[[Path], Callable[[], Stores]]] = {
    "sqlite": lambda folder: lambda: _in_a_file(folder),
    "mongomock": _imagined_for_several,
    "mongod": _on_for_several(standalone),
    "replica set": _on_for_several(replica_set),
}
"""What opens one empty store again and again, as processes do that share it; memory is nobody else's."""

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

FOR_EVERY_VALUE = settings(
    deadline=None,
    max_examples=settings().max_examples // 2,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
"""For properties that hold whatever the store holds already, and so share one among their examples.

Half as many as elsewhere, since to invent them takes longest, and each store is asked for itself.
"""
