"""The SQLite store's file: when it is made, and what is said of something else in its place."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.builders import (
    a_draft,
    a_listing,
    a_recording,
    a_snapshot,
)

from tunemeld.adapters.stores.sqlite import SqliteStores
from tunemeld.adapters.stores.sqlite.errors import as_store_errors
from tunemeld.application.errors import StoreError

Beneath = Callable[[], sqlite3.Connection]

ELSEWHERE = "or name another file in TUNEMELD_SQLITE_PATH."


def refusal(stores: SqliteStores) -> str:
    """The sentence with which a store refuses to be read."""
    with pytest.raises(StoreError) as refused:
        stores.charts.current("country")
    stores.close()
    return str(refused.value)


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


def test_an_empty_file_becomes_a_store(stores: SqliteStores, path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.touch()

    assert stores.charts.publish(a_draft()) == stores.charts.current("country")


def test_a_newer_schema_is_refused_and_left_alone(stores: SqliteStores, path: Path, beneath: Beneath) -> None:
    stores.charts.current("country")
    beneath().execute("PRAGMA user_version = 7")
    stores.close()
    before = path.read_bytes()

    assert refusal(stores) == (
        f"The store {path} has schema 7, this version knows 4 at most: upgrade TuneMeld, {ELSEWHERE}"
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


def test_a_damaged_value_is_said_to_be_unreadable(stores: SqliteStores, path: Path, beneath: Beneath) -> None:
    stores.charts.publish(a_draft())
    for value in (b"not compressed", b"x\x9c\xab\xae\x05\x00\x01u\x00\xf9"):
        beneath().execute("UPDATE publications SET value = ?", (value,))
        with pytest.raises(StoreError, match=r"holds a value that this version cannot read: use the version"):
            stores.charts.current("country")


@pytest.mark.parametrize(
    ("code", "diagnosis"),
    [
        (sqlite3.SQLITE_IOERR_FSYNC, "the disk reports an error: check it"),
        (sqlite3.SQLITE_READONLY_DIRECTORY, "is read-only"),
        (sqlite3.SQLITE_CORRUPT_INDEX, "is damaged"),
        (sqlite3.SQLITE_BUSY_RECOVERY, "was locked by another process"),
        (None, r"failed \(out of order\): try again"),
    ],
)
def test_the_kinds_of_an_error_are_told_as_what_they_are(
    path: Path, code: int | None, diagnosis: str
) -> None:
    error = sqlite3.OperationalError("out of order")
    if code is not None:
        error.sqlite_errorcode = code

    with pytest.raises(StoreError, match=diagnosis) as told, as_store_errors(path):
        raise error

    assert told.value.__cause__ is error
