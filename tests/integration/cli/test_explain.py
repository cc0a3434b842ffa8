"""`tunemeld explain`: why a recording stands where it stands."""

import pytest
from tests.builders import a_listing
from tests.integration.cli.conftest import Tunemeld
from tests.worlds import SERVICES, World

SHARED, LONELY = "QZTM42400001", "QZTM42400042"


@pytest.fixture
def charted(tunemeld: Tunemeld, world: World) -> Tunemeld:
    """Tune 1 is on all services, 42 on SoundCloud alone."""
    world.show("SoundCloud", [5, 42, 1, 2])
    tunemeld("etl", "run")
    return tunemeld


def _part(out: str, head: str) -> str:
    return out.partition(f"{head}\n")[2].partition("\n\n")[0]


def test_positions_scores_and_joins_are_told(charted: Tunemeld) -> None:
    told = charted("explain", SHARED)

    assert (told.code, told.err) == (0, "")
    assert told.out.startswith("Tune 1 by Mara Quill, in country\n")
    stands = _part(told.out, "Where it stands")
    assert [line.split(":")[0].strip() for line in stands.splitlines()] == [
        "Spotify #1",
        "AppleMusic #1",
        "SoundCloud #3",
    ]
    makes = _part(told.out, "What each strategy makes of it")
    assert "  tiers: #1, score 5 = AppleMusic 1 + SoundCloud 3 + Spotify 1" in makes
    assert makes.count("#") == 3
    assert "by isrc: same ISRC QZTM42400001" in _part(told.out, "Why these entries are one recording")


@pytest.mark.parametrize("spelt", ["qztm42400001", "QZ-TM4-24-00001", " isrc QZ TM4 24 00001 "])
def test_an_isrc_may_be_spelt_in_any_usual_way(charted: Tunemeld, spelt: str) -> None:
    assert charted("explain", spelt).out == charted("explain", SHARED).out


def test_a_recording_without_an_isrc_is_explained_by_its_id(tunemeld: Tunemeld, world: World) -> None:
    for service in SERVICES:
        world.show(service, [1, 2, 3], coded=False)
    tunemeld("etl", "run")
    recording = world.snapshot().recordings[0]

    told = tunemeld("explain", recording.id.upper())

    assert told.code == 0
    assert f"  recording {recording.id}, ISRC unknown" in told.out


def test_a_recording_of_one_service_has_no_place_and_was_not_joined(charted: Tunemeld) -> None:
    told = charted("explain", LONELY)

    assert told.code == 0
    assert told.out.count("not on the chart, since fewer than two services list it") == 3
    assert "only one entry: nothing was joined" in told.out
    assert "no entry looks like it" in told.out


def test_two_recordings_under_one_code_are_both_told(tunemeld: Tunemeld, world: World) -> None:
    world.show("SoundCloud", [7])
    for service, (title, seconds) in {
        "Spotify": ("Tune", 180.0),
        "AppleMusic": ("Tune (Live)", 300.0),
    }.items():
        listing = a_listing(service, 1, title=title, seconds=seconds, isrc=SHARED)
        world.catalogues[service].lists("country", [listing])
    tunemeld("etl", "run")

    told = tunemeld("explain", SHARED)

    assert told.out.count("\nWhere it stands\n") == 2
    assert "Tune (Live) by Mara Quill" in told.out
    assert "≠" in _part(told.out, "What it was kept apart from")


def test_an_unknown_isrc_is_not_there(charted: Tunemeld) -> None:
    told = charted("explain", "USRC17607839")

    assert (told.code, told.out) == (1, "")
    assert "no current list of country has USRC17607839" in told.err


def test_a_malformed_isrc_is_wrong_usage(charted: Tunemeld) -> None:
    told = charted("explain", "USRC1760783")

    assert (told.code, told.out) == (2, "")
    assert "'USRC1760783' is not an ISRC: expected something like" in told.err


def test_a_genre_may_be_named_in_any_case(charted: Tunemeld) -> None:
    assert charted("explain", SHARED, "--genre", "Country").code == 0
    assert charted("explain", SHARED, "--genre", "klezmer").code == 2


def test_without_a_chart_it_says_how_to_get_one(tunemeld: Tunemeld) -> None:
    told = tunemeld("explain", SHARED)

    assert (told.code, told.out) == (1, "")
    assert "nothing is published" in told.err
