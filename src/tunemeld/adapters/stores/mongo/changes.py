"""What is newest of each genre in MongoDB: the last publication, how many attempts and readings arrived."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pymongo import UpdateOne

from tunemeld.adapters.stores.mongo.server import Documents, Server
from tunemeld.adapters.stores.mongo.writes import update_each
from tunemeld.application.ports.stores import ChangeMarks

FETCHES_OF, READINGS_FOR = "fetches of ", "readings for "
"""How the counters of what arrived begin, by genre."""

_COUNTED = {"_id": {"$in": [re.compile(f"^{FETCHES_OF}"), re.compile(f"^{READINGS_FOR}")]}}

NEWEST_PUBLICATIONS: list[dict[str, Any]] = [
    {"$sort": {"genre": -1, "seq": -1, "place": -1}},
    {"$group": {"_id": "$genre", "seq": {"$first": "$seq"}, "snapshot_id": {"$first": "$snapshot_id"}}},
]
"""By genre the last number; an index answers it by stepping from one genre to the next."""


def announce(database: Documents, what: str, genres: Iterable[str]) -> None:
    """Note that something is about to be stored; to be called before any of it can be read."""
    _count(database, [(what + genre, {"$inc": {"announced": 1}}) for genre in sorted(set(genres))])


def note_arrival(database: Documents, what: str, runs: Mapping[str, str]) -> None:
    """Note by genre in which run something was stored; to be called once all of it can be read."""
    _count(
        database,
        [(what + genre, {"$inc": {"n": 1}, "$set": {"run_id": run_id}}) for genre, run_id in runs.items()],
    )


def _count(database: Documents, changes: Iterable[tuple[str, dict[str, Any]]]) -> None:
    updates = [UpdateOne({"_id": name}, change, upsert=True) for name, change in changes]
    if updates:
        update_each(database["counters"], updates)


class MongoChangeMarks(ChangeMarks):
    """A mark names a genre's newest publication, and how often its attempts and readings came and arrived.

    One counter moves before they can be read, and the other one after, for a standalone server knows no
    transactions. Both are needed: with the first alone, whoever read in between would keep what is out of
    date; with the second alone, so would everybody, had the writer been killed in between.
    """

    def __init__(self, server: Server) -> None:
        self._server = server

    def marks(self) -> Mapping[str, str]:
        """By genre a text that changes with its publications, attempts and readings."""
        return self._server.reading(_marks)


def _marks(database: Documents) -> Mapping[str, str]:
    counted = {each["_id"]: each for each in database["counters"].find(_COUNTED).batch_size(10_000)}
    # Also one that was announced alone: its writer may have been killed behind the first attempt.
    recorded = {name.removeprefix(FETCHES_OF) for name in counted if name.startswith(FETCHES_OF)}
    published = {
        each["_id"]: f"chart {each['seq']} {each['snapshot_id']}"
        for each in database["publications"].aggregate(NEWEST_PUBLICATIONS, batchSize=10_000)
        if each["seq"]  # 0 is a claim before the first publication
    }
    return {
        genre: f"{published.get(genre, '')} "
        + " ".join(_told(what, counted.get(what + genre, {})) for what in (FETCHES_OF, READINGS_FOR))
        for genre in sorted(published.keys() | recorded)
    }


def _told(what: str, counted: Mapping[str, Any]) -> str:
    return f"{what}{counted.get('announced', 0)} {counted.get('n', 0)} {counted.get('run_id', '')}"
