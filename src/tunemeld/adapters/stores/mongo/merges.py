"""What merging each genre came to the last time, in MongoDB."""

from tunemeld.adapters.stores.mongo.server import Documents, Server
from tunemeld.adapters.stores.values import packed, unpacked_or_none
from tunemeld.application.last_merge import LastMerge
from tunemeld.application.ports.stores import MergeMemory


class MongoMergeMemory(MergeMemory):
    """A document a genre."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def last(self, genre: str, source: str) -> LastMerge | None:
        """What is remembered of a genre; None where nothing is, or what is there is of another version."""
        found = self._server.reading(
            lambda database: database["merges"].find_one({"_id": _id(genre, source)})
        )
        return unpacked_or_none(LastMerge, found["value"]) if found else None

    def remember(self, merge: LastMerge) -> None:
        """Keep what merging came to, in the place of what is known of the genre and source."""
        named, value = {"_id": _id(merge.genre, merge.source)}, {"value": packed(merge)}

        def write(database: Documents) -> None:
            database["merges"].replace_one(named, value, upsert=True)

        self._server.writing(write)


def _id(genre: str, source: str) -> str:
    return f"{source}/{genre}"
