"""A MongoDB server that is only imagined: mongomock, taught what today's pymongo asks of it.

Since pymongo 4.11 every update and replacement in a bulk write names a sort order, or None where there is
none, and mongomock 4.3 refuses the mere word: https://github.com/mongomock/mongomock/issues/912.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import mongomock
import mongomock.collection
from mongomock.store import ServerStore

BULK: Any = mongomock.collection.BulkOperationBuilder
"""Where mongomock takes in the writes of a bulk."""

UNTAUGHT: dict[str, Callable[..., None]] = {
    name: getattr(BULK, name) for name in ("add_update", "add_replace")
}
"""What it does by itself."""


def _taught(name: str) -> Callable[..., None]:
    def add(bulk: object, *given: object, sort: object = None, **named: object) -> None:
        if sort is not None:
            raise NotImplementedError(f"mongomock cannot sort what it updates in bulk: {sort!r}")
        UNTAUGHT[name](bulk, *given, **named)

    return add


def imagined_server() -> Callable[..., Any]:
    """An empty server: what stands in for `MongoClient`, and gives clients that all see the same data."""
    for name in UNTAUGHT:
        setattr(BULK, name, _taught(name))
    stored: Any = ServerStore
    return partial(mongomock.MongoClient, _store=stored())
