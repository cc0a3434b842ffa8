"""What cannot be done: one sentence that names the value and what to do, and a true exit code."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.integration.cli.conftest import Tunemeld
from tests.worlds import World

from tunemeld.domain.playlist import Outcome

CHART = ("aggregate", "--genre", "country")
PASSWORD = "correct-horse-battery"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("aggregate", "-g", "klezmer"), "genre 'klezmer'; known genres: country, dance, pop, rap"),
        (("etl", "run", "-g", "klezmer"), "genre 'klezmer'; known genres: country, dance, pop, rap"),
        (("explain", "QZTM42400001", "-g", "klezmer"), "genre 'klezmer'; known genres:"),
        ((*CHART, "--strategy", "borda"), "'borda' is not one of 'consensus', 'priority', 'tiers'"),
        ((*CHART, "--format", "xml"), "'xml' is not one of 'table', 'json', 'csv'"),
        ((*CHART, "--source", "napster"), "'napster' is not one of 'auto', 'rapidapi', 'open', 'sample'"),
        ((*CHART, "--limit", "0"), "0 is not in the range x>=1"),
        ((*CHART, "--limit", "ten"), "'ten' is not a valid integer range"),
        ((*CHART, "--min-sources", "0"), "0 is not in the range x>=1"),
        (("aggregate",), "Missing option '-g' / '--genre'"),
        (("etl", "run", "count"), "'count' is not one of 'extract', 'transform', 'aggregate', 'view_count'"),
        (("etl", "run", "--threads", "0"), "0 is not in the range 1<=x<=500"),
        (("--env", "nonsense", *CHART), "TUNEMELD_ENV='nonsense': expected 'development', 'production'"),
        (("--env", "nonsense", "config", "show"), "TUNEMELD_ENV='nonsense': expected 'development'"),
        (("--log-level", "loud", *CHART), "'loud' is not one of"),
        ((*CHART, "--source", "rapidapi"), "RAPIDAPI_KEY is not set"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_wrong_usage_names_the_value_and_what_is_right(
    tunemeld: Tunemeld, words: tuple[str, ...], said: str
) -> None:
    ran = tunemeld(*words)

    assert ran.code == 2
    assert said in ran.err
    assert ran.out == "" or words[-1] == "show"


def test_production_without_a_key_says_which_one(tunemeld: Tunemeld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TUNEMELD_NOW")

    ran = tunemeld("--env", "production", *CHART)

    assert (ran.code, ran.out) == (2, "")
    (sentence,) = ran.err.splitlines()
    assert "RAPIDAPI_KEY to be set in production, or TUNEMELD_SOURCE=open" in sentence


@pytest.mark.parametrize("settings", [{"TUNEMELD_STORAGE": "mongo"}, {}], ids=["asked for", "chosen"])
def test_a_mongodb_that_is_away_is_said_in_a_sentence_without_its_password(
    tunemeld: Tunemeld, settings: dict[str, str]
) -> None:
    ran = tunemeld(*CHART, MONGODB_URL=f"mongodb://anna:{PASSWORD}@127.0.0.1:1", **settings)

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.splitlines()[-1] == (
        "Error: The store tunemeld on MongoDB at 127.0.0.1:1 cannot be reached: "
        "start the server, or see MONGODB_URL."
    )
    assert PASSWORD not in ran.err


def _nothing(home: Path) -> Path:
    return home


def _text(home: Path) -> Path:
    (home / "notes.txt").write_text("no database" * 100)
    return home / "notes.txt"


def _below_a_file(home: Path) -> Path:
    return _text(home) / "tunemeld.db"


def _newer(home: Path) -> Path:
    with sqlite3.connect(home / "newer.db") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    return home / "newer.db"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (_nothing, "make sure that it is a file and no folder"),
        (_text, "is no SQLite database: move it away"),
        (_below_a_file, "cannot be made ("),
        (_newer, "has schema 99, this version knows"),
    ],
    ids=["a folder", "a text", "below a file", "of a newer version"],
)
@pytest.mark.parametrize("words", [CHART, (*CHART, "--offline"), ("etl", "status")], ids=" ".join)
def test_a_store_that_cannot_be_used_is_one_sentence_and_no_traceback(
    tunemeld: Tunemeld, home: Path, make: Callable[[Path], Path], said: str, words: tuple[str, ...]
) -> None:
    path = make(home)

    ran = tunemeld(*words, TUNEMELD_SQLITE_PATH=str(path))

    assert (ran.code, ran.out) == (1, "")
    (sentence,) = ran.err.splitlines()
    assert sentence.startswith("Error: ")
    assert str(path) in sentence
    assert said in sentence
    assert "TUNEMELD_SQLITE_PATH" in sentence


def test_sample_data_never_enters_a_store_with_real_data(tunemeld: Tunemeld, world: World) -> None:
    tunemeld("etl", "run")
    assert world.stores.playlists.fetches("country", "rapidapi")["Spotify"][0].outcome is Outcome.GOOD

    ran = tunemeld(*CHART, TUNEMELD_SOURCE="sample")

    assert (ran.code, ran.out) == (2, "")
    assert "the store holds real data (rapidapi)" in ran.err


def test_a_defect_is_told_without_a_traceback_and_logged_for_whoever_asks(
    tunemeld: Tunemeld, world: World
) -> None:
    world.catalogues["Spotify"].bodies["country"] = ZeroDivisionError("by nobody")

    quiet = tunemeld(*CHART)
    verbose = tunemeld("-v", *CHART)

    assert (quiet.code, verbose.code) == (1, 1)
    assert "Error: TuneMeld has a defect (ZeroDivisionError)" in quiet.err
    assert "Traceback" not in quiet.err
    assert "Traceback" in verbose.err
    assert quiet.out == verbose.out == ""
