"""Which id belongs to which recording, in MongoDB."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pymongo.errors import DuplicateKeyError

from tunemeld.adapters.stores.mongo.server import Documents, Server
from tunemeld.application.ports.stores import RecordingRegistry
from tunemeld.domain.identity import Claim, Identity
from tunemeld.domain.isrc import Isrc


class MongoRecordingRegistry(RecordingRegistry):
    """A numbered log of what was claimed: each entry holds only what nobody had claimed before.

    Taking the next number decides who was first, for all keys of a call at once; no key is in two entries.
    """

    def __init__(self, server: Server) -> None:
        self._server = server

    def identities(self, keys: Collection[str]) -> Mapping[str, Identity]:
        """The known recordings by the keys asked for; unknown keys are left out."""

        def read(database: Documents) -> dict[str, Identity]:
            owners = _owners(database, set(keys))
            shown = _shown(database, set(owners.values()))
            return {key: Identity(id=owner, isrc=shown.get(owner)) for key, owner in owners.items()}

        return self._server.reading(read)

    def claim(self, claims: Sequence[Claim]) -> None:
        """Remember keys and shown ISRCs; a taken key stays with its owner, an ISRC once shown stays."""
        if claims:
            self._server.writing(lambda database: _append(database, claims))


def _append(database: Documents, claims: Sequence[Claim]) -> None:
    while True:
        # The number is read before what is taken: who claims in between takes that number too.
        newest = database["claims"].find_one({}, {"_id": 1}, sort=[("_id", -1)])
        fresh = _unclaimed(database, claims)
        if not any(fresh.values()):
            return
        try:
            database["claims"].insert_one({"_id": (newest["_id"] if newest else 0) + 1, **fresh})
        except DuplicateKeyError:
            continue
        return


def _unclaimed(database: Documents, claims: Sequence[Claim]) -> dict[str, list[dict[str, str]]]:
    keys: dict[str, str] = {}
    shown: dict[str, str] = {}
    for claim in claims:
        for key in claim.keys:
            keys.setdefault(key, claim.id)
        if claim.isrc:
            shown.setdefault(claim.id, claim.isrc)
    taken, told = _owners(database, set(keys)), _shown(database, set(shown))
    return {
        "keys": [{"key": key, "id": owner} for key, owner in keys.items() if key not in taken],
        "shown": [{"id": owner, "isrc": isrc} for owner, isrc in shown.items() if owner not in told],
    }


def _owners(database: Documents, keys: set[str]) -> dict[str, str]:
    return {each["key"]: each["id"] for each in _entries(database, "keys", "key", keys)}


def _shown(database: Documents, ids: set[str]) -> dict[str, Isrc]:
    return {each["id"]: Isrc(each["isrc"]) for each in _entries(database, "shown", "id", ids)}


def _entries(database: Documents, kind: str, field: str, wanted: set[str]) -> list[dict[str, Any]]:
    if not wanted:
        return []
    found = database["claims"].find({f"{kind}.{field}": {"$in": sorted(wanted)}}, {kind: 1})
    return [each for claim in found.batch_size(10_000) for each in claim[kind] if each[field] in wanted]
