"""What asking upstreams gave, and until when not to ask them, in MongoDB."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from pymongo import UpdateOne

from tunemeld.adapters.stores.mongo.server import Documents, Server
from tunemeld.adapters.stores.mongo.writes import update_each
from tunemeld.adapters.stores.values import instant
from tunemeld.application.ports.stores import CoolDowns, LookupMemory
from tunemeld.domain.lookup import Lookup, LookupKind


class MongoLookupMemory(LookupMemory):
    """Lookups by kind and key."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def recall(self, kind: LookupKind, keys: Collection[str]) -> Mapping[str, Lookup]:
        """What is remembered under these keys; keys never looked up are left out."""
        ids = [_id(kind, key) for key in set(keys)]

        def read(database: Documents) -> dict[str, Lookup]:
            found = database["lookups"].find({"_id": {"$in": ids}}, {"value": 1}).batch_size(10_000)
            lookups = [Lookup.model_validate_json(each["value"]) for each in found]
            return {lookup.key: lookup for lookup in lookups}

        return self._server.reading(read) if ids else {}

    def remember(self, kind: LookupKind, lookups: Sequence[Lookup]) -> None:
        """Store results; a found value stays, a miss gives way to a value or to a miss that is not older."""
        last: dict[str, Lookup] = {}
        for lookup in lookups:
            if lookup.key not in last or last[lookup.key].gives_way_to(lookup):
                last[lookup.key] = lookup
        updates = [_update(kind, lookup) for lookup in last.values()]
        if updates:
            self._server.writing(lambda database: update_each(database["lookups"], updates))


class MongoCoolDowns(CoolDowns):
    """One pause for each upstream."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def cooling_until(self, upstream: str) -> datetime | None:
        """The end of the upstream's pause in UTC; None where none was ever set."""
        pause = self._server.reading(lambda database: database["cool_downs"].find_one({"_id": upstream}))
        return datetime.fromisoformat(pause["until"]) if pause else None

    def cool_down(self, upstream: str, until: datetime) -> None:
        """Set a pause; of two, the one that ends later stays."""
        update = UpdateOne({"_id": upstream}, {"$max": {"until": instant(until)}}, upsert=True)
        self._server.writing(lambda database: update_each(database["cool_downs"], [update]))


def _id(kind: LookupKind, key: str) -> str:
    return f"{kind.value}/{key}"


def _update(kind: LookupKind, lookup: Lookup) -> UpdateOne:
    """An upsert that meets only a stored miss which gives way; any other makes it a duplicate."""
    asked_at, found = instant(lookup.asked_at), lookup.value is not None
    gives_way: dict[str, Any] = {"_id": _id(kind, lookup.key), "found": False}
    if not found:
        gives_way["asked_at"] = {"$lte": asked_at}
    value = {"found": found, "asked_at": asked_at, "value": lookup.model_dump_json()}
    return UpdateOne(gives_way, {"$set": value}, upsert=True)
