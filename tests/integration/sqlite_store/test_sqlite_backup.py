"""A backup of the SQLite store: what is in it, where it is refused, and what a failure leaves behind."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.builders import a_draft, a_raw_playlist, a_report
from tests.integration.sqlite_store.other_processes import (
    SPAWN,
    a_chart_of,
    back_up_for_ever,
    names_in,
    publish_for_ever,
    published,
    started,
)

from tunemeld.adapters.stores.sqlite import SqliteStores
from tunemeld.application.errors import BackupRefused, StoreError
from tunemeld.application.ports.upkeep import Holdings


@pytest.fixture
def to(tmp_path: Path) -> Path:
    """Where a backup goes: a folder with nothing else in it."""
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder / "monday.db"


@pytest.fixture
def filled(stores: SqliteStores) -> SqliteStores:
    """A store with two charts, one list and one run."""
    stores.charts.publish(a_chart_of("A"))
    stores.charts.publish(a_chart_of("B"))
    stores.playlists.keep(a_raw_playlist())
    stores.runs.save(a_report())
    return stores


def refusal(stores: SqliteStores, to: Path, *, replace: bool = False) -> str:
    """The sentence with which a backup is refused or fails; one sentence it is."""
    with pytest.raises((BackupRefused, StoreError)) as refused:
        stores.upkeep.back_up(to, replace=replace)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_a_backup_holds_what_the_store_held_and_can_be_used_in_its_place(
    filled: SqliteStores, to: Path
) -> None:
    written = filled.upkeep.back_up(to, replace=False)
    filled.charts.publish(a_chart_of("C"))

    backup = SqliteStores(to)
    assert (written.size, written.holds) == (to.stat().st_size, Holdings(charts=2, lists=1, runs=1))
    assert backup.charts.current("country") == a_chart_of("B").as_publication(1).behind(
        a_chart_of("A").as_publication(1)
    )
    assert backup.runs.recent(9) == filled.runs.recent(9)
    backup.close()


def test_a_backup_is_one_file_that_can_be_read_where_nothing_can_be_written(
    filled: SqliteStores, to: Path
) -> None:
    filled.upkeep.back_up(to, replace=False)

    assert names_in(to.parent) == ["monday.db"]
    with sqlite3.connect(to) as backup:
        assert backup.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    backup.close()


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_a_backup_has_the_permissions_of_the_store(
    filled: SqliteStores, path: Path, to: Path, mode: int
) -> None:
    path.chmod(mode)

    filled.upkeep.back_up(to, replace=False)

    assert to.stat().st_mode & 0o777 == mode


def test_a_backup_while_others_publish_holds_whole_charts_up_to_one_moment(path: Path, to: Path) -> None:
    stores = SqliteStores(path)
    stores.charts.publish(a_draft())
    writers = [started(publish_for_ever, path, str(n)) for n in range(2)]
    backups: list[tuple[int, Path]] = []
    while len(backups) < 5:
        before = published(stores)
        while published(stores) < before + 10:
            assert all(writer.is_alive() for writer in writers)
        at = to.with_name(f"{len(backups)}.db")
        stores.upkeep.back_up(at, replace=False)
        backups.append((before, at))
    for writer in writers:
        writer.kill()
        writer.join()

    for before, at in backups:
        backup = SqliteStores(at)
        history = backup.charts.publications("country", "rapidapi")
        assert [each.seq for each in history] == list(range(1, len(history) + 1))
        assert len(history) >= before + 10
        assert all(backup.charts.snapshot(each.snapshot_id) for each in history)
        backup.close()
    stores.close()


def test_a_backup_that_is_killed_leaves_the_former_one_or_a_whole_new_one(path: Path, to: Path) -> None:
    stores = SqliteStores(path)
    for number in range(200):
        stores.charts.publish(a_chart_of(str(number)))
    stores.upkeep.back_up(to, replace=False)
    for attempt in range(3):
        count = SPAWN.Value("i", 0)
        process = started(back_up_for_ever, path, to, count)
        while count.value < 3 + attempt:
            assert process.is_alive(), "it ended before it was killed"
        process.kill()
        process.join()

        backup = SqliteStores(to)
        assert backup.upkeep.look().holds.charts == 200
        backup.close()
    stores.close()


def test_a_file_that_is_there_is_replaced_only_on_demand(filled: SqliteStores, to: Path) -> None:
    to.write_text("something dear")

    assert refusal(filled, to) == (f"{to} is there already: name another file, or replace it with --force")
    assert to.read_text() == "something dear"

    filled.upkeep.back_up(to, replace=True)

    assert SqliteStores(to).upkeep.look().holds.charts == 2


@pytest.mark.parametrize("replace", [False, True])
def test_what_is_no_plain_file_is_never_replaced(filled: SqliteStores, to: Path, *, replace: bool) -> None:
    (to.parent / "elsewhere.db").write_text("something dear")
    (to.parent / "folder").mkdir()
    os.mkfifo(to.parent / "pipe")
    (to.parent / "link").symlink_to(to.parent / "elsewhere.db")
    (to.parent / "link to nowhere").symlink_to(to.parent / "nowhere.db")

    for name in ("folder", "pipe", "link", "link to nowhere"):
        assert refusal(filled, to.parent / name, replace=replace) == (
            f"{to.parent / name} is there and is no plain file: name another one"
        )
    assert (to.parent / "elsewhere.db").read_text() == "something dear"
    assert not (to.parent / "nowhere.db").exists()


def _same(path: Path) -> Path:
    return path


def _spelt_otherwise(path: Path) -> Path:
    return path.parent / ".." / path.parent.name / path.name


def _linked(path: Path) -> Path:
    (path.parent / "link.db").symlink_to(path)
    return path.parent / "link.db"


def _hard_linked(path: Path) -> Path:
    (path.parent / "twin.db").hardlink_to(path)
    return path.parent / "twin.db"


def _write_ahead_log(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _journal_to_be(path: Path) -> Path:
    return path.with_name(f"{path.name}-journal")


@pytest.mark.parametrize(
    "way", [_same, _spelt_otherwise, _linked, _hard_linked, _write_ahead_log, _journal_to_be]
)
def test_the_store_itself_is_never_written_over(
    filled: SqliteStores, path: Path, way: Callable[[Path], Path]
) -> None:
    to = way(path)

    assert refusal(filled, to, replace=True) == f"{to} is the store itself: name another file"
    assert filled.upkeep.look().holds.charts == 2


def test_a_database_that_is_in_use_is_not_replaced(filled: SqliteStores, to: Path) -> None:
    other = SqliteStores(to)
    other.charts.publish(a_draft())

    assert refusal(filled, to, replace=True) == (
        f"{to}-wal belongs to a database that is in use or was not closed: name another file than {to}"
    )
    assert other.charts.current("country") == a_draft().as_publication(1)
    other.close()


def test_without_a_store_nothing_is_backed_up_and_none_is_made(
    stores: SqliteStores, path: Path, to: Path
) -> None:
    assert refusal(stores, to) == (
        f"There is no store at {path} to back up: see TUNEMELD_SQLITE_PATH, "
        "or make one with `tunemeld etl run`."
    )
    assert not path.parent.exists()
    assert not to.exists()


def test_a_damaged_store_gives_no_backup(filled: SqliteStores, path: Path, to: Path) -> None:
    filled.close()
    pages = path.read_bytes()
    path.write_bytes(pages[:8192] + b"\xff" * 4096 + pages[12288:])

    assert refusal(filled, to).startswith(f"The store {path} is damaged: put a backup in its place")
    assert names_in(to.parent) == []


def test_a_missing_folder_is_named(filled: SqliteStores, tmp_path: Path) -> None:
    to = tmp_path / "no such folder" / "monday.db"

    assert refusal(filled, to) == (
        f"{to} was not written (No such file or directory): name a file that can be."
    )
    assert not to.parent.exists()


@pytest.mark.parametrize(
    "name", ["a b%20?mode=memory#x.db", ":memory:", "-rf", "Señorita 夜.db", "two\nlines.db", "n" * 250]
)
def test_names_are_taken_as_they_are(
    filled: SqliteStores, to: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(to.parent)

    filled.upkeep.back_up(Path(name), replace=False)

    assert names_in(to.parent) == [name]
    assert refusal(filled, Path(name)).endswith("name another file, or replace it with --force")
