"""`tunemeld history`: where a recording stood, and how often it was played, by date."""

import json
from pathlib import Path

import pytest
from rich.cells import cell_len
from tests.builders import a_listing
from tests.followed import tell
from tests.integration.cli.conftest import Tunemeld, ended, in_a_process
from tests.sites import site_of
from tests.worlds import World

from tunemeld.application.answers.history import HistoryAnswer, history_answer
from tunemeld.domain.reading import SPOTIFY, YOUTUBE, GapReason

SHARED = "QZTM42400001"


@pytest.fixture
def followed(tunemeld: Tunemeld, world: World) -> Tunemeld:
    """Tune 1 was first, then on SoundCloud alone, then gone; YouTube and Spotify were read meanwhile."""
    world.run()
    for listed in ([5, 1], [5, 6]):
        for service in world.catalogues:
            world.show(service, listed if service == "SoundCloud" else range(2, 12))
        world.run_later(accept_held=True)
    readings, now = world.stores.readings, world.clock.now()
    (tune,) = {
        s.id for s in world.stores.charts.publications("country", "rapidapi")[0].standings if s.isrc == SHARED
    }
    tell(readings, YOUTUBE, tune, now, (3, 1_000_000), (2, 1_000_750), (1, GapReason.NO_QUOTA), (0, 5))
    tell(readings, SPOTIFY, tune, now, (7, 61), (0, 58))
    return tunemeld


def _rows(out: str, head: str) -> list[list[str]]:
    """The words of each line of a table, below its heads."""
    lines = out.partition(f"{head}\n")[2].partition("\n\n")[0].splitlines()
    return [line.split(maxsplit=3) for line in lines[2:]]


def test_places_are_told_by_date_until_it_was_gone(followed: Tunemeld) -> None:
    told = followed("history", SHARED)

    assert (told.code, told.err) == (0, "")
    assert told.out.startswith("Tune 1 by Mara Quill\nrecording ")
    assert "ISRC QZ-TM4-24-00001" in told.out
    assert _rows(told.out, "Country: 1 week on the chart, peak 1, on lists since 2024-06-22") == [
        ["2024-06-22", "1", "1", "1           1"],
        ["2024-06-29", "·", "·", "·           2"],
        ["2024-07-06", "gone", "·", "·           ·"],
    ]


def test_readings_are_told_by_date_with_their_gaps_and_reasons(followed: Tunemeld) -> None:
    out = followed("history", SHARED).out

    assert _rows(out, "Youtube: plays") == [
        ["2024-07-03", "1,000,000", "·", "first"],
        ["2024-07-04", "1,000,750", "+750"],
        ["2024-07-05", "·", "·", "gap: no quota"],
        ["2024-07-06", "5", "·", "new epoch: fall"],
    ]


def test_popularity_is_said_to_be_an_index(followed: Tunemeld) -> None:
    out = followed("history", SHARED).out

    assert _rows(out, "Spotify: an index, not plays") == [
        ["2024-06-29", "61", "·", "first"],
        ["2024-07-06", "58", "-3"],
    ]


def test_readings_of_a_day_and_later_may_be_asked_for(followed: Tunemeld) -> None:
    assert "2024-07-03" not in followed("history", SHARED, "--since", "2024-07-04").out
    assert (
        "No counter was read for it since 2024-07-07."
        in followed("history", SHARED, "--since", "2024-07-07").out
    )


def test_for_programs_it_is_what_the_api_tells(followed: Tunemeld, world: World) -> None:
    told = followed("history", SHARED, "--format", "json")

    followed_there = site_of(world).history.run(SHARED, world.genres)
    assert json.loads(told.out) == history_answer(followed_there).model_dump(mode="json")
    assert HistoryAnswer.model_validate_json(told.out).isrc == SHARED


@pytest.mark.parametrize("spelt", ["qztm42400001", "QZ-TM4-24-00001"])
def test_an_isrc_may_be_spelt_in_any_usual_way_and_an_id_does_as_well(followed: Tunemeld, spelt: str) -> None:
    out = followed("history", SHARED).out
    recording_id = json.loads(followed("history", SHARED, "--format", "json").out)["id"]

    assert followed("history", spelt).out == out
    assert followed("history", recording_id.upper(), "--genre", "Country").out == out


def test_other_recordings_under_the_code_are_named(tunemeld: Tunemeld, world: World) -> None:
    world.show("SoundCloud", [7])
    for service, (title, seconds) in {
        "Spotify": ("Tune", 180.0),
        "AppleMusic": ("Tune (Live)", 300.0),
    }.items():
        world.catalogues[service].lists(
            "country", [a_listing(service, 1, title=title, seconds=seconds, isrc=SHARED)]
        )
    tunemeld("etl", "run")

    out = tunemeld("history", SHARED).out

    assert "Other recordings under this ISRC: " in out
    assert "Country: on lists since 2024-06-22, never on the chart" in out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("USRC17607839",), 1, "no list of country that was published has USRC17607839"),
        (("USRC1760783",), 2, "'USRC1760783' is not an ISRC: expected something like"),
        ((SHARED, "-g", "klezmer"), 2, "genre 'klezmer'; known genres: country"),
        ((SHARED, "--since", "yesterday"), 2, "'yesterday' does not match the format '%Y-%m-%d'"),
        ((SHARED, "--format", "csv"), 2, "'csv' is not one of 'table', 'json'"),
        ((), 2, "Missing argument 'ISRC|ID'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_cannot_be_told_is_named(
    followed: Tunemeld, words: tuple[str, ...], code: int, said: str
) -> None:
    told = followed("history", *words)

    assert (told.code, told.out) == (code, "")
    assert said in told.err


def test_without_a_chart_it_says_how_to_get_one_and_leaves_no_store_behind(
    tunemeld: Tunemeld, store: Path
) -> None:
    told = tunemeld("history", SHARED)

    assert (told.code, told.out) == (1, "")
    assert told.err == (
        "Error: nothing is published for country, dance, pop, rap yet; `tunemeld etl run` makes the charts\n"
    )
    assert not store.exists()


def test_as_a_process_it_prints_plain_lines(tunemeld: Tunemeld) -> None:
    chart = tunemeld("aggregate", "-g", "rap", "--format", "json")
    track = json.loads(chart.out)["tracks"][0]

    told = ended(in_a_process("history", track["id"]))

    assert (told.code, "\x1b" in told.out) == (0, False)
    assert told.out.startswith(f"{track['track_name']} by {track['artist_name']}\n")
    assert "Rap: 1 week on the chart, peak 1, on lists since 2024-06-22" in told.out
    assert max(cell_len(line) for line in told.out.splitlines()[2:]) <= 80
