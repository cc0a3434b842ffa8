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
    sqlite3.SQLITE_IOERR: (
        "cannot be read or written, the disk reports an error: check it, and whether a quota is used up, "
        "and try again"
    ),
}
# By a code of its own, which tells more: even readers share a file, and it has to grow.
_SENTENCES[sqlite3.SQLITE_IOERR_SHMSIZE] = _SENTENCES[sqlite3.SQLITE_FULL]
_WRITING = {
    sqlite3.SQLITE_FULL: "the disk is full: free some space, or use another disk",
    sqlite3.SQLITE_IOERR: (
        "the disk reports an error: check it, and whether a quota is used up, or use another disk"
    ),
    sqlite3.SQLITE_READONLY: "it is read-only: name a file in a folder that this user may write to",
    sqlite3.SQLITE_CANTOPEN: "it cannot be made: name a file in a folder that this user may write to",
}
_READING = {
    sqlite3.SQLITE_BUSY: "is locked by another process: let that finish and try again",
    sqlite3.SQLITE_NOTADB: "is no SQLite database: name a file that `tunemeld db backup` wrote",
    sqlite3.SQLITE_CORRUPT: "is damaged: take another backup",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened: make sure that this user may read it",
    sqlite3.SQLITE_IOERR: "cannot be read, the disk reports an error: check it, or take another backup",
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


@contextmanager
def as_errors_of_written(path: Path) -> Iterator[None]:
    """A context from which what hinders writing the file at `path` comes out as a StoreError.

    What was wrong with the content already passes: whoever read it knows where it came from.
    """
    try:
        yield
    except sqlite3.Error as error:
        if primary_code(error) not in _WRITING:
            raise
        raise StoreError(f"{shown(path)} was not written, {_WRITING[primary_code(error)]}.") from error
    except OSError as error:
        message = f"{shown(path)} was not written ({error.strerror}): name a file that can be."
        raise StoreError(message) from error


@contextmanager
def as_errors_of_backup(path: Path) -> Iterator[None]:
    """A context from which what hinders reading the backup at `path` comes out as a StoreError."""
    try:
        yield
    except sqlite3.Error as error:
        unknown = f"cannot be read ({error}): take another backup"
        raise StoreError(f"The backup {shown(path)} {_READING.get(primary_code(error), unknown)}.") from error
    except OSError as error:
        message = f"The backup {shown(path)} cannot be read ({error.strerror}): name a file that can be."
        raise StoreError(message) from error


def shown(path: Path) -> str:
    """A path as a sentence has room for it: on one line, and without what a terminal would obey."""
    return str(path) if str(path).isprintable() else repr(str(path))


def primary_code(error: sqlite3.Error) -> int:
    """SQLite's primary result code; 0 where the error came from Python's module alone."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def coded(error: sqlite3.Error, code: int) -> sqlite3.Error:
    """The error with a result code, as SQLite's own have it."""
    error.sqlite_errorcode = code
    return error


def _diagnosis(error: sqlite3.Error) -> str:
    unknown = f"failed ({error}): try again, {_ELSEWHERE}"
    code = getattr(error, "sqlite_errorcode", 0)
    return _SENTENCES.get(code) or _SENTENCES.get(primary_code(error), unknown)
