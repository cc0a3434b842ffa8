"""Reading a file beside which nothing can be written: on a full disk, or on a read-only one.

SQLite's readers share a small file beside the database, and cannot read where that cannot be made. There
are two ways without it, each right in one of the two cases: https://www.sqlite.org/wal.html, "Use of WAL
Without Shared-Memory" and "Read-Only Databases".
"""

import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tunemeld.adapters.stores.sqlite.errors import BUSY_SECONDS, primary_code
from tunemeld.adapters.stores.sqlite.place import side_files
from tunemeld.adapters.stores.sqlite.schema import holds_store, imagine_missing

_HINDERED = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL}


def opened_to_read(path: Path, error: sqlite3.OperationalError) -> sqlite3.Connection:
    """A store, opened for one short reading after it could not be opened to write.

    Raises:
        sqlite3.OperationalError: `error`, where that had another reason, or there is no store.
    """
    if primary_code(error) in _HINDERED:
        for way in (_alone, _unchanging, _beside_others):
            with suppress(sqlite3.Error):
                return _opened(path, way)
    raise error


def connect(path: Path, options: str) -> sqlite3.Connection:
    """A connection to a file that is there, for whoever manages transactions; it never makes one."""
    address = f"{path.absolute().as_uri()}?{options}"
    return sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, isolation_level=None)


def _opened(path: Path, way: Callable[[Path], sqlite3.Connection]) -> sqlite3.Connection:
    connection = way(path)
    try:
        if holds_store(connection):
            imagine_missing(connection)  # what it lacks cannot be made now
            return connection
    except sqlite3.Error:
        connection.close()
        raise
    connection.close()
    raise sqlite3.OperationalError("no store")


def _alone(path: Path) -> sqlite3.Connection:
    """For a full disk: whoever is alone with a file shares nothing; others wait as for a writer."""
    connection = connect(path, "mode=rw")
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    return connection


def _unchanging(path: Path) -> sqlite3.Connection:
    """For a read-only disk: what nobody has open is read as it lies there, without a lock.

    Refused where another file lies beside it: then somebody has it open, or its newest part is in there.
    """
    if any(map(os.path.lexists, side_files(path))):
        raise sqlite3.OperationalError("in use")
    return connect(path, "immutable=1")


def _beside_others(path: Path) -> sqlite3.Connection:
    """For what is read-only and of an earlier version, and in use: what is shared is there."""
    return connect(path, "mode=ro")
