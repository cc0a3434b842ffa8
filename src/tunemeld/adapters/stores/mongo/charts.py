"""Snapshots and publications in MongoDB."""

from collections.abc import Sequence
from typing import Any

from tunemeld.adapters.stores.mongo.publishing import (
    Publishing,
    claim,
    newest_of,
    shown_in,
    snapshot_document,
)
from tunemeld.adapters.stores.mongo.server import Documents, Server
from tunemeld.adapters.stores.mongo.writes import insert_new
from tunemeld.adapters.stores.values import unpacked
from tunemeld.application.ports.stores import ChartRepository
from tunemeld.domain.lease import Fence
from tunemeld.domain.snapshot import Draft, Publication, Snapshot


class MongoChartRepository(ChartRepository):
    """Snapshots by their hash, publications by genre and place: to insert one is to publish.

    That insert is atomic on its own, so that a standalone server gives the same promise as a replica set.
    Whoever claims a genre inserts the newest publication once more, with the fence, in the next place: so
    one who was about to publish there finds the place taken, and looks again.
    """

    def __init__(self, server: Server) -> None:
        self._server = server

    def publish(self, draft: Draft) -> Publication | None:
        """Insert the snapshot, which nobody sees, then its publication; None where it is the current one."""
        publishing = Publishing(draft)
        return self._server.writing(publishing.carry_out)

    def claim(self, genres: Sequence[str], fence: Fence) -> None:
        """From now on nobody publishes for these genres under an earlier number of the same job."""

        def write(database: Documents) -> None:
            for genre in genres:
                claim(database, genre, fence)

        self._server.writing(write)

    def put_back(self, snapshots: Sequence[Snapshot]) -> None:
        """Store snapshots that were lost; those that are there stay as they are."""
        documents = [snapshot_document(snapshot) for snapshot in snapshots]
        self._server.writing(lambda database: insert_new(database["snapshots"], documents))

    def current(self, genre: str, source: str | None = None) -> Publication | None:
        """The newest publication of a genre, of one source where that is named; None before the first."""
        return shown_in(self._server.reading(lambda database: newest_of(database, genre, source)))

    def publications(self, genre: str, source: str) -> tuple[Publication, ...]:
        """All publications of a genre that came from `source`, oldest first."""

        def read(database: Documents) -> tuple[Publication, ...]:
            wanted = {"genre": genre, "source": source, "is_claim": None}
            found = database["publications"].find(wanted, {"value": 1})
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
            kept = found[0]["of"] if found else []
            return unpacked(Snapshot, kept[0]["value"]) if kept else None

        return self._server.reading(read)
