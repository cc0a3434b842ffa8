"""Files as the first version of the store made them."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

from tunemeld.adapters.stores.sqlite import SqliteStores

# Word for word what TuneMeld made at schema 1: never to be brought up to date.
_FIRST_SCHEMA = """
    CREATE TABLE raw_playlists (id TEXT PRIMARY KEY, value BLOB NOT NULL);
    CREATE TABLE fetches (
        n INTEGER PRIMARY KEY, run_id TEXT NOT NULL, genre TEXT NOT NULL, service TEXT NOT NULL,
        source TEXT NOT NULL, good INTEGER NOT NULL, value TEXT NOT NULL,
        UNIQUE (run_id, genre, service));
    CREATE INDEX fetches_of_list ON fetches (source, genre, service, n);
    CREATE INDEX good_fetches_of_list ON fetches (source, genre, service, n) WHERE good;
    CREATE TABLE snapshots (id TEXT PRIMARY KEY, value BLOB NOT NULL);
    CREATE TABLE publications (
        genre TEXT NOT NULL, seq INTEGER NOT NULL, snapshot_id TEXT NOT NULL, source TEXT NOT NULL,
        value BLOB NOT NULL, PRIMARY KEY (genre, seq));
    CREATE INDEX publications_of_source ON publications (genre, source, seq);
    CREATE TABLE recordings (id TEXT PRIMARY KEY, isrc TEXT) WITHOUT ROWID;
    CREATE TABLE recording_keys (key TEXT PRIMARY KEY, recording_id TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE lookups (
        kind TEXT NOT NULL, key TEXT NOT NULL, found INTEGER NOT NULL, asked_at TEXT NOT NULL,
        value TEXT NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID;
    CREATE TABLE runs (
        n INTEGER PRIMARY KEY, run_id TEXT NOT NULL UNIQUE, value TEXT NOT NULL);
    CREATE TABLE cool_downs (upstream TEXT PRIMARY KEY, until TEXT NOT NULL) WITHOUT ROWID;
    PRAGMA user_version = 1;
    PRAGMA journal_mode = WAL;
"""
FIRST_TABLES = {line.split()[2] for line in _FIRST_SCHEMA.splitlines() if "CREATE TABLE" in line}


def make_store_of_schema_1(path: Path, fill: Callable[[SqliteStores], object]) -> Path:
    """A closed file of schema 1 that holds what `fill` writes; its path."""
    newest = path.with_name(f"newest-{path.name}")
    stores = SqliteStores(newest)
    fill(stores)
    stores.close()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript(_FIRST_SCHEMA)
    connection.execute("ATTACH ? AS newest", (str(newest),))
    for table in sorted(FIRST_TABLES):
        connection.execute(f"INSERT INTO {table} SELECT * FROM newest.{table}")  # noqa: S608 - its own names
    connection.close()
    newest.unlink()
    return path


def schema_of(path: Path) -> tuple[int, list[tuple[str, str]]]:
    """The version that a file says it has, and what is made in it, by name."""
    connection = sqlite3.connect(path)
    made = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
    found = connection.execute("PRAGMA user_version").fetchone()[0], made.fetchall()
    connection.close()
    return found
