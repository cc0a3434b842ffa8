"""Leases in MongoDB: for several machines, by the clock of the server."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from pymongo.errors import DuplicateKeyError

from tunemeld.adapters.stores.lease_rows import LeaseRow, end_of, taken
from tunemeld.adapters.stores.mongo.server import Documents, Server
from tunemeld.adapters.stores.values import instant
from tunemeld.application.ports.schedule import Leases
from tunemeld.domain.lease import Fence, Lease


class MongoLeases(Leases):
    """One document a job; to take it is to replace what was read of it, which only one can.

    `now` stands in for the server's own time, so that a test can put it forward.
    """

    def __init__(self, server: Server, now: Callable[[], datetime] | None) -> None:
        self._server = server
        self._now = now

    def take(self, job: str, holder: str, seconds: float) -> Lease | None:
        """The lease of a job, under a higher number than any before; None while somebody else holds it.

        Where the answer was lost and it is done again, the lease that was taken is known by its token.
        """
        token = uuid.uuid4().hex
        return self._server.writing(lambda database: self._take(database, job, holder, seconds, token))

    def renew(self, lease: Lease, seconds: float) -> Lease | None:
        """The same lease until `seconds` from now; None where it was released or somebody else took it."""

        def write(database: Documents) -> Lease | None:
            until = end_of(self._time(database), seconds)
            held = {**_own(lease), "holder": {"$ne": None}}
            renewed = database["leases"].update_one(held, {"$set": {"until": instant(until)}})
            return lease.model_copy(update={"until": until}) if renewed.matched_count else None

        return self._server.writing(write)

    def release(self, lease: Lease) -> None:
        """Let others take the job at once; nothing happens where somebody else has it."""
        released = {"$set": {"holder": None}}
        self._server.writing(lambda database: database["leases"].update_one(_own(lease), released))

    def _take(self, database: Documents, job: str, holder: str, seconds: float, token: str) -> Lease | None:
        while True:
            found = database["leases"].find_one({"_id": job})
            if found and found["token"] == token:
                return _lease(found)
            lease = taken(job, _row(found), holder, self._time(database), seconds)
            if lease is None or _is_written(database, found, _document(lease, token)):
                return lease

    def _time(self, database: Documents) -> datetime:
        if self._now:
            return self._now()
        told: datetime = database.command("hello")["localTime"]
        return told.replace(tzinfo=UTC)


def _is_written(database: Documents, found: dict[str, Any] | None, document: dict[str, Any]) -> bool:
    """Whether the document took the place of what was found, which nobody has changed meanwhile."""
    if found is None:
        try:
            database["leases"].insert_one(document)
        except DuplicateKeyError:
            return False
        return True
    # Not the number alone: one that has run out may just have been renewed, or released.
    same = {name: found[name] for name in ("_id", "number", "holder", "until")}
    return database["leases"].replace_one(same, document).matched_count > 0


def _own(lease: Lease) -> dict[str, Any]:
    return {"_id": lease.job, "number": lease.fence.number}


def _document(lease: Lease, token: str) -> dict[str, Any]:
    return {
        **_own(lease),
        "holder": lease.holder,
        "until": instant(lease.until),
        "was_abandoned": lease.was_abandoned,
        "token": token,
    }


def _row(found: dict[str, Any] | None) -> LeaseRow | None:
    return (
        LeaseRow(found["holder"], found["number"], datetime.fromisoformat(found["until"])) if found else None
    )


def _lease(found: dict[str, Any]) -> Lease:
    return Lease(
        job=found["_id"],
        holder=found["holder"],
        fence=Fence(job=found["_id"], number=found["number"]),
        until=datetime.fromisoformat(found["until"]),
        was_abandoned=found["was_abandoned"],
    )
