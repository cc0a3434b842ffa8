"""The file: when it is opened, who may use it, and what a transaction is."""

import os
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from tunemeld.adapters.stores.sqlite.errors import BUSY_SECONDS, as_store_errors
from tunemeld.adapters.stores.sqlite.schema import prepare
from tunemeld.adapters.stores.sqlite.unwritable import opened_to_read
from tunemeld.application.errors import StoreError

# Every build of SQLite takes this many "host parameters", https://www.sqlite.org/limits.html, 9.
_MOST_VARIABLES = 900


class Database:
    """One SQLite file for all threads of a process, opened at first use, with its folder.

    The threads share one connection and take turns: a turn is short, and waiting for a lock costs less
    than SQLite's own waiting between connections. Other processes are kept apart by SQLite. Unless it
    `is_durable`, a commit survives the end of its process and not that of the machine, which is for what can
    be made again.
    """

    def __init__(self, path: Path, *, is_durable: bool = True) -> None:
        self._path = path
        self._is_durable = is_durable
        self._turn = Lock()
        self._connection: sqlite3.Connection | None = None
        self._opened_by = 0

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A transaction that sees one state of the file, whatever others write meanwhile.

        Works on a full disk, and on a read-only one.

        Raises:
            StoreError: the file cannot be used; also for what goes wrong inside the context.
        """
        with self._turn, as_store_errors(self._path), ExitStack() as for_now:
            try:
                connection = self._ready()
            except sqlite3.OperationalError as error:
                # Not kept: the disk may have room the next time.
                connection = for_now.enter_context(closing(opened_to_read(self._path, error)))
            with _transaction(connection, "BEGIN"):
                yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that is the only one that writes; on disk when the context is left, or undone.

        Raises:
            StoreError: the file cannot be used; also for what goes wrong inside the context.
        """
        with self._turn, as_store_errors(self._path):
            connection = self._ready()
            with _transaction(connection, "BEGIN IMMEDIATE"):
                yield connection

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        with self._turn, as_store_errors(self._path):
            if self._connection is not None and self._opened_by == os.getpid():
                self._connection.close()
                self._connection = None

    def _ready(self) -> sqlite3.Connection:
        connection = self._connection or self._open()
        if self._opened_by != os.getpid():
            # https://www.sqlite.org/howtocorrupt.html, 2.6
            raise StoreError(
                f"The store {self._path} was opened before this process was forked: "
                "close it before the fork, or open it after."
            )
        return connection

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(
            self._path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            prepare(connection, self._path)
            if not self._is_durable:
                connection.execute("PRAGMA synchronous = OFF")
        except BaseException:
            connection.close()
            raise
        self._connection, self._opened_by = connection, os.getpid()
        return connection


def _transaction(connection: sqlite3.Connection, begin: str) -> AbstractContextManager[object]:
    connection.execute(begin)
    return connection


def rows_by_key(
    connection: sqlite3.Connection, select: str, keys: Collection[str], *before: object
) -> Iterator[tuple[Any, ...]]:
    """The rows of a SELECT that ends in `IN`, for any number of keys; `before` fills earlier placeholders."""
    wanted = sorted(set(keys))
    for start in range(0, len(wanted), _MOST_VARIABLES):
        chunk = wanted[start : start + _MOST_VARIABLES]
        marks = ",".join("?" * len(chunk))
        with closing(connection.execute(f"{select} ({marks})", (*before, *chunk))) as rows:
            yield from rows
