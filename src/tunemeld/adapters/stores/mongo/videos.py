"""Which video was found for which recording, in MongoDB."""

from collections.abc import Collection, Mapping, Sequence

from pymongo import UpdateOne

from tunemeld.adapters.stores.mongo.server import Documents, Server
from tunemeld.adapters.stores.mongo.writes import update_each
from tunemeld.adapters.stores.values import instant
from tunemeld.application.ports.stores import VideoMemory
from tunemeld.domain.video import VideoSearch


class MongoVideoMemory(VideoMemory):
    """Searches by recording."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def recall(self, recording_ids: Collection[str]) -> Mapping[str, VideoSearch]:
        """What is remembered of these recordings; those never searched for are left out."""
        ids = sorted(set(recording_ids))

        def read(database: Documents) -> dict[str, VideoSearch]:
            found = database["video_searches"].find({"_id": {"$in": ids}}, {"value": 1}).batch_size(10_000)
            return {each["_id"]: VideoSearch.model_validate_json(each["value"]) for each in found}

        return self._server.reading(read) if ids else {}

    def remember(self, searches: Sequence[VideoSearch]) -> None:
        """Store searches; one gives way to what was asked later, or at the same moment."""
        newest = {each.recording_id: each for each in sorted(searches, key=lambda each: each.asked_at)}
        updates = [_update(search) for search in newest.values()]
        if updates:
            self._server.writing(lambda database: update_each(database["video_searches"], updates))


def _update(search: VideoSearch) -> UpdateOne:
    """An upsert that meets only what was not asked later; any other makes it a duplicate."""
    asked_at = instant(search.asked_at)
    return UpdateOne(
        {"_id": search.recording_id, "asked_at": {"$lte": asked_at}},
        {"$set": {"asked_at": asked_at, "value": search.model_dump_json()}},
        upsert=True,
    )
