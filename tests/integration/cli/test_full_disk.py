"""A run on a full disk: it fails in one sentence, the last chart can be read, and room mends all."""

import json
import resource
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.integration.cli.conftest import Ran, Tunemeld
from tests.timeless import timeless

CHART = ("aggregate", "-g", "country", "--format", "json")
NEXT_WEEK = "2024-06-29"
# No byte; enough for all lists and not for the chart.
LIMITS = (0, 130_000)


WithRoomFor = Callable[..., Ran]
"""Takes a number of bytes, and the words after `tunemeld`."""


@contextmanager
def _files_of_at_most(size: int) -> Iterator[None]:
    """No file of this process may grow beyond so many bytes: what a full disk is, on every machine."""
    before, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before, most))


@pytest.fixture
def with_room_for(tunemeld: Tunemeld, monkeypatch: pytest.MonkeyPatch) -> WithRoomFor:
    """What a command gives a week later, when each of its files has room for so many bytes."""
    # The files of Python itself are read only.
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def run(limit: int, *words: str) -> Ran:
        with _files_of_at_most(limit):
            return tunemeld(*words, TUNEMELD_NOW=NEXT_WEEK, LOG_LEVEL="CRITICAL")

    return run


@pytest.mark.parametrize("limit", LIMITS)
def test_a_run_without_room_fails_and_the_last_chart_can_be_read_until_there_is_room(
    tunemeld: Tunemeld, with_room_for: WithRoomFor, store: Path, limit: int
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
    tunemeld: Tunemeld, with_room_for: WithRoomFor, home: Path, limit: int
) -> None:
    undisturbed = str(home / "undisturbed.db")
    tunemeld(*CHART, TUNEMELD_SQLITE_PATH=undisturbed)
    wanted = tunemeld(*CHART, TUNEMELD_NOW=NEXT_WEEK, TUNEMELD_SQLITE_PATH=undisturbed)
    tunemeld(*CHART)

    with_room_for(limit, *CHART)

    found = tunemeld(*CHART, TUNEMELD_NOW=NEXT_WEEK)
    assert timeless(json.loads(found.out)["tracks"]) == timeless(json.loads(wanted.out)["tracks"])


def test_a_backup_without_room_fails_and_leaves_nothing(
    tunemeld: Tunemeld, with_room_for: WithRoomFor, home: Path
) -> None:
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
    tunemeld: Tunemeld, with_room_for: WithRoomFor, home: Path, limit: int, said: str
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
    tunemeld: Tunemeld, with_room_for: WithRoomFor
) -> None:
    tunemeld(*CHART)

    told = with_room_for(0, "db", "test-connection", "--format", "json")

    assert told.code == 1
    found = json.loads(told.out)
    assert (found["charts"], found["writable"]) == (1, False)
    assert len(told.err.splitlines()) == 1
