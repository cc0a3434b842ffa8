"""Where the installations of proofs keep their data: one of each kind, empty, copied, and read raw."""

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from pymongo import MongoClient
from tests.mongo_servers import fresh_database, replica_set, standalone

Contents: TypeAlias = dict[str, list[dict[str, Any]]]
"""All that lies in a storage, as the database itself tells it: rows or documents by table."""


class Storage(Protocol):
    """A file or a database that one installation uses."""

    @property
    def settings(self) -> Mapping[str, str]:
        """The settings that make an installation use it."""
        ...

    def fresh(self) -> AbstractContextManager["Storage"]:
        """An empty one of the same kind, until the context is left."""
        ...

    def copied(self) -> AbstractContextManager["Storage"]:
        """Another one with the same data, until the context is left."""
        ...

    def lose(self, table: str) -> None:
        """Delete all rows or documents of a table, where there is one of that name."""
        ...

    def contents(self) -> Contents:
        """What lies in it; nothing where it was never used."""
        ...


class SqliteStorage:
    """A SQLite file in a folder of its own."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.settings = {"TUNEMELD_STORAGE": "sqlite", "TUNEMELD_SQLITE_PATH": str(file)}

    @contextmanager
    def fresh(self) -> Iterator[Storage]:
        """A file that is not there yet."""
        with tempfile.TemporaryDirectory() as folder:
            yield SqliteStorage(Path(folder) / "store" / self._file.name)

    @contextmanager
    def copied(self) -> Iterator[Storage]:
        """A copy of the file and of its log, which hold the data together."""
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "store"
            if self._file.parent.is_dir():
                shutil.copytree(self._file.parent, copy)
            yield SqliteStorage(copy / self._file.name)

    def lose(self, table: str) -> None:
        """Delete all rows of a table."""
        if table in self.contents():
            with closing(sqlite3.connect(self._file)) as connection, connection:
                connection.execute(f"DELETE FROM {table}")  # noqa: S608

    def contents(self) -> Contents:
        """All rows by table."""
        if not self._file.exists():
            return {}
        with closing(sqlite3.connect(f"file:{self._file}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            rows = {name: connection.execute(f"SELECT * FROM {name}") for (name,) in tables}  # noqa: S608
            return {name: [dict(row) for row in found] for name, found in rows.items()}


class MongoStorage:
    """A database on a MongoDB server."""

    def __init__(self, url: str, database: str) -> None:
        self._url, self._database = url, database
        self.settings = {
            "TUNEMELD_STORAGE": "mongo",
            "MONGODB_URL": url,
            "MONGODB_DATABASE": database,
        }

    @contextmanager
    def fresh(self) -> Iterator[Storage]:
        """A database that is not there yet."""
        with fresh_database(self._url) as name:
            yield MongoStorage(self._url, name)

    @contextmanager
    def copied(self) -> Iterator[Storage]:
        """A copy of all documents and indexes."""
        with fresh_database(self._url) as name, MongoClient[dict[str, Any]](self._url) as client:
            for collection in client[self._database].list_collections():
                original, copy = (client[each][collection["name"]] for each in (self._database, name))
                for index in original.list_indexes():
                    copy.create_index(list(index["key"].items()))
                if documents := list(original.find()):
                    copy.insert_many(documents)
            yield MongoStorage(self._url, name)

    def lose(self, table: str) -> None:
        """Delete all documents of a collection."""
        with MongoClient[dict[str, Any]](self._url) as client:
            client[self._database][table].delete_many({})

    def contents(self) -> Contents:
        """All documents by collection."""
        with MongoClient[dict[str, Any]](self._url) as client:
            database = client[self._database]
            return {name: list(database[name].find()) for name in database.list_collection_names()}


@contextmanager
def _in_a_file() -> Iterator[Storage]:
    with tempfile.TemporaryDirectory() as folder:
        yield SqliteStorage(Path(folder) / "store" / "tunemeld.db")


@contextmanager
def _on(server: Callable[[], str]) -> Iterator[Storage]:
    with fresh_database(server()) as name:
        yield MongoStorage(server(), name)


STORAGES: dict[str, Callable[[], AbstractContextManager[Storage]]] = {
    "SQLite": _in_a_file,
    "MongoDB": lambda: _on(standalone),
    "MongoDB replica set": lambda: _on(replica_set),
}
"""An empty storage of each kind that lasts, by the name that the figures show."""


def remembered(contents: Contents) -> dict[str, list[tuple[Any, ...]]]:
    """Whose each key is, which ISRC each recording shows, and lookups with how often each was asked."""
    claims = contents.get("claims", [])  # MongoDB's; SQLite has two tables of them
    keys = [*contents.get("recording_keys", ()), *(each for claim in claims for each in claim["keys"])]
    shown = [*contents.get("recordings", ()), *(each for claim in claims for each in claim["shown"])]
    lookups = [(row, json.loads(row["value"])) for row in contents.get("lookups", ())]
    return {
        "keys": sorted((row["key"], row.get("recording_id") or row["id"]) for row in keys),
        "shown": sorted((row["id"], row["isrc"]) for row in shown if row["isrc"]),
        "lookups": sorted(
            (kind_of(row), told["key"], told["value"] or "", told["attempts"], told["detail"])
            for row, told in lookups
        ),
    }


def kind_of(row: Mapping[str, Any]) -> str:
    """What a stored lookup asked for."""
    kind: str = row["kind"] if "kind" in row else row["_id"].partition("/")[0]
    return kind
