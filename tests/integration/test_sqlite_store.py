"""What is the SQLite store's own: its file, its transactions, and what it says when the file is no good."""

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from tests.builders import (
    A_SATURDAY,
    a_claim,
    a_draft,
    a_fetch,
    a_listing,
    a_lookup,
    a_raw_playlist,
    a_recording,
    a_snapshot,
)

from tunemeld.adapters.stores.sqlite import SqliteStores, database
from tunemeld.application.errors import StoreError
from tunemeld.domain.lookup import LookupKind
from tunemeld.domain.playlist import Outcome

ELSEWHERE = "or name another file in TUNEMELD_SQLITE_PATH."


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


def refusal(stores: SqliteStores) -> str:
    """The sentence with which a store refuses to be read."""
    with pytest.raises(StoreError) as refused:
        stores.charts.current("country")
    stores.close()
    return str(refused.value)


def connection_of(stores: SqliteStores) -> sqlite3.Connection:
    """The connection beneath an open store, to make it misbehave."""
    connection = stores._database._connection
    assert connection is not None
    return connection


def test_nothing_is_made_before_the_first_use(stores: SqliteStores, path: Path) -> None:
    assert not path.parent.parent.exists()

    stores.charts.current("country")

    assert path.is_file()


def test_what_was_written_is_there_after_closing_and_opening(stores: SqliteStores, path: Path) -> None:
    published = stores.charts.publish(a_draft())
    stores.close()
    stores.close()

    assert stores.charts.current("country") == published
    assert list(path.parent.glob("tunemeld.db")) == [path]


def test_a_closed_store_is_one_file(stores: SqliteStores, path: Path) -> None:
    stores.charts.publish(a_draft())

    stores.close()

    assert list(path.parent.iterdir()) == [path]


def test_a_second_store_on_the_file_sees_each_write_at_once(stores: SqliteStores, path: Path) -> None:
    other = SqliteStores(path)
    assert other.charts.current("country") is None

    published = stores.charts.publish(a_draft())

    assert other.charts.current("country") == published
    other.close()


def test_commits_survive_a_power_cut(stores: SqliteStores) -> None:
    stores.charts.current("country")

    connection = connection_of(stores)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL


def test_an_empty_file_becomes_a_store(stores: SqliteStores, path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.touch()

    assert stores.charts.publish(a_draft()) == stores.charts.current("country")


def test_long_values_are_stored_compressed(stores: SqliteStores, path: Path) -> None:
    page = '{"title": "Gravel and Gold"}' * 40_000

    stores.playlists.keep(a_raw_playlist(page))
    stores.close()

    assert path.stat().st_size < len(page) / 5


def test_a_newer_schema_is_refused_and_left_alone(stores: SqliteStores, path: Path) -> None:
    stores.charts.current("country")
    connection_of(stores).execute("PRAGMA user_version = 7")
    stores.close()
    before = path.read_bytes()

    assert refusal(stores) == (
        f"The store {path} has schema 7, this version knows 1 at most: upgrade TuneMeld, {ELSEWHERE}"
    )
    assert path.read_bytes() == before


def test_a_database_of_another_program_is_refused_and_left_alone(stores: SqliteStores, path: Path) -> None:
    path.parent.mkdir(parents=True)
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE photographs (id)")
    other.close()
    before = path.read_bytes()

    assert refusal(stores) == (
        f"The store {path} is a database of another program: name another file in TUNEMELD_SQLITE_PATH."
    )
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused_and_left_alone(stores: SqliteStores, path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_text("<!doctype html><title>Not Found</title>" * 100)

    assert refusal(stores) == f"The store {path} is no SQLite database: move it away, {ELSEWHERE}"
    assert path.read_text().startswith("<!doctype html>")


def test_a_folder_in_the_files_place_is_refused(stores: SqliteStores, path: Path) -> None:
    path.mkdir(parents=True)

    assert refusal(stores) == (
        f"The store {path} cannot be opened: make sure that it is a file and no folder, and that this user "
        f"may write to it and its folder, {ELSEWHERE}"
    )


def test_a_file_in_the_folders_place_is_refused(stores: SqliteStores, path: Path) -> None:
    path.parent.parent.write_text("")

    assert refusal(stores) == (
        f"The folder of the store {path} cannot be made (Not a directory): make it, {ELSEWHERE}"
    )


def test_a_damaged_file_is_said_to_be_damaged(stores: SqliteStores, path: Path) -> None:
    for number in range(30):
        stores.charts.publish(a_draft(a_snapshot(a_recording(a_listing(title=str(number))))))
    stores.close()
    pages = path.read_bytes()
    path.write_bytes(pages[:4096] + b"\xff" * (len(pages) - 4096))

    assert refusal(stores) == f"The store {path} is damaged: put a backup in its place, {ELSEWHERE}"


def test_a_damaged_value_is_said_to_be_unreadable(stores: SqliteStores, path: Path) -> None:
    stores.charts.publish(a_draft())
    for value in (b"not compressed", b"x\x9c\xab\xae\x05\x00\x01u\x00\xf9"):
        connection_of(stores).execute("UPDATE publications SET value = ?", (value,))
        with pytest.raises(StoreError, match=r"holds a value that this version cannot read: use the version"):
            stores.charts.current("country")


def test_a_full_disk_is_said_to_be_full_and_changes_nothing(stores: SqliteStores, path: Path) -> None:
    published = stores.charts.publish(a_draft())
    connection = connection_of(stores)
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
    assert stores.charts.publish(large) == large.as_publication(2)


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


def test_a_write_that_fails_half_way_is_undone(stores: SqliteStores) -> None:
    stores.recordings.claim([a_claim("r1", "a")])
    connection_of(stores).execute(
        "CREATE TRIGGER stop BEFORE INSERT ON recording_keys WHEN new.key = 'c' "
        "BEGIN SELECT RAISE(ABORT, 'stopped'); END"
    )

    with pytest.raises(StoreError, match=r"failed \(stopped\): "):
        stores.recordings.claim([a_claim("r2", "b", "c")])

    assert set(stores.recordings.identities(["a", "b", "c"])) == {"a"}
    stores.recordings.claim([a_claim("r2", "b")])
    assert set(stores.recordings.identities(["a", "b", "c"])) == {"a", "b"}


def test_no_call_takes_more_queries_or_transactions_for_more_tracks(stores: SqliteStores) -> None:
    def statements(tracks: int) -> int:
        seen: list[str] = []
        keys = [f"{tracks} {n}" for n in range(tracks)]
        stores.charts.current("country")
        connection_of(stores).set_trace_callback(seen.append)
        stores.recordings.claim([a_claim(key, key) for key in keys])
        stores.recordings.identities(keys)
        stores.lookups.remember(LookupKind.ISRC, [a_lookup(key) for key in keys])
        stores.lookups.recall(LookupKind.ISRC, keys)
        stores.charts.publish(a_draft(a_snapshot(*[a_recording(a_listing(title=key)) for key in keys])))
        connection_of(stores).set_trace_callback(None)
        # An executemany is one statement, prepared once, but each of its rows is traced.
        return len([each for each in seen if not each.lstrip().startswith("INSERT")])

    assert statements(2) == statements(300)


def test_the_log_is_read_by_index_however_long_it_is(stores: SqliteStores) -> None:
    def steps() -> int:
        taken = 0

        def count() -> None:
            nonlocal taken
            taken += 1

        connection_of(stores).set_progress_handler(count, 1)
        assert len(stores.playlists.fetches("country", "rapidapi")["Spotify"]) == 1
        assert len(stores.playlists.fetches("pop", "rapidapi")["AppleMusic"]) == 100
        connection_of(stores).set_progress_handler(None, 1)
        return taken

    def a_history(first: int, last: int) -> None:
        for service, genre, outcome in (
            ("Spotify", "country", Outcome.GOOD),
            ("AppleMusic", "pop", Outcome.FAILED),
        ):
            stores.playlists.record(
                [
                    a_fetch(service, outcome, genre=genre, run_id=f"{n}", at=A_SATURDAY + timedelta(hours=n))
                    for n in range(first, last)
                ]
            )

    a_history(0, 150)
    short = steps()
    a_history(150, 6_000)

    assert steps() < 1.2 * short
