"""How often recordings were played, in MongoDB: a document a week, with its days."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from pymongo import UpdateOne
from pymongo.errors import DuplicateKeyError

from tunemeld.adapters.stores.mongo.changes import READINGS_FOR, announce, note_arrival
from tunemeld.adapters.stores.mongo.server import Documents, Server
from tunemeld.adapters.stores.mongo.writes import update_each
from tunemeld.adapters.stores.reading_days import (
    Found,
    Told,
    as_series,
    by_day,
    record_of,
    week_of,
)
from tunemeld.adapters.stores.values import instant, microseconds, moment_of
from tunemeld.application.ports.stores import ReadingLog
from tunemeld.domain.reading import Batch, Reading, Series

# How the documents begin that tell, by counter, which weeks have readings.
_OF_COUNTER = "readings of "

# So many ids stay well below the 16 MB of a question: https://www.mongodb.com/docs/manual/reference/limits
_MOST_IDS = 50_000


class MongoReadingLog(ReadingLog):
    """Readings and gaps by counter, week and recording, the days of a week in one document.

    A standalone server knows no transactions, so a batch is written in an order: that something comes, then
    the readings, then the batch, and that it has come.
    """

    def __init__(self, server: Server) -> None:
        self._server = server

    def append(self, batch: Batch) -> None:
        """Store one reading, else one gap, a day, in one bulk write; a reading stays."""
        told, record = by_day(batch), _record(batch)
        updates = [_update(batch.counter, day, each) for (_, day), each in told.items()]
        weeks = _weeks_told(batch.counter, sorted({week_of(day) for _, day in told}))
        runs = dict.fromkeys(batch.genres, batch.run_id)

        def write(database: Documents) -> None:
            announce(database, READINGS_FOR, runs)
            update_each(database["counters"], [weeks])
            update_each(database["readings"], updates)
            _append(database, record)
            note_arrival(database, READINGS_FOR, runs)

        if updates:
            self._server.writing(write)

    def series(self, recording_ids: Collection[str], since: date) -> Mapping[str, Mapping[str, Series]]:
        """By recording and counter what was appended for this day and later ones, in two questions."""
        wanted = sorted(set(recording_ids))

        def read(database: Documents) -> dict[str, dict[str, Series]]:
            weeks = _weeks(database, since)
            ids = [_id(counter, week, each) for counter, week in weeks for each in wanted]
            return as_series(_found(database, ids, since))

        return self._server.reading(read) if wanted else {}

    def forget(self, counter: str, before: date) -> bool:
        """Drop whole weeks, then those days of the week of `before` that lie before it."""
        week = week_of(before)
        earlier = {"_id": {"$gte": f"{counter}/", "$lt": _id(counter, week, "")}}
        within = {"_id": {"$gte": _id(counter, week, ""), "$lt": _id(counter, week + 1, "")}}
        days = {str(weekday): "" for weekday in range(before.weekday())}

        def write(database: Documents) -> bool:
            dropped = database["readings"].delete_many(earlier).deleted_count
            if days:
                dropped += database["readings"].update_many(within, {"$unset": days}).modified_count
            database["counters"].update_one(
                {"_id": _OF_COUNTER + counter}, {"$pull": {"weeks": {"$lt": week}}}
            )
            return bool(dropped)

        return self._server.writing(write)


def _id(counter: str, week: int, recording_id: str) -> str:
    return f"{counter}/{week:06}/{recording_id}"


def _update(counter: str, day: date, told: Told) -> UpdateOne:
    """An upsert that meets a week whose day is free or gives way; any other makes it a duplicate."""
    weekday = str(day.weekday())
    gives_way: dict[str, Any] = {
        "_id": _id(counter, week_of(day), told.recording_id),
        f"{weekday}.value": {"$exists": False},
    }
    value: dict[str, Any] = {"at": microseconds(told.at), "of": told.of}
    if isinstance(told, Reading):
        value["value"] = told.value
    else:
        value["reason"] = told.reason.value
        gives_way[f"{weekday}.at"] = {"$not": {"$gte": value["at"]}}
    return UpdateOne(gives_way, {"$set": {weekday: value}}, upsert=True)


def _weeks_told(counter: str, weeks: list[int]) -> UpdateOne:
    told = {"$addToSet": {"weeks": {"$each": weeks}}}
    return UpdateOne({"_id": _OF_COUNTER + counter}, told, upsert=True)


def _record(batch: Batch) -> dict[str, Any]:
    record = record_of(batch)
    return {**record._asdict(), "at": instant(record.at)}


def _append(database: Documents, record: dict[str, Any]) -> None:
    """Put a batch behind the others, once; so that whoever reads on from a number misses none."""
    while True:
        # The number is read before the key: whoever puts the same batch in between takes that number too.
        newest = database["reading_batches"].find_one({}, {"_id": 1}, sort=[("_id", -1)])
        if database["reading_batches"].find_one({"key": record["key"]}, {"_id": 1}):
            return
        try:
            database["reading_batches"].insert_one({"_id": (newest["_id"] if newest else 0) + 1, **record})
        except DuplicateKeyError:
            continue
        return


def _weeks(database: Documents, since: date) -> list[tuple[str, int]]:
    """The weeks from the one of this day on that can hold readings, with their counters."""
    return [
        (each["_id"].removeprefix(_OF_COUNTER), week)
        for each in database["counters"].find({"_id": {"$regex": f"^{_OF_COUNTER}"}})
        for week in each["weeks"]
        if week >= week_of(since)
    ]


def _found(database: Documents, ids: list[str], since: date) -> Iterator[Found]:
    for start in range(0, len(ids), _MOST_IDS):
        some = {"_id": {"$in": ids[start : start + _MOST_IDS]}}
        for week in database["readings"].find(some).batch_size(_MOST_IDS):
            counter, _, recording_id = week.pop("_id").split("/", 2)
            for told in week.values():
                at = moment_of(told["at"])
                if at.date() >= since:
                    yield Found(recording_id, counter, at, told.get("value"), told["of"], told.get("reason"))
