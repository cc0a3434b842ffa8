"""Reading the SQLite store where nothing can be written: on a full disk, and on a read-only one."""

import re
import shutil
import sqlite3
from collections.abc import Callable
from multiprocessing.queues import Queue
from pathlib import Path

import pytest
from tests.integration.sqlite_store.other_processes import (
    SPAWN,
    a_chart_of,
    finished,
    publish_for_ever,
    published,
    read_and_write,
    read_and_write_without_room,
    started,
)

from tunemeld.adapters.stores.sqlite import SqliteStores

# The limit that stands in for a full disk has an error of its own, where SQLite writes to the file itself.
FULL = re.compile(r"the disk is full: free some space|whether a quota is used up")


@pytest.fixture
def path(folder: Path) -> Path:
    """A store with a chart, closed."""
    stores = SqliteStores(folder / "tunemeld.db")
    stores.charts.publish(a_chart_of("A"))
    stores.close()
    return folder / "tunemeld.db"


def read_and_written(
    path: Path, work: "Callable[[Path, Queue[list[str]]], None]" = read_and_write
) -> list[str]:
    """What reading and writing give to a process that cannot do all it wants."""
    said = SPAWN.Queue()
    process = started(work, path, said)
    answers: list[str] = said.get(timeout=60)
    assert finished([process]) == [0]
    return answers


def test_on_a_full_disk_charts_can_be_read_and_writing_says_that_it_is_full(path: Path) -> None:
    read, written = read_and_written(path, read_and_write_without_room)

    assert read == "chart 1"
    assert FULL.search(written)


def test_once_there_is_room_again_all_is_as_before(path: Path) -> None:
    read_and_written(path, read_and_write_without_room)

    stores = SqliteStores(path)
    assert stores.charts.current("country") == a_chart_of("A").as_publication(1)
    assert stores.charts.publish(a_chart_of("B")) == a_chart_of("B").as_publication(1).behind(
        a_chart_of("A").as_publication(1)
    )
    stores.close()


def test_on_a_full_disk_the_newest_chart_of_a_killed_process_can_be_read(path: Path) -> None:
    stores = SqliteStores(path)
    process = started(publish_for_ever, path, "killed")
    while published(stores) < 5:
        assert process.is_alive()
    process.kill()
    process.join()
    newest = published(stores)
    copy = path.with_name("copy.db")  # of what lies on the disk, as a power cut leaves it
    for suffix in ("", "-wal"):
        shutil.copy(f"{path}{suffix}", f"{copy}{suffix}")
    stores.close()

    read, written = read_and_written(copy, read_and_write_without_room)

    # The one that was being written when it was killed may be on the disk without having been seen.
    assert read in {f"chart {newest}", f"chart {newest + 1}"}
    assert FULL.search(written)


def test_on_a_full_disk_no_store_is_made_and_its_lack_is_no_empty_store(folder: Path) -> None:
    path = folder / "new.db"

    answers = read_and_written(path, read_and_write_without_room)

    assert all(map(FULL.search, answers))


def test_in_a_read_only_folder_charts_can_be_read_and_writing_says_what_to_do(
    path: Path, folder: Path
) -> None:
    path.chmod(0o444)
    folder.chmod(0o555)

    read, written = read_and_written(path)

    assert read == "done"
    assert written == (
        f"The store {path} is read-only: let this user write to it and its folder, "
        "or name another file in TUNEMELD_SQLITE_PATH."
    )


def test_in_a_read_only_folder_the_newest_part_of_a_store_is_never_overlooked(
    path: Path, folder: Path
) -> None:
    (folder / "tunemeld.db-wal").write_bytes(b"what was written last, and cannot be read here")
    path.chmod(0o444)
    folder.chmod(0o555)

    read, written = read_and_written(path)

    assert read == written
    assert "cannot be opened" in read


def test_another_database_is_not_taken_for_a_store_because_it_can_only_be_read(folder: Path) -> None:
    path = folder / "photographs.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE photographs (id)")
    other.close()
    path.chmod(0o444)
    folder.chmod(0o555)

    read, written = read_and_written(path)

    assert read == written
