"""Writes that may be repeated: whoever comes second finds the same, and changes nothing."""

from collections.abc import Sequence
from typing import Any, cast

from pymongo import ReturnDocument, UpdateOne
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import BulkWriteError

# https://www.mongodb.com/docs/manual/reference/error-codes, DuplicateKey
DUPLICATE = 11000
# The driver cuts at 100,000, which a server may be busy with for longer than it is waited for (`LIMIT_MS`).
_AT_ONCE = 5_000


def insert_new(collection: Collection[dict[str, Any]], documents: Sequence[dict[str, Any]]) -> None:
    """Insert the documents whose `_id` is not taken, in one call for 5,000; the others stay as they are."""
    for start in range(0, len(documents), _AT_ONCE):
        try:
            collection.insert_many(documents[start : start + _AT_ONCE], ordered=False)
        except BulkWriteError as error:
            _taken(error)


def insert_in_order(collection: Collection[dict[str, Any]], documents: Sequence[dict[str, Any]]) -> bool:
    """Insert documents one behind the other; False where one met what is unique and is taken.

    Those before that one are there then, and those behind it are not.
    """
    try:
        collection.insert_many(documents, ordered=True)
    except BulkWriteError as error:
        _taken(error)
        return False
    return True


def update_each(collection: Collection[dict[str, Any]], updates: Sequence[UpdateOne]) -> None:
    """Carry out upserts in one call for 5,000; where the stored document does not meet a condition, nothing.

    Such an upsert ends in a duplicate key. So does one that another process forestalled: its condition may
    hold for what that one wrote, and it is tried once more.
    """
    for start in range(0, len(updates), _AT_ONCE):
        some = updates[start : start + _AT_ONCE]
        try:
            collection.bulk_write(some, ordered=False)
        except BulkWriteError as error:
            _update_again(collection, [some[n] for n in _taken(error)])


def _update_again(collection: Collection[dict[str, Any]], updates: Sequence[UpdateOne]) -> None:
    try:
        collection.bulk_write(updates, ordered=False)
    except BulkWriteError as still:
        _taken(still)


def next_numbers(database: Database[dict[str, Any]], sequence: str, count: int) -> int:
    """The first of `count` numbers that nobody else gets; they grow in the order in which they are taken."""
    counter = database["counters"].find_one_and_update(
        {"_id": sequence}, {"$inc": {"n": count}}, upsert=True, return_document=ReturnDocument.AFTER
    )
    return int(cast("dict[str, Any]", counter)["n"]) - count + 1


def _taken(error: BulkWriteError) -> list[int]:
    """The places of the writes that met a duplicate key; anything else that went wrong is raised."""
    details = error.details or {}
    failed = details.get("writeErrors", [])
    if details.get("writeConcernErrors") or any(each["code"] != DUPLICATE for each in failed):
        raise error
    return [each["index"] for each in failed]
