"""What is newest of each genre in MongoDB: the last publication, how many attempts and readings arrived."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from pymongo import UpdateOne

from tunemeld.adapters.stores.mongo.readings import OF_COUNTER
from tunemeld.adapters.stores.mongo.server import Documents, Server
from tunemeld.adapters.stores.mongo.writes import update_each
from tunemeld.application.ports.stores import ChangeMarks
from tunemeld.domain.playlist import Fetch

_OF_ALL = "fetches"
_OF_GENRE = "fetches of "
_COUNTED = {"_id": {"$in": [re.compile(f"^{_OF_ALL}( of |$)"), re.compile(f"^{OF_COUNTER}")]}}

# The index answers this by stepping from one genre to the next.
_PUBLISHED: list[dict[str, Any]] = [
    {"$sort": {"genre": -1, "seq": -1, "place": -1}},
    {"$group": {"_id": "$genre", "seq": {"$first": "$seq"}, "snapshot_id": {"$first": "$snapshot_id"}}},
]


def announce(database: Documents, fetches: Collection[Fetch]) -> None:
    """Note that attempts are about to be recorded; to be called before any of them can be read."""
    update_each(
        database["counters"], [UpdateOne({"_id": _OF_ALL}, {"$inc": {"n": len(fetches)}}, upsert=True)]
    )


def count_recorded(database: Documents, fetches: Collection[Fetch]) -> None:
    """Note for the genres of these attempts that some were recorded; to be called once they can be read."""
    runs = {fetch.genre: fetch.run_id for fetch in fetches}
    updates = [
        UpdateOne({"_id": _OF_GENRE + genre}, {"$inc": {"n": 1}, "$set": {"run_id": run_id}}, upsert=True)
        for genre, run_id in runs.items()
    ]
    update_each(database["counters"], updates)


class MongoChangeMarks(ChangeMarks):
    """A mark names a genre's newest publication, how often its attempts were recorded, and the log's counter.

    The log's counter moves before attempts can be read, and the genre's after, for a standalone server
    knows no transactions. Both are needed: with the first alone, whoever read in between would keep what
    is out of date; with the second alone, so would everybody, had the writer been killed in between. Of
    readings a mark names for the same reason how often each counter's were announced, and the newest batch.
    """

    def __init__(self, server: Server) -> None:
        self._server = server

    def marks(self) -> Mapping[str, str]:
        """By genre a text that changes with its publications, and with attempts and readings of any genre."""
        return self._server.reading(_marks)


def _marks(database: Documents) -> Mapping[str, str]:
    counted = {
        each["_id"]: each for each in database["counters"].find(_COUNTED, {"weeks": 0}).batch_size(10_000)
    }
    log = counted.pop(_OF_ALL, {"n": 0})["n"]
    announced = sum(counted.pop(name)["n"] for name in [*counted] if name.startswith(OF_COUNTER))
    recorded = {
        name.removeprefix(_OF_GENRE): f"fetch {each['n']} {each['run_id']}" for name, each in counted.items()
    }
    published = {
        each["_id"]: f"chart {each['seq']} {each['snapshot_id']}"
        for each in database["publications"].aggregate(_PUBLISHED, batchSize=10_000)
        if each["seq"]  # 0 is a claim before the first publication
    }
    newest = database["reading_batches"].find_one({}, {"run_id": 1}, sort=[("_id", -1)])
    read = f"readings {announced} {newest['_id']} {newest['run_id']}" if newest else f"readings {announced}"
    return {
        genre: f"{published.get(genre, '')} {recorded.get(genre, '')} log {log} {read}"
        for genre in sorted(published.keys() | recorded.keys())
    }
