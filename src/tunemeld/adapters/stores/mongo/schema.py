"""The collections: what must be unique is an `_id`, so that indexes only make reading fast."""

from typing import Any

from pymongo import ASCENDING, IndexModel
from pymongo.database import Database

from tunemeld.application.errors import StoreError

SCHEMA_VERSION = 2
"""Kept in the collection `schema`; raised with every change that an older version cannot read."""

_ID = "tunemeld"

_INDEXES = {
    "fetches": (("source", "genre", "service", "n"), ("good", "source", "genre", "service", "n")),
    "publications": (("genre", "seq"), ("genre", "source", "seq"), ("snapshot_id",)),
    "claims": (("keys.key",), ("shown.id",)),
    "runs": (("n",),),
    "reading_batches": (("key",),),
}


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
    for collection, indexes in _INDEXES.items():
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
    database["schema"].update_one({"_id": _ID}, {"$max": {"version": SCHEMA_VERSION}}, upsert=True)


def make_indexes(database: Database[dict[str, Any]]) -> None:
    """Make the indexes that are not there."""
    for collection, indexes in _INDEXES.items():
        database[collection].create_indexes(
            [IndexModel([(field, ASCENDING) for field in fields]) for fields in indexes]
        )
