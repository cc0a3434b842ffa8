"""Stores in memory: for tests, and for whoever wants to keep nothing."""

from collections.abc import Callable
from datetime import datetime

from tunemeld.adapters.clock import SystemClock
from tunemeld.adapters.stores.memory.changes import MemoryChangeMarks
from tunemeld.adapters.stores.memory.charts import MemoryChartRepository
from tunemeld.adapters.stores.memory.events import MemoryEventLog, MemoryHandlerPlaces
from tunemeld.adapters.stores.memory.leases import MemoryLeases
from tunemeld.adapters.stores.memory.merges import MemoryMergeMemory
from tunemeld.adapters.stores.memory.playlists import MemoryPlaylistRepository
from tunemeld.adapters.stores.memory.quotas import MemoryQuotaLedger
from tunemeld.adapters.stores.memory.readings import MemoryReadingLog
from tunemeld.adapters.stores.memory.recordings import MemoryRecordingRegistry
from tunemeld.adapters.stores.memory.runs import MemoryRunLog
from tunemeld.adapters.stores.memory.schedules import MemoryScheduleLog
from tunemeld.adapters.stores.memory.upkeep import MemoryUpkeep
from tunemeld.adapters.stores.memory.upstreams import MemoryCoolDowns, MemoryLookupMemory
from tunemeld.adapters.stores.memory.videos import MemoryVideoMemory

_REAL_TIME = SystemClock().now


class MemoryStores:
    """All stores of one process; they live as long as this object. Leases go by `now`, the real time."""

    def __init__(self, *, now: Callable[[], datetime] = _REAL_TIME) -> None:
        self.playlists = MemoryPlaylistRepository()
        self.charts = MemoryChartRepository()
        self.recordings = MemoryRecordingRegistry()
        self.lookups = MemoryLookupMemory()
        self.merges = MemoryMergeMemory()
        self.runs = MemoryRunLog()
        self.cool_downs = MemoryCoolDowns()
        self.readings = MemoryReadingLog()
        self.videos = MemoryVideoMemory()
        self.quotas = MemoryQuotaLedger()
        self.leases = MemoryLeases(now)
        self.schedules = MemoryScheduleLog()
        self.places = MemoryHandlerPlaces()

    @property
    def events(self) -> MemoryEventLog:
        """What has happened."""
        return MemoryEventLog(self.playlists, self.charts, self.readings, self.runs)

    @property
    def changes(self) -> MemoryChangeMarks:
        """What is newest of each genre."""
        return MemoryChangeMarks(self.charts, self.playlists, self.readings)

    @property
    def upkeep(self) -> MemoryUpkeep:
        """What can be said of them all together."""
        return MemoryUpkeep(self.charts, self.playlists, self.runs)

    def close(self) -> None:
        """Nothing to do: there so that all kinds of stores are closed alike."""
