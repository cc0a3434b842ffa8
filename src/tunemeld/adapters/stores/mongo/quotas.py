"""What was spent of daily quotas, and what is left of them, in MongoDB."""

from datetime import date

from pymongo import UpdateOne
from pymongo.errors import DuplicateKeyError

from tunemeld.adapters.stores.mongo.server import Documents, Server
from tunemeld.adapters.stores.mongo.writes import update_each
from tunemeld.adapters.stores.quota_days import oldest_kept
from tunemeld.adapters.stores.values import instant
from tunemeld.application.ports.stores import QuotaLedger
from tunemeld.domain.quota import RemainingQuota


class MongoQuotaLedger(QuotaLedger):
    """What was taken by bucket and day; the last word of each upstream."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def spend(self, bucket: str, day: date, limit: int) -> bool:
        """Take one from a bucket of a day; False, and nothing taken, where `limit` are taken already.

        Where the answer was lost and it is done again, one too many is counted, and none too few.
        """
        return limit > 0 and self._server.writing(lambda database: _spend(database, bucket, day, limit))

    def spent(self, bucket: str, day: date) -> int:
        """How many were taken from a bucket on a day."""
        of_day = {"_id": _id(bucket, day)}
        found = self._server.reading(lambda database: database["quota_days"].find_one(of_day))
        return int(found["spent"]) if found else 0

    def note(self, quota: RemainingQuota) -> None:
        """Keep what an upstream said; it gives way to what is said later, or at the same moment."""
        noted_at = instant(quota.noted_at)
        update = UpdateOne(
            {"_id": quota.upstream, "noted_at": {"$lte": noted_at}},
            {"$set": {"noted_at": noted_at, "value": quota.model_dump_json()}},
            upsert=True,
        )
        self._server.writing(lambda database: update_each(database["remaining_quotas"], [update]))

    def noted(self) -> tuple[RemainingQuota, ...]:
        """What each upstream said last, by name."""

        def read(database: Documents) -> tuple[RemainingQuota, ...]:
            found = database["remaining_quotas"].find({}).sort("_id").batch_size(10_000)
            return tuple(RemainingQuota.model_validate_json(each["value"]) for each in found)

        return self._server.reading(read)


def _spend(database: Documents, bucket: str, day: date, limit: int) -> bool:
    """One conditional upsert, which is atomic on its own; where nothing is left it ends in a duplicate key.

    So does one that another process forestalled in beginning the day: it is tried once more.
    """
    for _ in range(2):
        try:
            taken = database["quota_days"].update_one(
                {"_id": _id(bucket, day), "spent": {"$lt": limit}},
                {"$inc": {"spent": 1}, "$setOnInsert": {"day": day.isoformat()}},
                upsert=True,
            )
        except DuplicateKeyError:
            continue
        if taken.upserted_id is not None:
            database["quota_days"].delete_many({"day": {"$lt": oldest_kept(day).isoformat()}})
        return True
    return False


def _id(bucket: str, day: date) -> str:
    return f"{day.isoformat()}/{bucket}"
