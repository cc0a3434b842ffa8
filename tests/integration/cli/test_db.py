"""`tunemeld db`: what is told of a store, a backup made and brought back, and what is refused."""

import json
import os
import pty
import sys
from pathlib import Path

import pytest
from tests.integration.cli.conftest import Ran, Tunemeld, ended, in_a_process
from tests.mongo_servers import fresh_database, standalone, user

PASSWORD = "correct-horse-battery"
CHART = ("aggregate", "-g", "pop", "--format", "json")


@pytest.fixture
def chart(tunemeld: Tunemeld) -> dict[str, object]:
    """The chart of a first run, which the store holds."""
    charted: dict[str, object] = json.loads(tunemeld(*CHART).out)
    return charted


def sentence(ran: Ran) -> str:
    """The one sentence that a command failed with."""
    assert ran.out == ""
    (said,) = ran.err.splitlines()
    assert said.startswith("Error: ")
    return said.removeprefix("Error: ")


def test_a_store_that_is_there_is_told_with_what_it_holds(
    tunemeld: Tunemeld, store: Path, chart: object
) -> None:
    told = tunemeld("db", "test-connection")

    assert (told.code, told.err) == (0, "")
    lines = dict(line.split(maxsplit=1) for line in told.out.splitlines())
    assert lines["Store"].startswith("SQLite 3.")
    assert (lines["Place"], lines["Schema"], lines["Writable"]) == (str(store), "4", "yes")
    assert lines["Holds"] == "1 chart, 3 lists, 1 run"


def test_a_store_is_told_to_programs(tunemeld: Tunemeld, store: Path, chart: object) -> None:
    told = tunemeld("db", "test-connection", "--format", "json")

    document = json.loads(told.out)
    assert (told.code, told.err) == (0, "")
    assert document.pop("latency_ms") >= 0
    assert document.pop("kind").startswith("SQLite 3.")
    assert document == {
        "place": str(store),
        "schema": 4,
        "exists": True,
        "writable": True,
        "charts": 1,
        "lists": 3,
        "runs": 1,
    }


def test_where_no_store_is_none_is_made_by_looking(tunemeld: Tunemeld, store: Path) -> None:
    told = tunemeld("db", "test-connection")
    document = json.loads(tunemeld("db", "test-connection", "--format", "json").out)

    assert (told.code, told.err) == (0, "")
    assert "not there yet; the first run makes it" in told.out
    assert (document["exists"], document["runs"]) == (False, 0)
    assert not store.parent.exists()


def test_an_empty_file_is_left_as_it_is_by_looking(tunemeld: Tunemeld, store: Path) -> None:
    store.parent.mkdir(parents=True)
    store.touch()

    assert "not there yet" in tunemeld("db", "test-connection").out
    assert store.stat().st_size == 0


def test_a_store_that_cannot_be_made_is_told_before_a_run_fails(tunemeld: Tunemeld, home: Path) -> None:
    (home / "notes.txt").write_text("")
    path = home / "notes.txt" / "deeper" / "tunemeld.db"

    said = sentence(tunemeld("db", "test-connection", TUNEMELD_SQLITE_PATH=str(path)))

    assert said.startswith(f"The folder of the store {path} cannot be made (Not a directory)")


def test_a_store_in_memory_is_told_to_keep_nothing(tunemeld: Tunemeld) -> None:
    told = tunemeld("db", "test-connection", TUNEMELD_STORAGE="memory")

    assert told.code == 0
    assert "keeps nothing when it ends" in told.out


@pytest.mark.parametrize("words", [("backup", "to.db"), ("restore", "from.db", "--yes")], ids=" ".join)
def test_a_store_in_memory_is_neither_backed_up_nor_restored(
    tunemeld: Tunemeld, home: Path, words: tuple[str, ...]
) -> None:
    ran = tunemeld("db", *words, TUNEMELD_STORAGE="memory")

    assert ran.code == 2
    said = sentence(ran)
    assert said.startswith("A store in memory ends with its process")
    assert said.endswith("set TUNEMELD_STORAGE=sqlite")
    assert list(home.iterdir()) == []


def test_a_store_in_mongodb_is_told_and_its_backups_left_to_its_tools_without_a_password(
    tunemeld: Tunemeld,
) -> None:
    with user(standalone(), "anna", PASSWORD) as address, fresh_database(standalone()) as name:
        settings = {"MONGODB_URL": address, "MONGODB_DATABASE": name}
        nothing = tunemeld("db", "test-connection", **settings)
        tunemeld(*CHART, **settings)
        told = tunemeld("db", "test-connection", **settings)
        backup = tunemeld("db", "backup", "to.gz", **settings)
        restore = tunemeld("db", "restore", "from.gz", **settings)

    assert (nothing.code, told.code, backup.code, restore.code) == (0, 0, 2, 2)
    assert "not there yet; the first run makes it" in nothing.out
    assert "1 chart, 3 lists, 1 run" in told.out
    assert sentence(backup).endswith(f"--db={name} --gzip --archive=to.gz")
    assert sentence(restore).endswith("--drop --gzip --archive=from.gz")
    assert all(PASSWORD not in ran.out + ran.err for ran in (nothing, told, backup, restore))


def test_a_server_that_is_away_is_one_sentence_without_a_password(tunemeld: Tunemeld) -> None:
    away = tunemeld("db", "test-connection", MONGODB_URL=f"mongodb://anna:{PASSWORD}@127.0.0.1:1/")

    assert away.code == 1
    assert "cannot be reached: start the server, or see MONGODB_URL" in sentence(away)
    assert PASSWORD not in away.err


def test_a_backup_is_a_store_that_shows_the_same_chart(
    tunemeld: Tunemeld, home: Path, chart: dict[str, object]
) -> None:
    made = tunemeld("db", "backup", "monday.db")

    size = (home / "monday.db").stat().st_size
    assert (made.code, made.err) == (0, "")
    assert made.out == f"Backed up to monday.db: {size:,} bytes, 1 chart, 3 lists, 1 run.\n"
    shown = tunemeld(*CHART, "--offline", TUNEMELD_SQLITE_PATH=str(home / "monday.db"))
    assert json.loads(shown.out) == chart


def test_a_backup_is_written_over_with_force_only(tunemeld: Tunemeld, home: Path, chart: object) -> None:
    tunemeld("db", "backup", "monday.db")
    before = (home / "monday.db").read_bytes()
    tunemeld(*CHART, TUNEMELD_NOW="2024-06-29")

    refused = tunemeld("db", "backup", "monday.db")
    assert refused.code == 2
    assert sentence(refused) == ("monday.db is there already: name another file, or replace it with --force")
    assert (home / "monday.db").read_bytes() == before

    forced = tunemeld("db", "backup", "monday.db", "--force")
    assert forced.code == 0
    assert "2 charts" in forced.out


def test_a_backup_of_nothing_fails_and_makes_nothing(tunemeld: Tunemeld, home: Path, store: Path) -> None:
    ran = tunemeld("db", "backup", "monday.db")

    assert ran.code == 1
    assert sentence(ran).startswith(f"There is no store at {store} to back up: see TUNEMELD_SQLITE_PATH")
    assert list(home.iterdir()) == []


def test_a_backup_into_a_folder_that_is_not_there_fails_and_makes_nothing(
    tunemeld: Tunemeld, home: Path, chart: object
) -> None:
    ran = tunemeld("db", "backup", "no-such-folder/monday.db")

    assert ran.code == 1
    assert sentence(ran) == (
        "no-such-folder/monday.db was not written (No such file or directory): name a file that can be."
    )
    assert not (home / "no-such-folder").exists()


def test_a_restored_store_shows_the_chart_of_the_backup_and_the_newer_one_is_kept(
    tunemeld: Tunemeld, store: Path, chart: dict[str, object]
) -> None:
    tunemeld("db", "backup", "monday.db")
    later = json.loads(tunemeld(*CHART, TUNEMELD_NOW="2024-06-29").out)

    restored = tunemeld("db", "restore", "monday.db", "--yes")

    (kept,) = (path for path in store.parent.iterdir() if path != store)
    assert (restored.code, restored.err) == (0, "")
    assert restored.out == (
        f"Restored from monday.db: 1 chart, 3 lists, 1 run.\nWhat was there before is kept as {kept}.\n"
    )
    assert kept.name.startswith("tunemeld-before-restore-20240622T0230")
    assert json.loads(tunemeld(*CHART, "--offline").out) == chart
    before = tunemeld(*CHART, "--offline", TUNEMELD_SQLITE_PATH=str(kept), TUNEMELD_NOW="2024-06-29")
    assert json.loads(before.out)["snapshot_id"] == later["snapshot_id"]


def test_a_store_moves_to_a_new_place_by_backup_and_restore(
    tunemeld: Tunemeld, home: Path, chart: dict[str, object]
) -> None:
    tunemeld("db", "backup", "monday.db")
    place = str(home / "new place" / "tunemeld.db")

    moved = tunemeld("db", "restore", "monday.db", "--yes", TUNEMELD_SQLITE_PATH=place)

    assert (moved.code, moved.out) == (0, "Restored from monday.db: 1 chart, 3 lists, 1 run.\n")
    assert json.loads(tunemeld(*CHART, "--offline", TUNEMELD_SQLITE_PATH=place).out) == chart


def test_what_is_no_backup_changes_nothing(
    tunemeld: Tunemeld, home: Path, store: Path, chart: object
) -> None:
    (home / "monday.db").write_text("no database" * 100)

    ran = tunemeld("db", "restore", "monday.db", "--yes")

    assert ran.code == 1
    assert sentence(ran) == (
        "The backup monday.db is no SQLite database: name a file that `tunemeld db backup` wrote."
    )
    assert json.loads(tunemeld(*CHART, "--offline").out) == chart
    assert list(store.parent.iterdir()) == [store]


def test_without_a_terminal_and_without_yes_nothing_is_restored(
    tunemeld: Tunemeld, chart: dict[str, object]
) -> None:
    tunemeld("db", "backup", "monday.db")
    tunemeld(*CHART, TUNEMELD_NOW="2024-06-29")

    ran = ended(in_a_process("db", "restore", "monday.db"))

    assert (ran.code, ran.out) == (2, "")
    assert "Error: restoring replaces all that the store holds: confirm it with --yes" in ran.err
    assert "2 charts" in tunemeld("db", "test-connection").out


@pytest.mark.usefixtures("chart")
def test_nobody_is_asked_about_a_backup_that_is_not_there(tunemeld: Tunemeld) -> None:
    ran = tunemeld("db", "restore", "mnday.db")

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("Error: The backup mnday.db cannot be read (No such file or directory)")
    assert "1 chart" in tunemeld("db", "test-connection").out


@pytest.mark.usefixtures("chart")
@pytest.mark.parametrize(("answer", "code", "charts"), [("y\n", 0, "1 chart"), ("\n", 1, "2 charts")])
def test_on_a_terminal_the_answer_decides(
    tunemeld: Tunemeld, monkeypatch: pytest.MonkeyPatch, answer: str, code: int, charts: str
) -> None:
    tunemeld("db", "backup", "monday.db")
    tunemeld(*CHART, TUNEMELD_NOW="2024-06-29")
    keyboard, terminal = pty.openpty()
    os.write(keyboard, answer.encode())

    with os.fdopen(terminal, encoding="utf-8") as typed:
        monkeypatch.setattr(sys, "stdin", typed)
        ran = tunemeld("db", "restore", "monday.db")
    os.close(keyboard)

    assert ran.code == code
    assert "Replace all that the store holds by monday.db? (It is kept beside the store.) [y/N]" in ran.err
    assert ("Nothing was changed." in ran.err) == (code == 1)
    assert charts in tunemeld("db", "test-connection").out
