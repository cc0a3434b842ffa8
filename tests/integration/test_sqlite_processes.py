"""What the SQLite store promises to several processes, and to one that is killed."""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from tests.builders import a_draft
from tests.integration.other_processes import (
    SPAWN,
    claim_in_new_files,
    finished,
    publish,
    publish_for_ever,
    read_and_write,
    started,
)

from tunemeld.adapters.stores.sqlite import SqliteStores
from tunemeld.application.errors import StoreError

PROCESSES = 4


def test_processes_that_publish_at_once_leave_no_gap(tmp_path: Path) -> None:
    path, start = tmp_path / "tunemeld.db", SPAWN.Barrier(PROCESSES)

    ended = finished([started(publish, path, start, str(n), 50) for n in range(PROCESSES)])

    stores = SqliteStores(path)
    history = stores.charts.publications("country", "rapidapi")
    assert ended == [0] * PROCESSES
    assert [each.seq for each in history] == list(range(1, PROCESSES * 50 + 1))
    assert len({each.snapshot_id for each in history}) == len(history)
    assert all(stores.charts.snapshot(each.snapshot_id) for each in history)
    stores.close()


def test_processes_that_make_the_same_file_at_once_all_succeed(tmp_path: Path) -> None:
    files, start = 25, SPAWN.Barrier(PROCESSES)
    folder = tmp_path / "made" / "by one of them"

    ended = finished([started(claim_in_new_files, folder, start, str(n), files) for n in range(PROCESSES)])

    names = [str(n) for n in range(PROCESSES)]
    assert ended == [0] * PROCESSES
    for number in range(files):
        stores = SqliteStores(folder / f"{number}.db")
        known = stores.recordings.identities(["the key", *names])
        stores.close()
        assert [known[name].id for name in names] == names
        assert known["the key"].id in names


def test_a_killed_process_leaves_whole_publications_only(tmp_path: Path) -> None:
    path = tmp_path / "tunemeld.db"
    stores = SqliteStores(path)
    for attempt in range(3):
        before = _published(stores)
        process = started(publish_for_ever, path, str(attempt))
        while _published(stores) < before + 20:
            assert process.is_alive(), "it ended before it was killed"
        process.kill()
        process.join()

        history = stores.charts.publications("country", "rapidapi")
        assert [each.seq for each in history] == list(range(1, len(history) + 1))
        for each in history:
            snapshot = stores.charts.snapshot(each.snapshot_id)
            assert snapshot is not None
            assert snapshot.id == each.snapshot_id
    stores.close()


def test_a_store_that_was_open_before_a_fork_is_refused_after_it(tmp_path: Path) -> None:
    stores = SqliteStores(tmp_path / "tunemeld.db")
    stores.charts.publish(a_draft())

    said = _in_a_fork(stores)

    assert said == (
        f"The store {tmp_path / 'tunemeld.db'} was opened before this process was forked: "
        "close it before the fork, or open it after."
    )
    assert _published(stores) == 1
    stores.close()


def test_a_store_that_was_closed_before_a_fork_may_be_used_after_it(tmp_path: Path) -> None:
    stores = SqliteStores(tmp_path / "tunemeld.db")
    stores.charts.publish(a_draft())
    stores.close()

    assert _in_a_fork(stores) == "1"


@pytest.fixture
def folder_of_others() -> Iterator[Path]:
    """A folder that a user who is not the superuser may use as far as its mode says."""
    with TemporaryDirectory(prefix="tunemeld-") as name:
        folder = Path(name) / "store"
        folder.mkdir()
        Path(name).chmod(0o755)
        yield folder
        folder.chmod(0o755)


@pytest.mark.parametrize("mode", [0o000, 0o444, 0o555])
def test_a_folder_that_may_not_be_written_is_named_with_its_remedy(folder_of_others: Path, mode: int) -> None:
    folder_of_others.chmod(mode)

    read, written = _as_another_user(folder_of_others / "tunemeld.db")

    assert read == written
    assert f"The store {folder_of_others}/tunemeld.db cannot be opened: " in read
    assert "may write to it and its folder, or name another file in TUNEMELD_SQLITE_PATH." in read


def test_a_folder_that_may_not_be_made_is_named_with_its_remedy(folder_of_others: Path) -> None:
    folder_of_others.chmod(0o555)

    read, written = _as_another_user(folder_of_others / "new" / "tunemeld.db")

    assert read == written
    assert read == (
        f"The folder of the store {folder_of_others}/new/tunemeld.db cannot be made (Permission denied): "
        "make it, or name another file in TUNEMELD_SQLITE_PATH."
    )


def test_a_file_that_may_not_be_written_can_be_read(folder_of_others: Path) -> None:
    path = folder_of_others / "tunemeld.db"
    stores = SqliteStores(path)
    stores.charts.publish(a_draft())
    stores.close()
    path.chmod(0o444)
    folder_of_others.chmod(0o777)

    read, written = _as_another_user(path)

    assert read == "done"
    assert written == (
        f"The store {path} is read-only: let this user write to it and its folder, "
        "or name another file in TUNEMELD_SQLITE_PATH."
    )


def _published(stores: SqliteStores) -> int:
    current = stores.charts.current("country")
    return current.seq if current else 0


def _in_a_fork(stores: SqliteStores) -> str:
    """What a forked child learns when it asks how much was published."""
    receiving, sending = os.pipe()
    child = os.fork()
    if not child:
        try:
            said = str(_published(stores))
        except StoreError as error:
            said = str(error)
        os.write(sending, said.encode())
        os._exit(0)
    os.waitpid(child, 0)
    os.close(sending)
    with os.fdopen(receiving) as answer:
        return answer.read()


def _as_another_user(path: Path) -> list[str]:
    said = SPAWN.Queue()
    process = started(read_and_write, path, said)
    answers: list[str] = said.get(timeout=60)
    assert finished([process]) == [0]
    return answers
