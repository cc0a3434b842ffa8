"""The tables: primary keys make every write repeatable, the other columns are those that queries need."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from tunemeld.adapters.stores.sqlite.errors import primary_code
from tunemeld.application.errors import StoreError

SCHEMA_VERSION = 4
"""Kept in the file as `user_version`; raised with every change of the tables."""

# Whoever finds a file in neither mode tries to switch it; one of them wins in milliseconds.
_SWITCH_ATTEMPTS = 100

# What each version adds to the one before; a version that somebody has is never changed.
_FIRST = (
    "CREATE TABLE raw_playlists (id TEXT PRIMARY KEY, value BLOB NOT NULL)",
    # `n` is the order of arrival, which is what counts: the clocks of two machines may differ.
    """CREATE TABLE fetches (
        n INTEGER PRIMARY KEY, run_id TEXT NOT NULL, genre TEXT NOT NULL, service TEXT NOT NULL,
        source TEXT NOT NULL, good INTEGER NOT NULL, value TEXT NOT NULL,
        UNIQUE (run_id, genre, service))""",
    "CREATE INDEX fetches_of_list ON fetches (source, genre, service, n)",
    "CREATE INDEX good_fetches_of_list ON fetches (source, genre, service, n) WHERE good",
    "CREATE TABLE snapshots (id TEXT PRIMARY KEY, value BLOB NOT NULL)",
    """CREATE TABLE publications (
        genre TEXT NOT NULL, seq INTEGER NOT NULL, snapshot_id TEXT NOT NULL, source TEXT NOT NULL,
        value BLOB NOT NULL, PRIMARY KEY (genre, seq))""",
    "CREATE INDEX publications_of_source ON publications (genre, source, seq)",
    "CREATE TABLE recordings (id TEXT PRIMARY KEY, isrc TEXT) WITHOUT ROWID",
    "CREATE TABLE recording_keys (key TEXT PRIMARY KEY, recording_id TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE lookups (
        kind TEXT NOT NULL, key TEXT NOT NULL, found INTEGER NOT NULL, asked_at TEXT NOT NULL,
        value TEXT NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID""",
    """CREATE TABLE runs (
        n INTEGER PRIMARY KEY, run_id TEXT NOT NULL UNIQUE, value TEXT NOT NULL)""",
    "CREATE TABLE cool_downs (upstream TEXT PRIMARY KEY, until TEXT NOT NULL) WITHOUT ROWID",
)
_COUNTED_PLAYS = (
    # A gap has a reason and no value; days and weeks are numbered, and `at` is in microseconds.
    """CREATE TABLE readings (
        counter TEXT NOT NULL, week INTEGER NOT NULL, recording_id TEXT NOT NULL, day INTEGER NOT NULL,
        at INTEGER NOT NULL, value INTEGER, of TEXT NOT NULL, reason TEXT,
        PRIMARY KEY (counter, week, recording_id, day)) WITHOUT ROWID""",
    """CREATE TABLE reading_batches (
        n INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, counter TEXT NOT NULL, run_id TEXT NOT NULL,
        at TEXT NOT NULL, readings INTEGER NOT NULL, gaps TEXT NOT NULL)""",
    """CREATE TABLE video_searches (
        recording_id TEXT PRIMARY KEY, asked_at TEXT NOT NULL, value TEXT NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE quota_days (
        bucket TEXT NOT NULL, day TEXT NOT NULL, spent INTEGER NOT NULL,
        PRIMARY KEY (bucket, day)) WITHOUT ROWID""",
    """CREATE TABLE remaining_quotas (
        upstream TEXT PRIMARY KEY, noted_at TEXT NOT NULL, value TEXT NOT NULL) WITHOUT ROWID""",
)
_EVENTS_AND_SCHEDULES = (
    "CREATE INDEX fetches_of_genre ON fetches (genre, n)",
    # The order in which runs ended, which is another one than that in which they began.
    "CREATE TABLE finished_runs (n INTEGER PRIMARY KEY, run_id TEXT NOT NULL UNIQUE)",
    """INSERT INTO finished_runs (run_id)
        SELECT run_id FROM runs WHERE json_extract(value, '$.finished_at') IS NOT NULL ORDER BY n""",
    """CREATE TABLE places (
        handler TEXT NOT NULL, stream TEXT NOT NULL, seq INTEGER NOT NULL,
        PRIMARY KEY (handler, stream)) WITHOUT ROWID""",
    """CREATE TABLE merges (
        source TEXT NOT NULL, genre TEXT NOT NULL, value BLOB NOT NULL,
        PRIMARY KEY (source, genre)) WITHOUT ROWID""",
    # A row stays when its lease ends: its number is the highest that the job ever had.
    """CREATE TABLE leases (
        job TEXT PRIMARY KEY, holder TEXT, number INTEGER NOT NULL, until TEXT NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE fences (
        genre TEXT NOT NULL, job TEXT NOT NULL, number INTEGER NOT NULL,
        PRIMARY KEY (genre, job)) WITHOUT ROWID""",
    "CREATE TABLE scheduled_jobs (job TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
)
_READINGS_BY_GENRE = (
    """CREATE TABLE batch_genres (
        n INTEGER NOT NULL, genre TEXT NOT NULL, PRIMARY KEY (n, genre)) WITHOUT ROWID""",
    "CREATE INDEX batches_of_genre ON batch_genres (genre, n)",
)
_ADDED = {1: _FIRST, 2: _COUNTED_PLAYS, 3: _EVENTS_AND_SCHEDULES, SCHEMA_VERSION: _READINGS_BY_GENRE}


def prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Make the tables that are not there, and set what makes a commit survive a power cut.

    Any number of processes may do this at once; one that is killed leaves the former version or this one.

    Raises:
        StoreError: the file was written by a newer version, or belongs to another program.
    """
    if version(connection) != SCHEMA_VERSION:
        bring_up(connection, path)
    make_durable(connection)


def bring_up(connection: sqlite3.Connection, path: Path) -> None:
    """Make the tables that are not there, in one transaction.

    Raises:
        StoreError: the file was written by a newer version, or belongs to another program.
    """
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        _make_tables(connection, path)


def version(connection: sqlite3.Connection) -> int:
    """The schema of a file; 0 where it is empty, or of a program that does not number its own."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def is_empty(connection: sqlite3.Connection) -> bool:
    """Whether a file has no tables of anybody."""
    return not _tables(connection)


def holds_store(connection: sqlite3.Connection) -> bool:
    """Whether all tables of a store are there, of this version or of the earlier one that it says it has."""
    found = version(connection)
    with closing(sqlite3.connect(":memory:")) as whole:
        for statement in _statements(0, min(found, SCHEMA_VERSION)):
            whole.execute(statement)
        return found > 0 and _tables(whole) <= _tables(connection)


def imagine_missing(connection: sqlite3.Connection) -> None:
    """Let the tables that an earlier version lacks be there and empty, for this connection alone."""
    connection.execute("PRAGMA temp_store = MEMORY")
    for statement in _statements(version(connection), SCHEMA_VERSION):
        if not statement.startswith("CREATE INDEX"):
            connection.execute(statement.replace("CREATE TABLE", "CREATE TEMP TABLE", 1))


def make_durable(connection: sqlite3.Connection) -> None:
    """Have a commit survive a power cut, and readers and the writer not wait for each other."""
    _write_ahead(connection)
    connection.execute("PRAGMA synchronous = FULL")


def _tables(connection: sqlite3.Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def _make_tables(connection: sqlite3.Connection, path: Path) -> None:
    found = version(connection)
    if found > SCHEMA_VERSION:
        raise StoreError(
            f"The store {path} has schema {found}, this version knows {SCHEMA_VERSION} at most: "
            "upgrade TuneMeld, or name another file in TUNEMELD_SQLITE_PATH."
        )
    if found == SCHEMA_VERSION:
        return  # another process was faster
    if not (is_empty(connection) if found == 0 else holds_store(connection)):
        raise StoreError(
            f"The store {path} is a database of another program: name another file in TUNEMELD_SQLITE_PATH."
        )
    for statement in _statements(found, SCHEMA_VERSION):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _statements(after: int, up_to: int) -> Iterator[str]:
    for added in range(after + 1, up_to + 1):
        yield from _ADDED[added]


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch to the write-ahead log, so that readers and the writer do not wait for each other.

    Of two that switch at once SQLite refuses one without waiting, lest they wait for each other. Taking
    the write lock does wait, so the loser does that and asks again.
    """
    for _ in range(_SWITCH_ATTEMPTS):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if primary_code(error) != sqlite3.SQLITE_BUSY:
                raise
            with connection:
                connection.execute("BEGIN IMMEDIATE")
        else:
            return
    connection.execute("PRAGMA journal_mode = WAL")
