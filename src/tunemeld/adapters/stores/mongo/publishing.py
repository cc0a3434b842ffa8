"""Publishing and claiming in MongoDB: whoever inserts into the next place of a genre was the next.

A place is a document of `publications`; it holds a publication, or the newest one once more for a claim.
"""

import uuid
from typing import Any

from pymongo.errors import DuplicateKeyError

from tunemeld.adapters.stores.fences import refuse_passed
from tunemeld.adapters.stores.mongo.server import Documents
from tunemeld.adapters.stores.mongo.writes import insert_new
from tunemeld.adapters.stores.values import instant, packed, unpacked
from tunemeld.domain.lease import Fence
from tunemeld.domain.snapshot import Draft, Publication, Snapshot

_SHOWN: tuple[str, ...] = ("seq", "snapshot_id", "source", "value")


class Publishing:
    """One draft on its way; it can be carried out again after an answer was lost."""

    def __init__(self, draft: Draft) -> None:
        self._first = draft.as_publication(1)
        self._fence = draft.fence
        self._snapshot = snapshot_document(draft.snapshot)
        self._token = uuid.uuid4().hex
        self._tried: list[str] = []

    def carry_out(self, database: Documents) -> Publication | None:
        """Publish under the next free number; whoever takes it first makes the others look again."""
        if done := self._done_already(database):
            return unpacked(Publication, done["value"])
        is_stored = False
        while True:
            newest = newest_of(database, self._first.genre)
            refuse_passed(self._fence, _fences(newest))
            published = self._first.behind(shown_in(newest), self._last(database, newest))
            if published is None:
                return None
            if not is_stored:
                insert_new(database["snapshots"], [self._snapshot])
                is_stored = True
            try:
                database["publications"].insert_one(self._document(published, newest))
            except DuplicateKeyError:
                continue
            return published

    def _last(self, database: Documents, newest: dict[str, Any] | None) -> Publication | None:
        """The newest of the draft's own source; not asked for where that is the newest of all."""
        if newest is None or newest.get("source") == self._first.source:
            return None
        return shown_in(newest_of(database, self._first.genre, self._first.source))

    def _done_already(self, database: Documents) -> dict[str, Any] | None:
        if not self._tried:
            return None
        mine = {"_id": {"$in": self._tried}, "token": self._token}
        return database["publications"].find_one(mine)

    def _document(self, published: Publication, newest: dict[str, Any] | None) -> dict[str, Any]:
        document = {
            **_behind(newest, published.genre, self._fence),
            "seq": published.seq,
            "snapshot_id": published.snapshot_id,
            "source": published.source,
            "run_id": published.run_id,
            "at": instant(published.at),
            "token": self._token,
            "value": packed(published),
        }
        self._tried.append(document["_id"])
        return document


def snapshot_document(snapshot: Snapshot) -> dict[str, Any]:
    """A snapshot as it is kept, by its hash."""
    return {"_id": snapshot.id, "value": packed(snapshot)}


def claim(database: Documents, genre: str, fence: Fence) -> None:
    """Put the newest publication into the next place once more, under a higher number."""
    while True:
        newest = newest_of(database, genre)
        if _fences(newest).get(fence.job, 0) >= fence.number:
            return
        shown: dict[str, Any] = newest or {"seq": 0}
        same = {name: shown[name] for name in _SHOWN if name in shown}
        try:
            database["publications"].insert_one({**same, **_behind(newest, genre, fence), "is_claim": True})
        except DuplicateKeyError:
            continue
        return


def _behind(newest: dict[str, Any] | None, genre: str, fence: Fence | None) -> dict[str, Any]:
    """The next place of a genre, with the highest numbers under which anything was done there."""
    place = (newest.get("place", newest["seq"]) if newest else 0) + 1
    fences = dict(_fences(newest))
    if fence is not None:
        fences[fence.job] = max(fence.number, fences.get(fence.job, 0))
    listed = [{"job": job, "number": number} for job, number in sorted(fences.items())]
    return {"_id": f"{genre}/{place}", "genre": genre, "place": place, "fences": listed}


def _fences(newest: dict[str, Any] | None) -> dict[str, int]:
    return {each["job"]: each["number"] for each in (newest or {}).get("fences", ())}


def shown_in(newest: dict[str, Any] | None) -> Publication | None:
    """The publication in a place; None where there is none yet."""
    return unpacked(Publication, newest["value"]) if newest and "value" in newest else None


def newest_of(database: Documents, genre: str, source: str | None = None) -> dict[str, Any] | None:
    """What lies in the last place of a genre, or in the last one of a source.

    Before there were claims, a place was the number itself.
    """
    if source is None:
        return database["publications"].find_one({"genre": genre}, sort=[("seq", -1), ("place", -1)])
    return database["publications"].find_one({"genre": genre, "source": source}, sort=[("seq", -1)])
