"""Bringing a backup back: what is there then, what is kept, and what others see meanwhile."""

import os
import signal
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest
from tests.builders import A_SATURDAY, a_draft, a_report
from tests.integration.sqlite_store.other_processes import (
    a_chart_of,
    finished,
    names_in,
    publish_for_ever,
    published,
    restore,
    restore_and_die_half_way,
    started,
)

from tunemeld.adapters.stores.sqlite import SqliteStores, unwritable
from tunemeld.application.errors import BackupRefused, StoreError
from tunemeld.application.ports.upkeep import Holdings, Restored

OLD, NEW = Holdings(charts=2, runs=1), Holdings(charts=1)


@pytest.fixture
def backup(stores: SqliteStores, tmp_path: Path) -> Path:
    """A backup with one chart, of a store that has two and a run by now."""
    stores.charts.publish(a_chart_of("A"))
    to = tmp_path / "monday.db"
    stores.upkeep.back_up(to, replace=False)
    stores.charts.publish(a_chart_of("B"))
    stores.runs.save(a_report())
    return to


def held(path: Path) -> Holdings:
    """What a store holds for whoever opens it now."""
    stores = SqliteStores(path)
    holds = stores.upkeep.look().holds
    stores.close()
    return holds


def refusal(stores: SqliteStores, source: Path) -> str:
    """The sentence with which bringing back fails; one sentence it is."""
    with pytest.raises((BackupRefused, StoreError)) as refused:
        stores.upkeep.restore(source, at=A_SATURDAY)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def kept(path: Path) -> Path:
    """Where the content of before a restore on A_SATURDAY is kept."""
    return path.with_name("tunemeld-before-restore-20240622T023000Z.db")


def test_a_restored_store_holds_what_the_backup_holds(stores: SqliteStores, backup: Path) -> None:
    restored = stores.upkeep.restore(backup, at=A_SATURDAY)

    assert restored.holds == NEW
    assert stores.charts.current("country") == a_chart_of("A").as_publication(1)
    assert stores.runs.recent(9) == ()
    assert stores.charts.publish(a_chart_of("C")) == a_chart_of("C").as_publication(1).behind(
        a_chart_of("A").as_publication(1)
    )


def test_what_was_there_is_kept_and_can_be_brought_back(
    stores: SqliteStores, path: Path, backup: Path
) -> None:
    path.chmod(0o640)

    restored = stores.upkeep.restore(backup, at=A_SATURDAY)

    assert restored.kept == kept(path)
    assert kept(path).stat().st_mode & 0o777 == 0o640
    assert held(kept(path)) == OLD
    assert stores.upkeep.restore(kept(path), at=datetime(2024, 6, 23, tzinfo=UTC)).holds == OLD
    assert held(path) == OLD


def test_what_was_kept_before_is_never_written_over(stores: SqliteStores, path: Path, backup: Path) -> None:
    stores.upkeep.restore(backup, at=A_SATURDAY)
    again = stores.upkeep.restore(backup, at=A_SATURDAY)

    assert again.kept == path.with_name("tunemeld-before-restore-20240622T023000Z-1.db")
    assert (held(kept(path)), held(again.kept)) == (OLD, NEW)


def test_where_no_store_is_one_is_made(
    stores: SqliteStores, path: Path, backup: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "new" / "folder" / "tunemeld.db"

    restored = SqliteStores(elsewhere).upkeep.restore(backup, at=A_SATURDAY)

    assert restored == Restored(NEW, None)
    assert held(elsewhere) == NEW
    assert names_in(elsewhere.parent) == ["tunemeld.db"]


def test_a_store_that_is_a_link_stays_one(tmp_path: Path, backup: Path) -> None:
    link, real = tmp_path / "link.db", tmp_path / "real.db"
    link.symlink_to(real)
    stores = SqliteStores(link)

    assert stores.upkeep.restore(backup, at=A_SATURDAY).kept is None
    assert stores.upkeep.restore(backup, at=A_SATURDAY).kept == tmp_path / (
        "link-before-restore-20240622T023000Z.db"
    )
    assert link.is_symlink()
    assert held(real) == NEW


def test_an_empty_file_is_no_store_that_would_be_kept(tmp_path: Path, backup: Path) -> None:
    path = tmp_path / "tunemeld.db"
    path.touch()

    assert SqliteStores(path).upkeep.restore(backup, at=A_SATURDAY) == Restored(NEW, None)
    assert held(path) == NEW


def test_a_damaged_store_is_replaced_and_kept_as_it_is(
    stores: SqliteStores, path: Path, backup: Path
) -> None:
    stores.close()
    pages = path.read_bytes()
    sound = (pages.rindex(b"CREATE") // 4096 + 1) * 4096  # which tables there are is told before that
    assert sound < len(pages)
    path.write_bytes(pages[:sound] + b"\xff" * (len(pages) - sound))

    restored = stores.upkeep.restore(backup, at=A_SATURDAY)

    assert held(path) == NEW
    assert restored.kept
    assert restored.kept.read_bytes()[sound:] == b"\xff" * (len(pages) - sound)


def test_what_cannot_even_be_kept_is_left_to_be_moved_away(
    stores: SqliteStores, path: Path, backup: Path
) -> None:
    stores.close()
    path.write_bytes(b"\xff" * 8192)

    assert refusal(stores, backup) == (
        f"The store {path} cannot be read, and thus not be kept: "
        "end what uses it, move it away, and restore again."
    )
    assert path.read_bytes() == b"\xff" * 8192


def test_pages_of_another_size_are_left_to_be_moved_away(tmp_path: Path, backup: Path) -> None:
    path = tmp_path / "tunemeld.db"
    with sqlite3.connect(path, isolation_level=None) as connection:
        connection.execute("PRAGMA page_size = 8192")
        connection.execute("VACUUM")
    connection.close()
    stores = SqliteStores(path)
    stores.charts.publish(a_draft())
    stores.close()

    assert refusal(stores, backup) == (
        f"The store {path} has pages of 8192 bytes, the backup of 4096: "
        "end what uses it, move it away, and restore again."
    )
    assert held(path) == Holdings(charts=1)
    path.unlink()
    assert stores.upkeep.restore(backup, at=A_SATURDAY) == Restored(NEW, None)


def test_a_database_of_another_program_is_never_replaced(tmp_path: Path, backup: Path) -> None:
    path = tmp_path / "photographs.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE photographs (id)")
    other.close()
    before = path.read_bytes()

    assert refusal(SqliteStores(path), backup) == (
        f"The store {path} is a database of another program: name another file in TUNEMELD_SQLITE_PATH."
    )
    assert path.read_bytes() == before


def _text(path: Path) -> str:
    path.write_text("<!doctype html>" * 100)
    return "is no SQLite database: name a file that `tunemeld db backup` wrote."


def _nothing(path: Path) -> str:
    path.unlink()
    return "cannot be read (No such file or directory): name a file that can be."


def _empty(path: Path) -> str:
    path.write_bytes(b"")
    return "holds no TuneMeld store: name a file that `tunemeld db backup` wrote."


def _cut_off(path: Path) -> str:
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return "is damaged: take another backup."


def _overwritten(path: Path) -> str:
    with sqlite3.connect(path) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'lookups'").fetchone()
    connection.close()
    whole = path.read_bytes()
    path.write_bytes(whole[: (page - 1) * 4096] + b"\xff" * 4096 + whole[page * 4096 :])
    return "is damaged: take another backup."


def _folder(path: Path) -> str:
    path.unlink()
    path.mkdir()
    return "is no file: name one that `tunemeld db backup` wrote."


def _pipe(path: Path) -> str:
    path.unlink()
    os.mkfifo(path)
    return "is no file: name one that `tunemeld db backup` wrote."


def _newer(path: Path) -> str:
    _changed(path, "PRAGMA user_version = 7")
    return "has schema 7, this version knows 4 at most: upgrade TuneMeld."


def _lacking(path: Path) -> str:
    _changed(path, "DROP TABLE lookups")
    return "holds no TuneMeld store: name a file that `tunemeld db backup` wrote."


def _of_others(path: Path) -> str:
    _changed(path, "PRAGMA user_version = 0")
    return "holds no TuneMeld store: name a file that `tunemeld db backup` wrote."


def _changed(path: Path, statement: str) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute(statement)
    connection.close()


@pytest.mark.parametrize(
    "spoil",
    [_text, _nothing, _empty, _cut_off, _overwritten, _folder, _pipe, _newer, _lacking, _of_others],
    ids=lambda spoil: spoil.__name__.strip("_"),
)
def test_what_is_no_whole_backup_changes_nothing(
    stores: SqliteStores, path: Path, backup: Path, spoil: Callable[[Path], str]
) -> None:
    said = spoil(backup)

    assert refusal(stores, backup) == f"The backup {backup} {said}"
    assert held(path) == OLD
    assert not kept(path).exists()


def test_the_store_is_no_backup_of_itself(stores: SqliteStores, path: Path, backup: Path) -> None:
    link = path.with_name("link.db")
    link.symlink_to(path)

    assert refusal(stores, link) == f"{link} is the store itself: name another file"


def test_a_backup_that_was_copied_while_in_use_is_read_with_its_newest_part(
    stores: SqliteStores, path: Path, backup: Path, tmp_path: Path
) -> None:
    other = SqliteStores(tmp_path / "other.db")
    for title in "CDE":
        other.charts.publish(a_chart_of(title))

    assert stores.upkeep.restore(tmp_path / "other.db", at=A_SATURDAY).holds == Holdings(charts=3)
    other.close()


def test_of_a_store_that_is_in_use_one_moment_is_brought_back(path: Path, tmp_path: Path) -> None:
    source = SqliteStores(tmp_path / "in use.db")
    writer = started(publish_for_ever, tmp_path / "in use.db", "writer")
    for attempt in range(3):
        while published(source) < 50 * (attempt + 1):
            assert writer.is_alive()
        stores = SqliteStores(tmp_path / f"{attempt}.db")
        stores.charts.publish(a_draft())

        restored = stores.upkeep.restore(tmp_path / "in use.db", at=A_SATURDAY)

        history = stores.charts.publications("country", "rapidapi")
        assert [each.seq for each in history] == list(range(1, restored.holds.charts + 1))
        assert all(stores.charts.snapshot(each.snapshot_id) for each in history)
        stores.close()
    writer.kill()
    writer.join()
    source.close()


def test_a_reader_sees_the_old_content_until_it_asks_again(
    stores: SqliteStores, path: Path, backup: Path
) -> None:
    other = SqliteStores(path)

    with other._database.reading() as reading:
        before = reading.execute("SELECT count(*) FROM publications").fetchone()
        stores.upkeep.restore(backup, at=A_SATURDAY)
        after = reading.execute("SELECT count(*) FROM publications").fetchone()

    assert before == after == (2,)
    assert other.charts.current("country") == a_chart_of("A").as_publication(1)
    other.close()


def test_readers_never_see_a_mixture(stores: SqliteStores, path: Path, backup: Path) -> None:
    reader = SqliteStores(path)
    seen = set()
    works = [started(restore, path, backup)]
    while works[0].is_alive():
        seen.add(reader.upkeep._held())
    reader.close()

    assert finished(works) == [0]
    assert seen <= {OLD, NEW}
    assert held(path) == NEW


def test_a_writer_that_is_busy_for_too_long_ends_the_attempt_and_nothing_is_changed(
    stores: SqliteStores, path: Path, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unwritable, "BUSY_SECONDS", 0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    assert "was locked by another process for" in refusal(stores, backup)
    other.execute("ROLLBACK")
    other.close()
    assert held(path) == OLD
    assert not kept(path).exists()


def test_a_writer_that_is_busy_for_a_moment_is_waited_for(
    stores: SqliteStores, path: Path, backup: Path
) -> None:
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    work = Thread(target=stores.upkeep.restore, args=(backup,), kwargs={"at": A_SATURDAY})

    work.start()
    other.execute("COMMIT")
    work.join(timeout=60)

    assert held(path) == NEW
    other.close()


def test_a_restore_that_is_killed_half_way_leaves_the_old_content(
    stores: SqliteStores, path: Path, backup: Path
) -> None:
    stores.close()

    assert finished([started(restore_and_die_half_way, path, backup)]) == [-signal.SIGKILL]

    assert held(path) == held(kept(path)) == OLD
    assert held(path) == OLD
    assert SqliteStores(path).upkeep.restore(backup, at=A_SATURDAY).holds == NEW


def test_a_restore_that_is_killed_anywhere_leaves_the_old_content_or_the_new_one(
    stores: SqliteStores, path: Path, tmp_path: Path
) -> None:
    for number in range(300):
        stores.charts.publish(a_chart_of(str(number)))
    large = tmp_path / "large.db"
    stores.upkeep.back_up(large, replace=False)
    stores.close()
    for attempt in range(4):
        small = tmp_path / f"{attempt}" / "tunemeld.db"
        one = SqliteStores(small)
        one.charts.publish(a_draft())
        one.close()
        process = started(restore, small, large)
        while not kept(small).exists():  # from then on the pages are replaced
            assert process.is_alive() or kept(small).exists(), "it failed"
        process.kill()
        process.join()

        opened = SqliteStores(small)
        charts = opened.charts.publications("country", "rapidapi")
        assert len(charts) in {1, 300}
        assert all(opened.charts.snapshot(each.snapshot_id) for each in charts)
        assert opened.charts.publish(a_chart_of("next")) is not None
        opened.close()
        assert held(kept(small)) == Holdings(charts=1)
