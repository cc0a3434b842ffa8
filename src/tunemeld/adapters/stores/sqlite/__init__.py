"""A store in one SQLite file: the embedded default, for any number of threads and processes."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from tunemeld.adapters.clock import SystemClock
from tunemeld.adapters.stores.sqlite.changes import SqliteChangeMarks
from tunemeld.adapters.stores.sqlite.charts import SqliteChartRepository
from tunemeld.adapters.stores.sqlite.database import Database
from tunemeld.adapters.stores.sqlite.events import SqliteEventLog, SqliteHandlerPlaces
from tunemeld.adapters.stores.sqlite.leases import SqliteLeases
from tunemeld.adapters.stores.sqlite.merges import SqliteMergeMemory
from tunemeld.adapters.stores.sqlite.playlists import SqlitePlaylistRepository
from tunemeld.adapters.stores.sqlite.quotas import SqliteQuotaLedger
from tunemeld.adapters.stores.sqlite.readings import SqliteReadingLog
from tunemeld.adapters.stores.sqlite.recordings import SqliteRecordingRegistry
from tunemeld.adapters.stores.sqlite.runs import SqliteRunLog
from tunemeld.adapters.stores.sqlite.schedules import SqliteScheduleLog
from tunemeld.adapters.stores.sqlite.upkeep import SqliteUpkeep
from tunemeld.adapters.stores.sqlite.upstreams import SqliteCoolDowns, SqliteLookupMemory
from tunemeld.adapters.stores.sqlite.videos import SqliteVideoMemory

_REAL_TIME = SystemClock().now


class SqliteStores:
    """All stores on one file, which is made at first use, with its folder.

    Leases go by `now`, the real time.
    """

    def __init__(
        self, path: Path, *, is_durable: bool = True, now: Callable[[], datetime] = _REAL_TIME
    ) -> None:
        self._database = Database(path, is_durable=is_durable)
        self.playlists = SqlitePlaylistRepository(self._database)
        self.charts = SqliteChartRepository(self._database)
        self.recordings = SqliteRecordingRegistry(self._database)
        self.lookups = SqliteLookupMemory(self._database)
        self.merges = SqliteMergeMemory(self._database)
        self.runs = SqliteRunLog(self._database)
        self.cool_downs = SqliteCoolDowns(self._database)
        self.readings = SqliteReadingLog(self._database)
        self.videos = SqliteVideoMemory(self._database)
        self.quotas = SqliteQuotaLedger(self._database)
        self.leases = SqliteLeases(self._database, now)
        self.schedules = SqliteScheduleLog(self._database)
        self.events = SqliteEventLog(self._database)
        self.places = SqliteHandlerPlaces(self._database)
        self.changes = SqliteChangeMarks(self._database)
        self.upkeep = SqliteUpkeep(path, self._database)

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        self._database.close()
