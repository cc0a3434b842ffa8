"""A store in a MongoDB database: for several machines, standalone server or replica set."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from pymongo import MongoClient

from tunemeld.adapters.stores.mongo.changes import MongoChangeMarks
from tunemeld.adapters.stores.mongo.charts import MongoChartRepository
from tunemeld.adapters.stores.mongo.events import MongoEventLog, MongoHandlerPlaces
from tunemeld.adapters.stores.mongo.leases import MongoLeases
from tunemeld.adapters.stores.mongo.merges import MongoMergeMemory
from tunemeld.adapters.stores.mongo.playlists import MongoPlaylistRepository
from tunemeld.adapters.stores.mongo.projections import MongoProjections
from tunemeld.adapters.stores.mongo.quotas import MongoQuotaLedger
from tunemeld.adapters.stores.mongo.readings import MongoReadingLog
from tunemeld.adapters.stores.mongo.recordings import MongoRecordingRegistry
from tunemeld.adapters.stores.mongo.runs import MongoRunLog
from tunemeld.adapters.stores.mongo.schedules import MongoScheduleLog
from tunemeld.adapters.stores.mongo.server import PATIENCE_SECONDS, Server
from tunemeld.adapters.stores.mongo.upkeep import MongoUpkeep
from tunemeld.adapters.stores.mongo.upstreams import MongoCoolDowns, MongoLookupMemory
from tunemeld.adapters.stores.mongo.videos import MongoVideoMemory


class MongoStores:
    """All stores in one database; nothing connects before the first use.

    `client` makes the connection: pymongo's, or one that stands in for it. `patience_seconds` is how long a
    server that was there and went away is waited for; with 0 whoever asks is told at once, which is after
    the two seconds for which a server is looked for. Leases go by the server's time, unless `now` is given.
    """

    def __init__(
        self,
        url: str,
        database: str,
        *,
        client: Callable[..., Any] = MongoClient,
        patience_seconds: float = PATIENCE_SECONDS,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        self._server = Server(url, database, client=client, patience_seconds=patience_seconds)
        self.playlists = MongoPlaylistRepository(self._server)
        self.charts = MongoChartRepository(self._server)
        self.recordings = MongoRecordingRegistry(self._server)
        self.lookups = MongoLookupMemory(self._server)
        self.merges = MongoMergeMemory(self._server)
        self.runs = MongoRunLog(self._server)
        self.cool_downs = MongoCoolDowns(self._server)
        self.readings = MongoReadingLog(self._server)
        self.videos = MongoVideoMemory(self._server)
        self.quotas = MongoQuotaLedger(self._server)
        self.leases = MongoLeases(self._server, now)
        self.schedules = MongoScheduleLog(self._server)
        self.events = MongoEventLog(self._server)
        self.places = MongoHandlerPlaces(self._server)
        self.changes = MongoChangeMarks(self._server)
        self.upkeep = MongoUpkeep(self._server)
        self.projections = MongoProjections(self._server)

    def close(self) -> None:
        """Close all connections; the next use opens new ones."""
        self._server.close()
