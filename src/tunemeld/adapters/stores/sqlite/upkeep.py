"""Looking after the SQLite file: how it is, a backup while it is in use, a backup brought back."""

import sqlite3
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from tunemeld.adapters.stores.sqlite.copies import whole_store, write_copy
from tunemeld.adapters.stores.sqlite.database import Database
from tunemeld.adapters.stores.sqlite.errors import as_errors_of_written, shown
from tunemeld.adapters.stores.sqlite.place import (
    has_content,
    is_part_of,
    is_there,
    permissions,
    why_not_made,
)
from tunemeld.adapters.stores.sqlite.restoring import make_store, replace_store
from tunemeld.adapters.stores.sqlite.schema import SCHEMA_VERSION, version
from tunemeld.application.errors import BackupRefused, StoreError
from tunemeld.application.ports.upkeep import Backup, Holdings, Restored, StoreState, StoreUpkeep

_COUNT = """
    SELECT (SELECT count(*) FROM publications), (SELECT count(*) FROM raw_playlists),
           (SELECT count(*) FROM runs)"""


class SqliteUpkeep(StoreUpkeep):
    """The file at `path`, which `database` reads and writes; `monotonic` tells seconds."""

    def __init__(
        self, path: Path, database: Database, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._path = path
        self._database = database
        self._monotonic = monotonic

    def look(self) -> StoreState:
        """How the file is, and whether it can be written; one that is not there is not made."""
        begun = self._monotonic()
        exists = has_content(self._path)
        return StoreState(
            kind=f"SQLite {sqlite3.sqlite_version}, one file",
            place=str(self._path),
            schema=self._schema() if exists else SCHEMA_VERSION,
            newest=SCHEMA_VERSION,
            exists=exists,
            holds=self._held() if exists else Holdings(),
            unwritable=self._why_unwritable() if exists else why_not_made(self._path),
            seconds=self._monotonic() - begun,
        )

    def prepare(self) -> None:
        """Make the file and its tables; one that has them stays as it is."""
        with self._database.writing():
            pass  # opening it does so

    def back_up(self, to: Path, *, replace: bool) -> Backup:
        """Copy the file as it is at one moment, checked and with its permissions, into another one."""
        self._refuse_own(to)
        if not has_content(self._path):
            raise StoreError(
                f"There is no store at {self._path} to back up: see TUNEMELD_SQLITE_PATH, "
                "or make one with `tunemeld etl run`."
            )
        with self._database.reading() as content:
            size = write_copy(content, to, mode=permissions(self._path), replace=replace)
            return Backup(size, _counted(content))

    def restore(self, source: Path, *, at: datetime) -> Restored:
        """Put a backup in the place of all that the file holds; the former content goes beside it."""
        self._refuse_own(source)
        with whole_store(source) as content:
            holds = _counted(content)
            if is_there(self._path):
                return Restored(holds, replace_store(self._path, content, at))
            make_store(self._path, content)
            return Restored(holds, None)

    def _refuse_own(self, path: Path) -> None:
        with as_errors_of_written(path):
            if is_part_of(path, self._path):
                raise BackupRefused(f"{shown(path)} is the store itself: name another file")

    def _schema(self) -> int:
        with self._database.reading() as connection:
            return version(connection)

    def _held(self) -> Holdings:
        with self._database.reading() as connection:
            return _counted(connection)

    def _why_unwritable(self) -> str:
        try:
            with self._database.writing() as connection:
                # Beginning is not enough: of a read-only file that is in use SQLite begins to read instead.
                connection.execute("DELETE FROM runs WHERE 0")
                return ""
        except StoreError as error:
            return str(error)


def _counted(connection: sqlite3.Connection) -> Holdings:
    return Holdings(*connection.execute(_COUNT).fetchone())
