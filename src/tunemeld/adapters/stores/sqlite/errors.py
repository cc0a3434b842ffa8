"""What went wrong with the file, as one sentence that says what to do."""

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from tunemeld.application.errors import StoreError

BUSY_SECONDS = 10.0
"""How long SQLite waits for another process before it says that the file is locked."""

_ELSEWHERE = "or name another file in TUNEMELD_SQLITE_PATH"

# By the primary result code, https://www.sqlite.org/rescode.html
_SENTENCES = {
    sqlite3.SQLITE_BUSY: (
        f"was locked by another process for {BUSY_SECONDS:.0f} seconds: let that finish and try again"
    ),
    sqlite3.SQLITE_FULL: "cannot grow, the disk is full: free some space and try again",
    sqlite3.SQLITE_READONLY: f"is read-only: let this user write to it and its folder, {_ELSEWHERE}",
    sqlite3.SQLITE_CANTOPEN: (
        "cannot be opened: make sure that it is a file and no folder, and that this user may write "
        f"to it and its folder, {_ELSEWHERE}"
    ),
    sqlite3.SQLITE_NOTADB: f"is no SQLite database: move it away, {_ELSEWHERE}",
    sqlite3.SQLITE_CORRUPT: f"is damaged: put a backup in its place, {_ELSEWHERE}",
    sqlite3.SQLITE_IOERR: "cannot be read or written, the disk reports an error: check it and try again",
}


@contextmanager
def as_store_errors(path: Path) -> Iterator[None]:
    """A context from which whatever the file at `path` causes comes out as a StoreError."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(f"The store {path} {_diagnosis(error)}.") from error
    except OSError as error:
        message = f"The folder of the store {path} cannot be made ({error.strerror}): make it, {_ELSEWHERE}."
        raise StoreError(message) from error
    except (ValidationError, zlib.error) as error:
        message = (
            f"The store {path} holds a value that this version cannot read: use the version that wrote it."
        )
        raise StoreError(message) from error


def primary_code(error: sqlite3.Error) -> int:
    """SQLite's primary result code; 0 where the error came from Python's module alone."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _diagnosis(error: sqlite3.Error) -> str:
    unknown = f"failed ({error}): try again, {_ELSEWHERE}"
    return _SENTENCES.get(primary_code(error), unknown)
