"""Looking after a MongoDB database: how it is; backups are its own tools' business."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from shlex import quote
from typing import Any, NoReturn

from pymongo.errors import OperationFailure

from tunemeld.adapters.stores.mongo.schema import (
    SCHEMA_VERSION,
    make_indexes,
    missing_indexes,
    version_of,
)
from tunemeld.adapters.stores.mongo.server import Documents, Server
from tunemeld.application.errors import BackupRefused, StoreError
from tunemeld.application.ports.upkeep import Holdings, StoreState, StoreUpkeep


class MongoUpkeep(StoreUpkeep):
    """The database behind `server`; `monotonic` tells seconds."""

    def __init__(self, server: Server, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._server = server
        self._monotonic = monotonic

    def look(self) -> StoreState:
        """How the server answers, and whether it takes writes; a database that is not there is not made."""
        begun = self._monotonic()
        kind, version, holds = self._server.reading(_described)
        missing = self._server.reading(missing_indexes)
        time = self._server.reading(_time)
        return StoreState(
            kind=kind,
            place=self._server.place,
            schema=version or SCHEMA_VERSION,
            newest=SCHEMA_VERSION,
            exists=version > 0,
            holds=holds,
            unwritable=self._why_unwritable(),
            missing=missing,
            time=time,
            seconds=self._monotonic() - begun,
        )

    def prepare(self) -> None:
        """Make the indexes that are not there, also where somebody has dropped one."""
        self._server.writing(make_indexes)

    def back_up(self, to: Path, *, replace: bool) -> NoReturn:  # noqa: ARG002 - the port's signature
        """Never: the server's own tool knows how, and reads one collection after the other."""
        raise BackupRefused(
            "A store in MongoDB is backed up by the server's own tool, while no run is under way: "
            f'mongodump --uri="$MONGODB_URL" --db={quote(self._server.name)} '
            f"--gzip --archive={quote(str(to))}"
        )

    def restore(self, source: Path, *, at: datetime) -> NoReturn:  # noqa: ARG002 - the port's signature
        """Never: the server's own tool brings its backups back."""
        raise BackupRefused(
            "A store in MongoDB is restored by the server's own tool, while nothing uses it: "
            f'mongorestore --uri="$MONGODB_URL" --nsInclude={quote(f"{self._server.name}.*")} --drop '
            f"--gzip --archive={quote(str(source))}"
        )

    def _why_unwritable(self) -> str:
        def write(database: Documents) -> None:
            # Matches nothing and makes nothing, and must have the right to all the same.
            database["schema"].update_one({"_id": "nothing"}, {"$set": {"version": 0}})

        try:
            self._server.reading(write)  # `writing` would make what is not there
        except StoreError as error:
            return str(error)
        return ""


def _described(database: Documents) -> tuple[str, int, Holdings]:
    charts = database["publications"].count_documents({"is_claim": None})
    counted = Holdings(charts, *(database[name].count_documents({}) for name in ("raw_answers", "runs")))
    return f"MongoDB {_software(database)}", version_of(database), counted


def _time(database: Documents) -> datetime | None:
    said: datetime | None = _hello(database).get("localTime")
    return said.replace(tzinfo=UTC) if said else None


def _hello(database: Documents) -> dict[str, Any]:
    """What the server says of itself; {} where that is a stand-in, or a gateway that does not tell."""
    try:
        return dict(database.client.admin.command("hello"))
    except (NotImplementedError, OperationFailure):
        return {}


def _software(database: Documents) -> str:
    server_version: str = database.client.server_info()["version"]
    hello = _hello(database)
    if not hello:
        return server_version
    replica_set = hello.get("setName")
    return f"{server_version}, {f'replica set {replica_set}' if replica_set else 'standalone'}"
