"""Raw playlists and the log of fetches in MongoDB."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from typing import Any

from tunemeld.adapters.stores.fetch_log import back_to_good
from tunemeld.adapters.stores.mongo.changes import FETCHES_OF, announce, note_arrival
from tunemeld.adapters.stores.mongo.server import Documents, Server
from tunemeld.adapters.stores.mongo.writes import insert_in_order, insert_new, next_numbers
from tunemeld.adapters.stores.values import packed, unpacked
from tunemeld.application.ports.stores import PlaylistRepository
from tunemeld.domain.playlist import Fetch, Outcome, RawPlaylist

# What is put before all others has numbers below 0, since the others are counted from 1 on.
_FIRST_OF_ALL = -(1 << 62)


class MongoPlaylistRepository(PlaylistRepository):
    """Answers by their hash; fetches by list, numbered in the order of their arrival, genre by genre.

    The answers do not lie in `raw_playlists`, which the earlier TuneMeld empties whenever it runs.
    """

    def __init__(self, server: Server) -> None:
        self._server = server

    def keep(self, raw: RawPlaylist) -> None:
        """Store what was answered, compressed; the same answer is stored once."""
        document = {"_id": raw.id, "genre": raw.genre, "service": raw.service, "value": packed(raw)}
        self._server.writing(lambda database: insert_new(database["raw_answers"], [document]))

    def raw(self, raw_ids: Collection[str]) -> Mapping[str, RawPlaylist]:
        """The stored answers by id; unknown ids are left out."""

        def read(database: Documents) -> dict[str, RawPlaylist]:
            found = database["raw_answers"].find({"_id": {"$in": list(set(raw_ids))}})
            return {each["_id"]: unpacked(RawPlaylist, each["value"]) for each in found.batch_size(10_000)}

        return self._server.reading(read)

    def record(self, fetches: Sequence[Fetch]) -> None:
        """Append to the log; one entry a (run, genre, service), the first one stays."""

        def write(database: Documents) -> None:
            runs = {fetch.genre: fetch.run_id for fetch in fetches}
            announce(database, FETCHES_OF, runs)
            for _, of_genre in groupby(sorted(fetches, key=_genre), _genre):
                _append(database, tuple(of_genre))
            note_arrival(database, FETCHES_OF, runs)

        if fetches:
            self._server.writing(write)

    def prepend(self, fetches: Sequence[Fetch]) -> None:
        """Put attempts before all that are recorded, behind those put there earlier; the first one stays."""

        def write(database: Documents) -> None:
            first = _FIRST_OF_ALL + next_numbers(database, "fetches before", len(fetches))
            insert_new(database["fetches"], [_document(f, n) for n, f in enumerate(fetches, start=first)])

        if fetches:
            self._server.writing(write)

    def fetches(self, genre: str, source: str) -> Mapping[str, tuple[Fetch, ...]]:
        """Per service the log, newest first, back to its newest good fetch, else the newest hundred."""
        logs = self._server.reading(lambda database: _logs(database, genre, source))
        return {service: back_to_good(log) for service, log in logs.items()}

    def sources(self) -> frozenset[str]:
        """The sources that ever gave a good list."""
        return frozenset(
            self._server.reading(lambda database: database["fetches"].distinct("source", {"good": True}))
        )


def _genre(fetch: Fetch) -> str:
    return fetch.genre


def _append(database: Documents, fetches: Sequence[Fetch]) -> None:
    """Put attempts behind the others of their genre; so that whoever reads on from a number misses none."""
    waiting = list(fetches)
    while waiting:
        newest = database["fetches"].find_one(
            {"genre": waiting[0].genre, "n": {"$gt": 0}}, {"n": 1}, sort=[("n", -1)]
        )
        first = (newest["n"] if newest else 0) + 1
        numbered = [_document(f, n) for n, f in enumerate(waiting, start=first)]
        if insert_in_order(database["fetches"], numbered):
            return
        # A number was taken, or an attempt is there already: it may have been this very call's.
        there = database["fetches"].find({"_id": {"$in": [_id(f) for f in waiting]}}, {"_id": 1})
        known = {each["_id"] for each in there}
        waiting = [fetch for fetch in waiting if _id(fetch) not in known]


def _id(fetch: Fetch) -> str:
    return f"{fetch.run_id}/{fetch.genre}/{fetch.service}"


def _document(fetch: Fetch, n: int) -> dict[str, Any]:
    return {
        "_id": _id(fetch),
        "n": n,
        "source": fetch.source,
        "genre": fetch.genre,
        "service": fetch.service,
        "good": fetch.outcome is Outcome.GOOD,
        "value": fetch.model_dump_json(),
    }


def _logs(database: Documents, genre: str, source: str) -> Mapping[str, list[Fetch]]:
    """Per service the log, newest first, at least as far as its newest good fetch, in two questions."""
    of_genre = {"source": source, "genre": genre}
    # The index answers this by stepping from one service to the next.
    newest_good: list[dict[str, Any]] = [
        {"$match": {"good": True, **of_genre}},
        {"$sort": {"good": -1, "source": -1, "genre": -1, "service": -1, "n": -1}},
        {"$group": {"_id": "$service", "n": {"$first": "$n"}}},
    ]
    good = {each["_id"]: each["n"] for each in database["fetches"].aggregate(newest_good)}
    since_good = [{"service": service, "n": {"$gte": n}} for service, n in good.items()]
    never_good = {"service": {"$nin": list(good)}}
    found = database["fetches"].find({**of_genre, "$or": [*since_good, never_good]}, {"value": 1})
    logs: defaultdict[str, list[Fetch]] = defaultdict(list)
    for each in found.sort("n", -1).batch_size(10_000):
        fetch = Fetch.model_validate_json(each["value"])
        logs[fetch.service].append(fetch)
    return logs
