"""A SQLite file of the first schema: brought up when it is used, and readable where it cannot be."""

import os
import signal
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.queues import Queue
from pathlib import Path
from typing import Any, cast

import pytest
from tests.builders import A_SATURDAY, a_fetch
from tests.integration.sqlite_store.earlier_schema import FIRST_TABLES, make_store_of_schema_1, schema_of
from tests.integration.sqlite_store.other_processes import (
    SPAWN,
    a_chart_of,
    append_in_files,
    finished,
    names_in,
    published,
    started,
    tell_all,
    tell_all_without_room,
)
from tests.readings import a_batch, a_reading

from tunemeld.adapters.stores.sqlite import SqliteStores, schema
from tunemeld.application.errors import StoreError

NOTHING_MORE = ["readings {}", "videos {}", "spent 0", "noted ()"]


@pytest.fixture
def path(folder: Path) -> Path:
    """A store of schema 1 with a chart of country, closed."""
    return make_store_of_schema_1(folder / "tunemeld.db", _fill)


def _fill(stores: SqliteStores) -> None:
    stores.charts.publish(a_chart_of("A"))
    stores.playlists.record([a_fetch()])


def told(path: Path, tell: "Callable[[Path, Queue[list[str]]], None]") -> list[str]:
    """What a process that cannot write reads of each store."""
    said = SPAWN.Queue()
    process = started(tell, path, said)
    answers: list[str] = said.get(timeout=60)
    assert finished([process]) == [0]
    return answers


def test_a_store_of_the_first_schema_keeps_what_it_holds_and_takes_readings(path: Path) -> None:
    stores = SqliteStores(path)
    before = stores.changes.marks()

    stores.readings.append(a_batch(a_reading()))

    assert stores.charts.current("country") == a_chart_of("A").as_publication(1)
    assert stores.readings.series(["r1"], A_SATURDAY.date()).keys() == {"r1"}
    assert stores.changes.marks()["country"] != before["country"]
    stores.close()


def test_a_store_that_was_brought_up_is_made_like_a_new_one(path: Path, folder: Path) -> None:
    for each in (path, folder / "new.db"):
        stores = SqliteStores(each)
        stores.upkeep.prepare()
        assert stores.upkeep.look().schema == schema.SCHEMA_VERSION
        stores.close()

    assert schema_of(path) == schema_of(folder / "new.db")


def test_processes_that_bring_up_a_store_at_once_all_succeed(tmp_path: Path) -> None:
    processes, files = 2, 5
    names = [f"process {n}" for n in range(processes)]
    for number in range(files):
        make_store_of_schema_1(tmp_path / f"{number}.db", _fill)
    start = SPAWN.Barrier(processes)

    ended = finished([started(append_in_files, tmp_path, start, name, files) for name in names])

    assert ended == [0] * processes
    for number in range(files):
        stores = SqliteStores(tmp_path / f"{number}.db")
        assert published(stores) == 1
        assert list(stores.readings.series(names, A_SATURDAY.date())) == names
        stores.close()


@pytest.mark.parametrize("made", [0, 1, 5])
def test_whoever_is_killed_while_bringing_up_leaves_the_first_schema(path: Path, made: int) -> None:
    before = schema_of(path)
    child = os.fork()
    if not child:
        schema._ADDED[2] = cast("Any", _until_killed(schema._ADDED[2][:made]))
        SqliteStores(path).charts.current("country")
        os._exit(1)
    _, status = os.waitpid(child, 0)

    assert os.WTERMSIG(status) == signal.SIGKILL
    assert schema_of(path) == before
    stores = SqliteStores(path)
    stores.readings.append(a_batch(a_reading()))
    assert published(stores) == 1
    stores.close()


def _until_killed(statements: Sequence[str]) -> Iterator[str]:
    """The statements that a process still carries out."""
    yield from statements
    os.kill(os.getpid(), signal.SIGKILL)


def test_on_a_full_disk_the_charts_of_the_first_schema_can_be_read(path: Path) -> None:
    chart, version, marks, *more = told(path, tell_all_without_room)

    assert (chart, version, marks) == ("chart 1", "schema 1", "marks of ['country']")
    assert more == NOTHING_MORE
    assert schema_of(path)[0] == 1


def test_in_a_read_only_folder_the_charts_of_the_first_schema_can_be_read(path: Path, folder: Path) -> None:
    path.chmod(0o444)
    folder.chmod(0o555)

    chart, version, marks, *more = told(path, tell_all)

    assert (chart, version, marks) == ("chart 1", "schema 1", "marks of ['country']")
    assert more == NOTHING_MORE


def test_of_a_read_only_file_of_the_first_schema_that_is_in_use_the_charts_can_be_read(
    path: Path, folder: Path
) -> None:
    user = sqlite3.connect(path)
    user.execute("DELETE FROM runs WHERE 0")
    user.commit()
    path.chmod(0o444)
    folder.chmod(0o777)

    chart, version, *_, noted = told(path, tell_all)

    assert (chart, version, noted) == ("chart 1", "schema 1", NOTHING_MORE[-1])
    user.close()


def test_a_database_of_another_program_with_the_same_number_is_left_alone(folder: Path) -> None:
    path = folder / "photographs.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE photographs (id)")
        other.execute("PRAGMA user_version = 1")
    other.close()
    before = path.read_bytes()

    with pytest.raises(StoreError, match="is a database of another program"):
        SqliteStores(path).charts.current("country")

    assert path.read_bytes() == before


def test_a_backup_of_the_first_schema_can_be_restored_and_stays_as_it_is(path: Path, tmp_path: Path) -> None:
    backup, before = path, path.read_bytes()
    stores = SqliteStores(tmp_path / "store.db")

    restored = stores.upkeep.restore(backup, at=A_SATURDAY)

    assert (restored.holds.charts, restored.kept) == (1, None)
    assert published(stores) == 1
    stores.readings.append(a_batch(a_reading()))
    stores.close()
    assert backup.read_bytes() == before
    assert schema_of(tmp_path / "store.db")[0] == schema.SCHEMA_VERSION


def test_whoever_has_the_store_open_goes_on_when_a_backup_of_the_first_schema_is_restored(
    path: Path, tmp_path: Path
) -> None:
    reader, stores = (SqliteStores(tmp_path / "store.db") for _ in range(2))
    for title in ("B", "C"):
        stores.charts.publish(a_chart_of(title))
    reader.readings.append(a_batch(a_reading()))

    stores.upkeep.restore(path, at=A_SATURDAY)

    for each in (reader, stores):
        assert published(each) == 1
        assert each.readings.series(["r1"], A_SATURDAY.date()) == {}
        each.readings.append(a_batch(a_reading("r2")))
        each.close()


def test_a_store_of_the_first_schema_is_replaced_by_a_backup_and_kept(path: Path, tmp_path: Path) -> None:
    stores = SqliteStores(tmp_path / "other.db")
    for title in ("B", "C"):
        stores.charts.publish(a_chart_of(title))
    stores.upkeep.back_up(tmp_path / "backup.db", replace=False)
    stores.close()

    stores = SqliteStores(path)
    kept = stores.upkeep.restore(tmp_path / "backup.db", at=A_SATURDAY).kept

    assert published(stores) == 2
    assert kept is not None
    assert {name for name, _ in schema_of(kept)[1]} >= FIRST_TABLES
    stores.upkeep.restore(kept, at=A_SATURDAY)
    assert published(stores) == 1
    stores.close()


def test_a_backup_of_the_first_schema_that_was_copied_while_in_use_is_read_with_its_newest_part(
    path: Path, tmp_path: Path
) -> None:
    user = sqlite3.connect(path)
    user.execute("INSERT INTO cool_downs VALUES ('youtube', '2024-06-23T02:30:00.000000+00:00')")
    user.commit()
    for name in names_in(path.parent):
        if not name.endswith("-shm"):
            (tmp_path / name).write_bytes((path.parent / name).read_bytes())
    user.close()
    stores = SqliteStores(tmp_path / "store.db")

    stores.upkeep.restore(tmp_path / path.name, at=A_SATURDAY)

    assert published(stores) == 1
    assert stores.cool_downs.cooling_until("youtube") is not None
    stores.close()
