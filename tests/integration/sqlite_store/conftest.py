"""A store on a file that does not exist yet, and a way to what lies beneath it."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tunemeld.adapters.stores.sqlite import SqliteStores


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the store will be."""
    return tmp_path / "folder" / "deeper" / "tunemeld.db"


@pytest.fixture
def stores(path: Path) -> Iterator[SqliteStores]:
    """A store on that file, not used yet."""
    opened = SqliteStores(path)
    yield opened
    opened.close()


@pytest.fixture
def beneath(stores: SqliteStores) -> Callable[[], sqlite3.Connection]:
    """Opens the store and hands out its connection, to look at or to make it misbehave."""

    def connection() -> sqlite3.Connection:
        stores.charts.current("no such genre")
        opened = stores._database._connection
        assert opened is not None
        return opened

    return connection


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that other users may look into."""
    with TemporaryDirectory(prefix="tunemeld-") as name:
        found = Path(name)
        found.chmod(0o755)
        yield found
        found.chmod(0o755)
