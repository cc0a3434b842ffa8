"""`tunemeld events replay`: what it tells, what it changes, how it ends."""

import csv
import io
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.integration.cli.conftest import Tunemeld

RUN = ("etl", "run", "full", "--genre", "country")


@pytest.fixture
def two_weeks(tunemeld: Tunemeld, store: Path) -> Path:
    """A store with two charts of country."""
    for day in ("03", "10"):
        assert tunemeld(*RUN, TUNEMELD_NOW=f"2026-01-{day}T03:00:00Z").code == 0
    return store


def deleted(store: Path, *tables: str) -> None:
    """Delete all rows of these tables."""
    with closing(sqlite3.connect(store)) as connection, connection:
        for table in tables:
            connection.execute(f"DELETE FROM {table}")  # noqa: S608


def chart(tunemeld: Tunemeld) -> list[dict[str, str]]:
    """The chart, without the moments at which its tracks were first seen."""
    printed = tunemeld("aggregate", "--genre", "country", "--offline", "--format", "csv")
    return [{**row, "first_seen_at": ""} for row in csv.DictReader(io.StringIO(printed.out))]


def test_where_all_is_there_replaying_says_so(tunemeld: Tunemeld, two_weeks: Path) -> None:
    for words in (("--dry-run",), ()):
        told = tunemeld("events", "replay", "--genre", "country", *words)

        assert (told.code, told.err.count("Error")) == (0, 0)
        assert told.out == "country: 2 charts made of 6 fetches; equal to what is stored\n"


def test_what_is_lost_is_told_and_then_put_back(tunemeld: Tunemeld, two_weeks: Path) -> None:
    before = chart(tunemeld)
    deleted(two_weeks, "publications", "snapshots", "recordings", "recording_keys", "merges", "places")

    dry = tunemeld("events", "replay", "--genre", "country", "--dry-run")
    assert dry.code == 1
    assert dry.out == (
        "country: 2 charts made of 6 fetches; 2 charts lost, would be published again; "
        "2 snapshots lost, would be put back\n"
    )
    done = tunemeld("events", "replay", "--genre", "country")

    assert done.code == 0
    assert "2 charts lost, published again" in done.out
    assert chart(tunemeld) == before
    assert tunemeld("events", "replay", "--dry-run").code == 0


def test_a_genre_that_nobody_knows_is_one_sentence(tunemeld: Tunemeld, two_weeks: Path) -> None:
    refused = tunemeld("events", "replay", "--genre", "polka")

    assert (refused.code, refused.out) == (2, "")
    assert "Error: no playlists are configured for genre 'polka'" in refused.err
