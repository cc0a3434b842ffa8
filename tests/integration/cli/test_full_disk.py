"""A run on a full disk: it fails in one sentence, the last chart can be read, and room mends all."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from tests.integration.cli.conftest import SOURCES, Ran, Tunemeld
from tests.timeless import timeless

CHART = ("aggregate", "-g", "country", "--format", "json")
NEXT_WEEK = "2024-06-29"
# None of its files may grow beyond so many bytes: what a full disk is to a process, on every machine. The
# files of Python itself are read only.
_LIMITED = f"""
import resource, sys
sys.dont_write_bytecode = True
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)), {resource.RLIM_INFINITY}))
from tunemeld.entrypoints.cli.main import main
main(sys.argv[1:])
"""
# No byte; enough for all lists and not for the chart.
LIMITS = (0, 130_000)


def with_room_for(limit: int, *words: str) -> Ran:
    """What a command gives a week later, when each of its files has room for so many bytes."""
    ran = subprocess.run(
        [sys.executable, "-c", _LIMITED, str(limit), *words],
        env={**os.environ, "PYTHONPATH": str(SOURCES), "TUNEMELD_NOW": NEXT_WEEK, "LOG_LEVEL": "CRITICAL"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return Ran(ran.returncode, ran.stdout, ran.stderr)


@pytest.mark.parametrize("limit", LIMITS)
def test_a_run_without_room_fails_and_the_last_chart_can_be_read_until_there_is_room(
    tunemeld: Tunemeld, store: Path, limit: int
) -> None:
    first = json.loads(tunemeld(*CHART).out)

    failed = with_room_for(limit, *CHART)
    read = with_room_for(limit, *CHART, "--offline")
    with_room = tunemeld(*CHART, TUNEMELD_NOW=NEXT_WEEK)

    assert (failed.code, failed.out) == (1, "")
    (sentence,) = failed.err.splitlines()
    assert sentence.startswith(f"Error: The store {store} cannot ")
    assert "the disk is full" in sentence or "whether a quota is used up" in sentence
    assert (read.code, json.loads(read.out)["snapshot_id"]) == (0, first["snapshot_id"])
    assert with_room.code == 0
    assert json.loads(with_room.out)["snapshot_id"] != first["snapshot_id"]


@pytest.mark.parametrize("limit", LIMITS)
def test_a_chart_after_a_run_without_room_equals_that_of_an_undisturbed_installation(
    tunemeld: Tunemeld, home: Path, limit: int
) -> None:
    undisturbed = str(home / "undisturbed.db")
    tunemeld(*CHART, TUNEMELD_SQLITE_PATH=undisturbed)
    wanted = tunemeld(*CHART, TUNEMELD_NOW=NEXT_WEEK, TUNEMELD_SQLITE_PATH=undisturbed)
    tunemeld(*CHART)

    with_room_for(limit, *CHART)

    found = tunemeld(*CHART, TUNEMELD_NOW=NEXT_WEEK)
    assert timeless(json.loads(found.out)["tracks"]) == timeless(json.loads(wanted.out)["tracks"])


def test_a_backup_without_room_fails_and_leaves_nothing(tunemeld: Tunemeld, home: Path) -> None:
    tunemeld(*CHART)
    before = sorted(home.rglob("*"))

    failed = with_room_for(100_000, "db", "backup", "monday.db")

    assert (failed.code, failed.out) == (1, "")
    (sentence,) = failed.err.splitlines()
    assert sentence.startswith("Error: monday.db was not written, the disk ")
    assert sorted(home.rglob("*")) == before


@pytest.mark.parametrize(
    ("limit", "said"),
    [(100_000, "before-restore"), (250_000, "The store ")],
    ids=["for what is kept", "for what is restored"],
)
def test_a_restore_without_room_fails_and_changes_nothing(
    tunemeld: Tunemeld, home: Path, limit: int, said: str
) -> None:
    larger = str(home / "larger.db")
    tunemeld("etl", "run", TUNEMELD_SQLITE_PATH=larger)
    first = json.loads(tunemeld(*CHART).out)

    failed = with_room_for(limit, "db", "restore", larger, "--yes")

    assert (failed.code, failed.out) == (1, "")
    (sentence,) = failed.err.splitlines()
    assert said in sentence
    assert json.loads(tunemeld(*CHART, "--offline").out)["snapshot_id"] == first["snapshot_id"]
    assert not list(home.rglob("*before-restore*"))


def test_a_store_on_a_full_disk_is_told_with_what_it_holds_and_why_it_cannot_be_used(
    tunemeld: Tunemeld,
) -> None:
    tunemeld(*CHART)

    told = with_room_for(0, "db", "test-connection", "--format", "json")

    assert told.code == 1
    found = json.loads(told.out)
    assert (found["charts"], found["writable"]) == (1, False)
    assert len(told.err.splitlines()) == 1
