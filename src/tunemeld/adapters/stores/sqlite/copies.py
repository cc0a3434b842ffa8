"""A store in another file: written so that it is there whole or not at all, and checked before it is read."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tunemeld.adapters.stores.sqlite.errors import as_errors_of_backup, as_errors_of_written, coded, shown
from tunemeld.adapters.stores.sqlite.place import is_plain_file, side_files
from tunemeld.adapters.stores.sqlite.schema import SCHEMA_VERSION, bring_up, holds_store, version
from tunemeld.adapters.stores.sqlite.unwritable import connect
from tunemeld.application.errors import BackupRefused, StoreError


def write_copy(
    content: sqlite3.Connection, to: Path, *, mode: int | None, replace: bool = False, as_it_is: bool = False
) -> int:
    """Copy what `content` reads into a file with these permissions; its size in bytes.

    The copy is made in a folder of its own beside the file, and moved once it is on disk. A process that
    is killed may leave that folder behind, `.tunemeld-…`, and nothing else. Damage is copied only where it
    is to be kept `as_it_is`. Without `mode` the file gets what a new store gets.

    Raises:
        BackupRefused: something is in the place of the file.
        StoreError: it cannot be written.
        sqlite3.Error: the content cannot be read, or is damaged.
    """
    with as_errors_of_written(to):
        _refuse_taken(to, replace=replace)
        with TemporaryDirectory(prefix=".tunemeld-", dir=to.parent) as folder:
            part = Path(folder) / "store.db"
            _fill(part, content, as_it_is=as_it_is)
            if mode is not None:
                part.chmod(mode)
            _sync(part)
            size = part.stat().st_size
            _move(part, to, replace=replace)
        _sync(to.parent)
    return size


@contextmanager
def whole_store(path: Path) -> Iterator[sqlite3.Connection]:
    """A backup, opened for reading: its content does not change while the context lasts.

    One of an earlier version is read as this version would have written it; its file stays as it is.

    Raises:
        StoreError: it is no whole store of a schema that this version knows.
    """
    with as_errors_of_backup(path):
        if not is_plain_file(path):  # to open anything else may wait for ever
            raise StoreError(
                f"The backup {shown(path)} is no file: name one that `tunemeld db backup` wrote."
            )
        with closing(connect(path, "mode=rw")) as content:
            content.execute("BEGIN")
            _refuse_damage(content)
            _refuse_others(content, path)
            if version(content) == SCHEMA_VERSION:
                yield content
            else:
                with closing(_brought_up(content, path)) as copy:
                    yield copy


def _brought_up(content: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    """A copy that ends with its connection: whoever has the store open expects tables of this version."""
    copy = sqlite3.connect("", isolation_level=None)
    content.backup(copy)
    bring_up(copy, path)
    return copy


def _refuse_taken(to: Path, *, replace: bool) -> None:
    if os.path.lexists(to):
        if to.is_symlink() or not is_plain_file(to):
            raise BackupRefused(f"{shown(to)} is there and is no plain file: name another one")
        if not replace:
            raise BackupRefused(
                f"{shown(to)} is there already: name another file, or replace it with --force"
            )
    # SQLite would take what lies there for the newest part of the copy.
    for side_file in side_files(to):
        if os.path.lexists(side_file):
            raise BackupRefused(
                f"{shown(side_file)} belongs to a database that is in use or was not closed: "
                f"name another file than {shown(to)}"
            )


def _fill(part: Path, content: sqlite3.Connection, *, as_it_is: bool) -> None:
    with closing(sqlite3.connect(part, isolation_level=None)) as copy:
        copy.execute("PRAGMA synchronous = OFF")  # all of it is written to disk at once, later
        content.backup(copy)
        # One file, which can be read where nothing can be written.
        copy.execute("PRAGMA journal_mode = DELETE")
        if not as_it_is:
            _refuse_damage(copy)


def _refuse_damage(connection: sqlite3.Connection) -> None:
    found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise coded(sqlite3.DatabaseError(found), sqlite3.SQLITE_CORRUPT)


def _refuse_others(content: sqlite3.Connection, path: Path) -> None:
    schema = version(content)
    if schema > SCHEMA_VERSION:
        raise StoreError(
            f"The backup {shown(path)} has schema {schema}, this version knows {SCHEMA_VERSION} at most: "
            "upgrade TuneMeld."
        )
    if not holds_store(content):
        raise StoreError(
            f"The backup {shown(path)} holds no TuneMeld store: name a file that `tunemeld db backup` wrote."
        )


def _move(part: Path, to: Path, *, replace: bool) -> None:
    """Put the copy into its place in one step; only what is to be replaced gives way to it."""
    if replace:
        part.replace(to)
        return
    try:
        to.hardlink_to(part)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        _refuse_taken(to, replace=False)
        part.replace(to)


def _sync(path: Path) -> None:
    """Have a file, or a folder's names, on disk before going on."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
