"""A backup in the place of a store: all pages in one transaction, what was there kept beside it."""

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from tunemeld.adapters.stores.sqlite.copies import write_copy
from tunemeld.adapters.stores.sqlite.errors import as_store_errors, coded, primary_code
from tunemeld.adapters.stores.sqlite.place import permissions
from tunemeld.adapters.stores.sqlite.schema import holds_store, is_empty, make_durable
from tunemeld.adapters.stores.sqlite.unwritable import connect
from tunemeld.application.errors import StoreError

_MOVE_AWAY = "end what uses it, move it away, and restore again"
_UNREADABLE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def make_store(path: Path, content: sqlite3.Connection) -> None:
    """Make a store where there is none, with its folder.

    Raises:
        BackupRefused: files of another store lie there.
        StoreError: it cannot be made.
    """
    whole = Path(os.path.realpath(path))  # a link to nowhere gets somewhere, as when a store is first used
    with as_store_errors(path):
        whole.parent.mkdir(parents=True, exist_ok=True)
        write_copy(content, whole, mode=None)


def replace_store(path: Path, content: sqlite3.Connection, at: datetime) -> Path | None:
    """Replace all that a store holds; where its former content was kept, None where it was empty.

    Raises:
        StoreError: it cannot be replaced, and is as it was.
    """
    kept: list[Path] = []
    with as_store_errors(path), closing(connect(path, "mode=rw")) as store:
        was_empty = _was_empty(store, path)
        _refuse_other_pages(store, content, path)
        make_durable(store)

        def progress(status: int, _remaining: int, _total: int) -> None:
            if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:  # sqlite3 would try for ever
                raise coded(sqlite3.OperationalError("locked"), sqlite3.SQLITE_BUSY)
            # After the first page nobody else can write, so that what is kept is what will have been there.
            if not (kept or was_empty):
                kept.append(_keep(path, at))

        try:
            content.backup(store, pages=1, progress=progress)
        except BaseException:
            for each in kept:
                each.unlink()
            raise
    return kept[0] if kept else None


def _was_empty(store: sqlite3.Connection, path: Path) -> bool:
    try:
        if is_empty(store):
            return True
        is_ours = holds_store(store)
    except sqlite3.DatabaseError as error:
        if primary_code(error) not in _UNREADABLE:
            raise
        message = f"The store {path} cannot be read, and thus not be kept: {_MOVE_AWAY}."
        raise StoreError(message) from error
    if not is_ours:
        raise StoreError(
            f"The store {path} is a database of another program: name another file in TUNEMELD_SQLITE_PATH."
        )
    return False


def _refuse_other_pages(store: sqlite3.Connection, content: sqlite3.Connection, path: Path) -> None:
    """Refuse what SQLite cannot do: a write-ahead log holds pages of one size only."""
    now, then = (each.execute("PRAGMA page_size").fetchone()[0] for each in (store, content))
    if now != then:
        raise StoreError(f"The store {path} has pages of {now} bytes, the backup of {then}: {_MOVE_AWAY}.")


def _keep(path: Path, at: datetime) -> Path:
    """Copy what a store holds now, damaged or not, beside it; where."""
    name = f"{path.stem}-before-restore-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    numbered = (path.with_name(f"{name}{f'-{n}' if n else ''}{path.suffix}") for n in count())
    to = next(each for each in numbered if not os.path.lexists(each))
    with closing(connect(path, "mode=rw")) as now:
        write_copy(now, to, mode=permissions(path), as_it_is=True)
    return to
