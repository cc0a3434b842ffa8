"""The collections: what must be unique is an `_id`, but for two numbers that a unique index keeps so."""

from typing import Any

from pymongo import ASCENDING, IndexModel
from pymongo.database import Database

from tunemeld.application.errors import StoreError

SCHEMA_VERSION = 4
"""Kept in the collection `schema`; raised with every change that an older version cannot read."""

_ID = "tunemeld"

_INDEXES: dict[str, tuple[tuple[str, ...], ...]] = {
    "fetches": (("source", "genre", "service", "n"), ("good", "source", "genre", "service", "n")),
    "publications": (("genre", "seq", "place"), ("genre", "source", "seq"), ("snapshot_id",)),
    "claims": (("keys.key",), ("shown.id",)),
    "runs": (("n",),),
    "reading_batches": (("key",),),
}

# Whoever takes a number that somebody else has taken takes the next one: so a stream has no number that
# appears behind what could be read already.
_NUMBERS = {"fetches": ("genre", "n"), "runs": ("finished",)}


def check_version(database: Database[dict[str, Any]]) -> None:
    """See that this version can read the database; an empty one is fine.

    Raises:
        StoreError: a newer version wrote it.
    """
    version = version_of(database)
    if version > SCHEMA_VERSION:
        raise StoreError(
            f"The store {database.name} has schema {version}, this version knows {SCHEMA_VERSION} at most: "
            "upgrade TuneMeld, or name another database in MONGODB_DATABASE."
        )


def version_of(database: Database[dict[str, Any]]) -> int:
    """The version of the schema that the database has; 0 where it was never prepared."""
    found = database["schema"].find_one({"_id": _ID})
    return int(found["version"]) if found else 0


def missing_indexes(database: Database[dict[str, Any]]) -> tuple[str, ...]:
    """The indexes that are not there yet, as `collection (fields)`, in their order."""
    missing = []
    for collection, indexes in _all_indexes().items():
        there = {
            tuple(f for f, _ in index["key"]) for index in database[collection].index_information().values()
        }
        missing += [f"{collection} ({', '.join(fields)})" for fields in indexes if fields not in there]
    return tuple(missing)


def prepare(database: Database[dict[str, Any]]) -> None:
    """Make the indexes and write the version down, where that was not done; any number may do so at once."""
    if version_of(database) >= SCHEMA_VERSION:
        return
    make_indexes(database)
    _number_finished(database)
    database["schema"].update_one({"_id": _ID}, {"$max": {"version": SCHEMA_VERSION}}, upsert=True)


def make_indexes(database: Database[dict[str, Any]]) -> None:
    """Make the indexes that are not there."""
    for collection, indexes in _INDEXES.items():
        database[collection].create_indexes([IndexModel(_ascending(fields)) for fields in indexes])
    for collection, fields in _NUMBERS.items():
        # Sparse, for a run that has not ended has no number.
        database[collection].create_indexes([IndexModel(_ascending(fields), unique=True, sparse=True)])


def _all_indexes() -> dict[str, tuple[tuple[str, ...], ...]]:
    numbers = {name: (fields,) for name, fields in _NUMBERS.items()}
    return {name: (*indexes, *numbers.get(name, ())) for name, indexes in _INDEXES.items()}


def _ascending(fields: tuple[str, ...]) -> list[tuple[str, int]]:
    return [(field, ASCENDING) for field in fields]


def _number_finished(database: Database[dict[str, Any]]) -> None:
    """Number the runs that ended before their ends were numbered, as they began; to repeat it is fine."""
    ended = {"finished": {"$exists": False}, "n": {"$exists": True}, "status": {"$ne": "running"}}
    for run in database["runs"].find(ended, {"n": 1}):
        database["runs"].update_one(
            {"_id": run["_id"], "finished": {"$exists": False}}, {"$set": {"finished": run["n"]}}
        )
