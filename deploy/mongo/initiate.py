#!/usr/bin/env python3
"""Makes a replica set of one MongoDB server, and waits until it takes writes; any number of times.

usage: initiate.py NAME HOST:PORT    (by that address the members and all clients find the server)
"""

import sys
import time
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

# https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml
_ALREADY_INITIALIZED = 23
_LONGEST_SECONDS = 60.0
_EVERY_SECONDS = 0.1


def main() -> None:
    """Initiate, and wait; ends with 1 and a sentence where that does not come about."""
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    name, address = sys.argv[1:]
    try:
        # Of a set that does not exist yet, one server is all that can be asked.
        with MongoClient[dict[str, Any]](f"mongodb://{address}/?directConnection=true") as client:
            _initiate(client, name, address)
            _wait_for_writes(client, address)
    except PyMongoError as error:
        sys.exit(f"{address} is not made a replica set: {error}")


def _initiate(client: MongoClient[dict[str, Any]], name: str, address: str) -> None:
    members = [{"_id": 0, "host": address}]
    try:
        client.admin.command("replSetInitiate", {"_id": name, "members": members})
    except OperationFailure as error:
        if error.code != _ALREADY_INITIALIZED:
            raise


def _wait_for_writes(client: MongoClient[dict[str, Any]], address: str) -> None:
    limit = time.monotonic() + _LONGEST_SECONDS
    while not client.admin.command("hello")["isWritablePrimary"]:
        if time.monotonic() > limit:
            sys.exit(f"{address} takes no writes after {_LONGEST_SECONDS:g} seconds: see its log")
        time.sleep(_EVERY_SECONDS)


main()
