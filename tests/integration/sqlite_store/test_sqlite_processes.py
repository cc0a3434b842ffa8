"""What the SQLite store promises to several processes, and to one that is killed."""

import os
from pathlib import Path

from tests.builders import a_draft
from tests.integration.sqlite_store.other_processes import (
    SPAWN,
    claim_in_new_files,
    finished,
    publish,
    publish_for_ever,
    published,
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
        before = published(stores)
        process = started(publish_for_ever, path, str(attempt))
        while published(stores) < before + 20:
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
    assert published(stores) == 1
    stores.close()


def test_a_store_that_was_closed_before_a_fork_may_be_used_after_it(tmp_path: Path) -> None:
    stores = SqliteStores(tmp_path / "tunemeld.db")
    stores.charts.publish(a_draft())
    stores.close()

    assert _in_a_fork(stores) == "1"


def _in_a_fork(stores: SqliteStores) -> str:
    """What a forked child learns when it asks how much was published."""
    receiving, sending = os.pipe()
    child = os.fork()
    if not child:
        try:
            said = str(published(stores))
        except StoreError as error:
            said = str(error)
        os.write(sending, said.encode())
        os._exit(0)
    os.waitpid(child, 0)
    os.close(sending)
    with os.fdopen(receiving) as answer:
        return answer.read()
