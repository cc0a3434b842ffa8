"""What has happened, read from where it is kept in MongoDB, and how far handlers have come."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from pymongo import UpdateOne

from tunemeld.adapters.stores.event_views import of_batch, of_fetch, of_publication, of_run
from tunemeld.adapters.stores.mongo.changes import NEWEST_PUBLICATIONS
from tunemeld.adapters.stores.mongo.server import Documents, Server
from tunemeld.adapters.stores.mongo.writes import update_each
from tunemeld.adapters.stores.reading_days import BatchRecord
from tunemeld.adapters.stores.values import unpacked
from tunemeld.application.events import (
    FETCHES,
    PUBLICATIONS,
    READINGS,
    RUNS,
    Event,
    fetches_of,
    genre_of,
    kind_of,
    publications_of,
)
from tunemeld.application.ports.events import EventLog, HandlerPlaces
from tunemeld.application.report import RunReport
from tunemeld.domain.playlist import Fetch
from tunemeld.domain.snapshot import Publication

# The index answers this by stepping from one genre to the next.
_FETCHED: list[dict[str, Any]] = [
    {"$sort": {"genre": -1, "n": -1}},
    {"$group": {"_id": "$genre", "n": {"$first": "$n"}}},
]


class MongoEventLog(EventLog):
    """Streams by kind: each is a collection in the order of its numbers, of which none appears late."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def heads(self) -> Mapping[str, int]:
        """By stream the number of its newest event; streams without any are left out."""
        return self._server.reading(_heads)

    def read(self, stream: str, after: int, limit: int) -> tuple[Event, ...]:
        """The events behind a number, in their order, of `limit` facts at most."""
        reader = _READERS.get(kind_of(stream))
        if reader is None or limit < 1:
            return ()
        return self._server.reading(lambda database: tuple(reader(database, stream, after, limit)))


class MongoHandlerPlaces(HandlerPlaces):
    """One document a handler; streams are listed, since their names may hold what a field's name may not."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def of(self, handler: str) -> Mapping[str, int]:
        """By stream the number up to which the handler has seen everything; {} before the first."""

        def read(database: Documents) -> dict[str, int]:
            found = database["places"].find({"handler": handler}, {"stream": 1, "n": 1})
            return {each["stream"]: each["n"] for each in found.batch_size(10_000)}

        return self._server.reading(read)

    def move(self, handler: str, places: Mapping[str, int]) -> None:
        """Put the handler's places forward; one that is further on stays."""
        updates = [
            UpdateOne(
                {"_id": f"{handler}/{stream}"},
                {"$max": {"n": n}, "$setOnInsert": {"handler": handler, "stream": stream}},
                upsert=True,
            )
            for stream, n in sorted(places.items())
        ]
        if updates:
            self._server.writing(lambda database: update_each(database["places"], updates))

    def forget(self, handler: str) -> None:
        """Let the handler begin again with the first event."""

        def write(database: Documents) -> None:
            database["places"].delete_many({"handler": handler})

        self._server.writing(write)


def _heads(database: Documents) -> dict[str, int]:
    heads: dict[str, int] = {}
    for collection, newest, number, stream_of in (
        ("fetches", _FETCHED, "n", fetches_of),
        ("publications", NEWEST_PUBLICATIONS, "seq", publications_of),
    ):
        found = database[collection].aggregate(newest, batchSize=10_000)
        heads |= {stream_of(each["_id"]): each[number] for each in found if each[number] > 0}
    for collection, field, stream in (("reading_batches", "_id", READINGS), ("runs", "finished", RUNS)):
        last = database[collection].find_one({field: {"$exists": True}}, {field: 1}, sort=[(field, -1)])
        if last:
            heads[stream] = last[field]
    return heads


def _fetched(database: Documents, stream: str, after: int, limit: int) -> Iterable[Event]:
    found = database["fetches"].find({"genre": genre_of(stream), "n": {"$gt": after}})
    for each in found.sort("n").limit(limit):
        yield from of_fetch(each["n"], Fetch.model_validate_json(each["value"]))


def _published(database: Documents, stream: str, after: int, limit: int) -> Iterable[Event]:
    found = database["publications"].find(
        {"genre": genre_of(stream), "seq": {"$gt": after}, "is_claim": None}
    )
    for each in found.sort("seq").limit(limit):
        yield from of_publication(unpacked(Publication, each["value"]))


def _read(database: Documents, _stream: str, after: int, limit: int) -> Iterable[Event]:
    for each in database["reading_batches"].find({"_id": {"$gt": after}}).sort("_id").limit(limit):
        number = each.pop("_id")
        yield from of_batch(number, BatchRecord(**{**each, "at": datetime.fromisoformat(each["at"])}))


def _finished(database: Documents, _stream: str, after: int, limit: int) -> Iterable[Event]:
    for each in database["runs"].find({"finished": {"$gt": after}}).sort("finished").limit(limit):
        yield from of_run(each["finished"], RunReport.model_validate_json(each["value"]))


_READERS: dict[str, Callable[[Documents, str, int, int], Iterable[Event]]] = {
    FETCHES: _fetched,
    PUBLICATIONS: _published,
    READINGS: _read,
    RUNS: _finished,
}
