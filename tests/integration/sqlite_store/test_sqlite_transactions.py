"""The SQLite store's transactions: whole or not at all, waiting for others, and at what cost."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from tests.builders import (
    a_claim,
    a_draft,
    a_listing,
    a_recording,
    a_snapshot,
)

from tunemeld.adapters.stores.sqlite import SqliteStores, database
from tunemeld.adapters.stores.sqlite.schema import SCHEMA_VERSION, prepare
from tunemeld.application.errors import StoreError

Beneath = Callable[[], sqlite3.Connection]


def test_commits_survive_a_power_cut(stores: SqliteStores, beneath: Beneath) -> None:
    connection = beneath()
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL


def test_a_full_disk_is_said_to_be_full_and_changes_nothing(
    stores: SqliteStores, path: Path, beneath: Beneath
) -> None:
    published = stores.charts.publish(a_draft())
    connection = beneath()
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    large = a_draft(a_snapshot(*[a_recording(a_listing(title=str(n))) for n in range(3_000)]))

    with pytest.raises(StoreError) as refused:
        stores.charts.publish(large)

    assert str(refused.value) == (
        f"The store {path} cannot grow, the disk is full: free some space and try again."
    )
    assert stores.charts.snapshot(large.snapshot.id) is None
    assert stores.charts.current("country") == published
    connection.execute("PRAGMA max_page_count = 1000000")
    assert stores.charts.publish(large) == large.as_publication(1).behind(published)


def test_a_file_locked_by_others_is_said_to_be_locked(
    stores: SqliteStores, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    published = stores.charts.publish(a_draft())
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreError) as refused:
        stores.recordings.claim([a_claim()])

    assert str(refused.value) == (
        f"The store {path} was locked by another process for 10 seconds: let that finish and try again."
    )
    assert stores.charts.current("country") == published
    other.close()
    stores.recordings.claim([a_claim()])


def test_a_short_lock_of_others_is_waited_for(stores: SqliteStores, path: Path) -> None:
    stores.charts.current("country")
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    claim = Thread(target=stores.recordings.claim, args=([a_claim("r1", "a")],))

    claim.start()
    other.execute("COMMIT")
    claim.join(timeout=60)

    assert stores.recordings.identities(["a"])["a"].id == "r1"
    other.close()


def test_a_write_that_fails_half_way_is_undone(stores: SqliteStores, beneath: Beneath) -> None:
    stores.recordings.claim([a_claim("r1", "a")])
    beneath().execute(
        "CREATE TRIGGER stop BEFORE INSERT ON recording_keys WHEN new.key = 'c' "
        "BEGIN SELECT RAISE(ABORT, 'stopped'); END"
    )

    with pytest.raises(StoreError, match=r"failed \(stopped\): "):
        stores.recordings.claim([a_claim("r2", "b", "c")])

    assert set(stores.recordings.identities(["a", "b", "c"])) == {"a"}
    stores.recordings.claim([a_claim("r2", "b")])
    assert set(stores.recordings.identities(["a", "b", "c"])) == {"a", "b"}


def test_who_finds_the_file_busy_while_switching_it_waits_and_switches_it(path: Path) -> None:
    path.parent.mkdir(parents=True)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    other.execute("BEGIN IMMEDIATE")

    class Waiting(sqlite3.Connection):
        def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:
            if sql == "BEGIN IMMEDIATE":
                other.execute("COMMIT")  # what it waits for
            return super().execute(sql, *parameters)

    connection = sqlite3.connect(path, isolation_level=None, factory=Waiting)
    prepare(connection, path)

    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()
    other.close()
