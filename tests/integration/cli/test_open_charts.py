"""Public charts at the command line: for somebody without a key, and for somebody without a network."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from tests.integration.cli.conftest import Tunemeld
from tests.integration.services import DEEZER, ITUNES, serve
from tests.payloads import (
    deezer_page,
    deezer_track,
    itunes_entry,
    itunes_feed,
    itunes_lookup,
    itunes_song,
)

from tunemeld.container import Container
from tunemeld.entrypoints.cli.session import give_up_early
from tunemeld.settings import load_settings

CHART = ("aggregate", "--genre", "country", "--source", "open")
NO_EDITORS = "charts of popularity and sales: what is played and bought most, and no editors' playlists"


@pytest.fixture
def charts(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> HTTPServer:
    """Deezer and iTunes, whose country charts share their first song and nothing else."""
    other = {"title": "Nine Miles of Nothing", "artist": {"name": "Odd Harbour"}}
    serve(httpserver, DEEZER.path, deezer_page([deezer_track(1), deezer_track(2, **other)]))
    feed = itunes_feed([itunes_entry(1), itunes_entry(2, **ITUNES.titled("Gravel Lullaby"))])
    serve(httpserver, ITUNES.path, feed)
    serve(httpserver, "/v/lookup", itunes_lookup([itunes_song(1), itunes_song(2)]))
    _live_at(monkeypatch, httpserver.url_for("/v"))
    return httpserver


def _live_at(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("DEEZER_API_URL", address)
    monkeypatch.setenv("ITUNES_API_URL", address)
    monkeypatch.setenv("RATE_LIMITS", "deezer=1000,itunes=1000")
    monkeypatch.setenv("ETL_RETRY_DELAY", "0")


@pytest.mark.usefixtures("charts")
def test_without_a_key_a_chart_of_real_songs_is_printed_with_what_it_is(tunemeld: Tunemeld) -> None:
    ran = tunemeld(*CHART)

    assert ran.code == 0
    head, *lines = ran.out.splitlines()
    assert head == "Country: what is popular on several services"
    assert sum("Tailgate Sunrise" in line for line in lines) == 1
    assert f"Note: {NO_EDITORS}" in lines
    assert "editors agree" not in ran.out
    assert "the lists of Spotify" not in ran.out


@pytest.mark.usefixtures("charts")
def test_all_that_is_on_any_chart_is_no_editors_choice_either(tunemeld: Tunemeld) -> None:
    ran = tunemeld(*CHART, "--min-sources", "1")

    assert ran.out.splitlines()[0] == "Country: what is popular on the services"
    assert "3 places" in ran.out


def test_a_genre_costs_two_lists_and_one_lookup(tunemeld: Tunemeld, charts: HTTPServer) -> None:
    tunemeld(*CHART)

    assert sorted(request.path for request, _ in charts.log) == sorted(
        [DEEZER.path, ITUNES.path, "/v/lookup"]
    )


@pytest.mark.usefixtures("charts")
def test_programs_are_told_as_well(tunemeld: Tunemeld) -> None:
    as_json, as_csv = (tunemeld(*CHART, "--format", form) for form in ("json", "csv"))

    chart = json.loads(as_json.out)
    (row,) = csv.DictReader(StringIO(as_csv.out))
    assert chart["note"] == NO_EDITORS
    assert set(chart["sources"]) == {"Deezer", "AppleMusic"}
    assert chart["complete"] is True
    assert chart["tracks"][0]["additional_sources"]["Deezer"] == "https://www.deezer.com/track/2900000001"
    assert row["track_name"] == chart["tracks"][0]["track_name"]
    assert NO_EDITORS in as_json.err
    assert NO_EDITORS in as_csv.err


@pytest.mark.usefixtures("charts")
@pytest.mark.parametrize("source", ["sample", "open"])
def test_commands_that_read_the_stored_chart_say_what_it_is(tunemeld: Tunemeld, source: str) -> None:
    chart = json.loads(tunemeld(*CHART, "--format", "json").out)

    told = [
        tunemeld(*words, TUNEMELD_SOURCE=source)
        for words in (
            ("aggregate", "-g", "country", "--offline"),
            ("movers", "-g", "country"),
            ("trending", "-g", "country"),
            ("explain", chart["tracks"][0]["id"], "-g", "country"),
            ("history", chart["tracks"][0]["id"], "-g", "country"),
        )
    ]

    assert [ran.code for ran in told] == [0, 0, 0, 0, 0]
    assert [NO_EDITORS in " ".join((ran.out + ran.err).split()) for ran in told] == [True] * 5


@pytest.mark.usefixtures("charts")
def test_a_run_over_public_charts_says_what_they_are(tunemeld: Tunemeld) -> None:
    ran = tunemeld("etl", "run", "-g", "country", TUNEMELD_SOURCE="open")

    assert ran.code == 0
    assert f"Note: {NO_EDITORS}" in ran.out


def test_a_file_of_charts_that_cannot_be_used_is_found_before_a_run(tunemeld: Tunemeld, home: Path) -> None:
    (home / "mine.toml").write_text("Napster = { soul = 84 }\n", "utf-8")

    told = [
        tunemeld(*words, TUNEMELD_CHARTS_FILE=str(home / "mine.toml"))
        for words in (("config", "validate"), ("etl", "validate"), CHART)
    ]

    assert [ran.code for ran in told] == [2, 1, 2]
    assert ["Napster: name each service once" in " ".join((ran.out + ran.err).split()) for ran in told] == (
        [True] * 3
    )


@pytest.mark.usefixtures("charts")
def test_the_sample_is_refused_beside_real_charts_and_says_what_to_do(tunemeld: Tunemeld) -> None:
    tunemeld(*CHART)

    ran = tunemeld("aggregate", "--genre", "country")

    assert (ran.code, ran.out) == (2, "")
    assert "the store holds real data (open)" in ran.err
    assert "TUNEMELD_SOURCE=open" in ran.err


@pytest.mark.usefixtures("charts")
def test_other_genres_are_read_from_a_file(tunemeld: Tunemeld, home: Path) -> None:
    (home / "mine.toml").write_text("Deezer = { soul = 84 }\nAppleMusic = { soul = 6 }\n", "utf-8")

    ran = tunemeld(
        "aggregate", "-g", "soul", "--source", "open", TUNEMELD_CHARTS_FILE=str(home / "mine.toml")
    )

    assert ran.code == 0
    assert ran.out.startswith("Soul: what is popular")


def test_the_sample_says_how_to_see_real_charts_without_a_key(tunemeld: Tunemeld) -> None:
    ran = tunemeld("aggregate", "--genre", "country")

    note = ran.out.partition("Note: sample catalogue: ")[2]
    assert "see today's public charts by --source open" in " ".join(note.split())


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://127.0.0.1:9", "Connection refused"),
        ("https://nobody.invalid", "could not be reached"),
    ],
)
def test_without_a_network_that_is_said_in_a_sentence(
    tunemeld: Tunemeld, monkeypatch: pytest.MonkeyPatch, address: str, why: str
) -> None:
    _live_at(monkeypatch, address)
    monkeypatch.setenv("LOG_LEVEL", "ERROR")

    ran = tunemeld(*CHART)

    assert (ran.code, ran.out) == (1, "")
    (sentence,) = ran.err.splitlines()
    assert sentence.startswith("Error: nothing is published for country: ")
    assert why in sentence


def test_a_page_that_asks_for_a_login_is_said_to_be_one(
    tunemeld: Tunemeld, monkeypatch: pytest.MonkeyPatch, httpserver: HTTPServer
) -> None:
    for path in (DEEZER.path, ITUNES.path):
        serve(httpserver, path, "<html><title>Welcome to the hotel</title></html>")
    _live_at(monkeypatch, httpserver.url_for("/v"))
    monkeypatch.setenv("LOG_LEVEL", "ERROR")

    ran = tunemeld(*CHART)

    assert (ran.code, ran.out) == (1, "")
    (sentence,) = [line for line in ran.err.splitlines() if line.startswith("Error: ")]
    assert "deezer answered with an HTML page" in sentence
    assert len(httpserver.log) == 2


def test_whoever_waits_at_the_command_line_waits_for_two_tries_unless_settings_say_more() -> None:
    hurried, patient = (
        Container(settings=load_settings("development", **given)) for given in ({}, {"etl_retry_attempts": 7})
    )

    for container in (hurried, patient):
        give_up_early(container)

    assert (hurried.retry().attempts, hurried.retry().delay_seconds) == (2, 0.5)
    assert (patient.retry().attempts, patient.retry().delay_seconds) == (7, 5.0)
