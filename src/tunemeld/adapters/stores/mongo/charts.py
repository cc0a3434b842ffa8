"""Snapshots and publications in MongoDB."""

import uuid
from typing import Any

from pymongo.errors import DuplicateKeyError

from tunemeld.adapters.stores.mongo.server import Documents, Server
from tunemeld.adapters.stores.mongo.writes import insert_new
from tunemeld.adapters.stores.values import instant, packed, unpacked
from tunemeld.application.ports.stores import ChartRepository
from tunemeld.domain.snapshot import Draft, Publication, Snapshot


class MongoChartRepository(ChartRepository):
    """Snapshots by their hash, publications by genre and number: to insert one is to publish.

    That insert is atomic on its own, so that a standalone server gives the same promise as a replica set.
    """

    def __init__(self, server: Server) -> None:
        self._server = server

    def publish(self, draft: Draft) -> Publication | None:
        """Insert the snapshot, which nobody sees, then its publication; None where it is the current one."""
        publishing = _Publishing(draft)
        return self._server.writing(publishing.carry_out)

    def current(self, genre: str) -> Publication | None:
        """The newest publication of a genre; None before the first."""
        newest = self._server.reading(lambda database: _newest(database, genre))
        return unpacked(Publication, newest["value"]) if newest else None

    def publications(self, genre: str, source: str) -> tuple[Publication, ...]:
        """All publications of a genre that came from `source`, oldest first."""

        def read(database: Documents) -> tuple[Publication, ...]:
            found = database["publications"].find({"genre": genre, "source": source}, {"value": 1})
            return tuple(
                unpacked(Publication, each["value"]) for each in found.sort("seq").batch_size(10_000)
            )

        return self._server.reading(read)

    def snapshot(self, snapshot_id: str) -> Snapshot | None:
        """A published snapshot; None where the id is unknown, or only a killed run wrote it."""
        published: list[dict[str, Any]] = [
            {"$match": {"snapshot_id": snapshot_id}},
            {"$limit": 1},
            {
                "$lookup": {
                    "from": "snapshots",
                    "localField": "snapshot_id",
                    "foreignField": "_id",
                    "as": "of",
                }
            },
        ]

        def read(database: Documents) -> Snapshot | None:
            found = list(database["publications"].aggregate(published))
            return unpacked(Snapshot, found[0]["of"][0]["value"]) if found else None

        return self._server.reading(read)


class _Publishing:
    """One draft on its way; it can be carried out again after an answer was lost."""

    def __init__(self, draft: Draft) -> None:
        self._first = draft.as_publication(1)
        self._snapshot = {"_id": self._first.snapshot_id, "value": packed(draft.snapshot)}
        self._token = uuid.uuid4().hex
        self._tried: list[str] = []

    def carry_out(self, database: Documents) -> Publication | None:
        """Publish under the next free number; whoever takes it first makes the others look again."""
        if done := self._done_already(database):
            return unpacked(Publication, done["value"])
        is_stored = False
        while True:
            newest = _newest(database, self._first.genre)
            if newest and newest["snapshot_id"] == self._first.snapshot_id:
                return None
            if not is_stored:
                insert_new(database["snapshots"], [self._snapshot])
                is_stored = True
            published = self._first.model_copy(update={"seq": newest["seq"] + 1 if newest else 1})
            try:
                database["publications"].insert_one(self._document(published))
            except DuplicateKeyError:
                continue
            return published

    def _done_already(self, database: Documents) -> dict[str, Any] | None:
        if not self._tried:
            return None
        mine = {"_id": {"$in": self._tried}, "token": self._token}
        return database["publications"].find_one(mine)

    def _document(self, published: Publication) -> dict[str, Any]:
        number = f"{published.genre}/{published.seq}"
        self._tried.append(number)
        return {
            "_id": number,
            "genre": published.genre,
            "seq": published.seq,
            "snapshot_id": published.snapshot_id,
            "source": published.source,
            "run_id": published.run_id,
            "at": instant(published.at),
            "token": self._token,
            "value": packed(published),
        }


def _newest(database: Documents, genre: str) -> dict[str, Any] | None:
    return database["publications"].find_one({"genre": genre}, sort=[("seq", -1)])
