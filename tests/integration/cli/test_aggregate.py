"""`tunemeld aggregate`, over the sample catalogue and over scripted services."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from tests.integration.cli.conftest import Tunemeld
from tests.worlds import WEEK, World

from tunemeld.application.errors import UpstreamUnavailable


def _away(service: str) -> UpstreamUnavailable:
    return UpstreamUnavailable(service, f"{service} answered 503; try again later")


def test_a_chart_of_the_sample_is_printed_and_says_that_it_is_invented(tunemeld: Tunemeld) -> None:
    ran = tunemeld("aggregate", "--genre", "country")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Country: where the services' editors agree\n")
    assert "Spotify: fresh, 50 entries of 2024-06-22" in ran.out
    assert "artists and titles are invented" in ran.out


def test_json_is_one_object_with_the_whole_chart(tunemeld: Tunemeld) -> None:
    ran = tunemeld("aggregate", "--genre", "country", "--format", "json")

    chart = json.loads(ran.out)
    assert ran.code == 0
    assert [track["rank"] for track in chart["tracks"]] == list(range(1, len(chart["tracks"]) + 1))
    assert (chart["genre_name"], chart["strategy"], chart["complete"]) == ("country", "consensus", True)
    assert set(chart["sources"]) == {"Spotify", "AppleMusic", "SoundCloud"}
    assert "invented" in ran.err


def test_json_can_be_read_whatever_else_is_said(tunemeld: Tunemeld, home: Path) -> None:
    (home / ".env").write_text("TUNEMELD_STORGE=x\n")

    ran = tunemeld(
        "aggregate", "-g", "country", "--format", "json", LOG_LEVEL="DEBUG", REDIS_URL="redis://127.0.0.1:1"
    )

    assert json.loads(ran.out)["tracks"]
    for said in ("etl.step_finished", "TUNEMELD_STORGE", "the cache was not told", "invented"):
        assert said in ran.err


def test_csv_has_a_line_for_each_track_with_its_positions(tunemeld: Tunemeld) -> None:
    chart = json.loads(tunemeld("aggregate", "-g", "pop", "--format", "json").out)

    rows = list(csv.DictReader(StringIO(tunemeld("aggregate", "-g", "pop", "--format", "csv").out)))

    assert [row["id"] for row in rows] == [track["id"] for track in chart["tracks"]]
    assert [row["Spotify"] for row in rows] == [
        str(track["sources"].get("Spotify", "")) for track in chart["tracks"]
    ]


def test_a_spreadsheet_takes_no_title_for_a_formula(tunemeld: Tunemeld, world: World) -> None:
    for service, catalogue in world.catalogues.items():
        entry = catalogue.bodies["country"]
        assert isinstance(entry, str)
        world.catalogues[service].bodies["country"] = entry.replace('Tune 1"', '=SUM(A1:A9)"')

    rows = list(csv.DictReader(StringIO(tunemeld("aggregate", "-g", "country", "--format", "csv").out)))

    assert rows[0]["track_name"] == "'=SUM(A1:A9)"


def test_what_is_printed_changes_nothing_that_is_stored(tunemeld: Tunemeld, store: Path) -> None:
    tunemeld("aggregate", "-g", "country")
    before = store.read_bytes()

    ran = tunemeld(
        "aggregate",
        *("-g", "country", "--offline", "--strategy", "tiers", "--limit", "3", "--min-sources", "1"),
        *("--format", "json"),
    )

    chart = json.loads(ran.out)
    assert (ran.code, chart["strategy"], len(chart["tracks"])) == (0, "tiers", 3)
    assert store.read_bytes() == before


def test_a_chart_tells_how_many_of_its_places_it_shows(tunemeld: Tunemeld, world: World) -> None:
    assert "4 of 10 places" in tunemeld("aggregate", "-g", "country", "--limit", "4").out
    assert "\n10 places" in tunemeld("aggregate", "-g", "country").out


def test_offline_asks_nobody_and_shows_what_is_stored(tunemeld: Tunemeld, world: World) -> None:
    tunemeld("aggregate", "-g", "country")
    for catalogue in world.catalogues.values():
        catalogue.bodies["country"] = AssertionError("asked")

    ran = tunemeld("aggregate", "-g", "country", "--offline")

    assert ran.code == 0
    assert "Tune 1 " in ran.out


def test_a_real_chart_is_not_said_to_be_invented_where_the_key_is_not_at_hand(
    tunemeld: Tunemeld, world: World
) -> None:
    tunemeld("aggregate", "-g", "country")

    ran = tunemeld("aggregate", "-g", "country", "--offline", TUNEMELD_SOURCE="sample")

    assert ran.code == 0
    assert "Tune 1 " in ran.out
    assert "invented" not in ran.out + ran.err


def test_offline_without_a_store_says_how_to_get_a_chart_and_makes_no_store(
    tunemeld: Tunemeld, store: Path
) -> None:
    ran = tunemeld("aggregate", "-g", "country", "--offline")

    assert (ran.code, ran.out) == (1, "")
    assert "`tunemeld aggregate --genre country` makes a chart" in ran.err
    assert not store.parent.exists()


def test_a_genre_is_known_in_any_case(tunemeld: Tunemeld) -> None:
    assert tunemeld("aggregate", "-g", "Country").code == 0


def test_a_second_run_of_the_day_publishes_nothing_new(tunemeld: Tunemeld) -> None:
    first, second = (json.loads(tunemeld("aggregate", "-g", "rap", "--format", "json").out) for _ in range(2))

    assert first["snapshot_id"] == second["snapshot_id"]
    assert first["tracks"] == second["tracks"]


def test_a_chart_says_what_a_missing_service_costs(tunemeld: Tunemeld, world: World) -> None:
    world.show("Spotify", [1, 2, 3, 4, 5, 6])
    world.show("AppleMusic", [1, 2, 3, 4, 5, 6])
    world.show("SoundCloud", [7, 8, 9, 1, 2, 3])
    assert tunemeld("aggregate", "-g", "country").code == 0
    world.catalogues["AppleMusic"].bodies["country"] = _away("AppleMusic")
    world.clock.put_forward(4 * WEEK)

    ran = tunemeld("aggregate", "-g", "country", TUNEMELD_NOW="2024-07-20T02:30:00Z")

    assert ran.code == 3
    assert "AppleMusic is missing (AppleMusic answered 503" in ran.out
    assert "on 2024-06-22, when it was last there, 3 of 6 places hung on it" in ran.out


def test_a_service_that_was_never_there_has_no_vote(tunemeld: Tunemeld, world: World) -> None:
    world.catalogues["SoundCloud"].bodies["country"] = _away("SoundCloud")

    ran = tunemeld("aggregate", "-g", "country")

    assert ran.code == 3
    assert "SoundCloud is missing (SoundCloud answered 503; try again later)" in ran.out
    assert "its editors have no vote in this chart" in ran.out


def test_a_stale_list_still_counts_and_is_said_to(tunemeld: Tunemeld, world: World) -> None:
    tunemeld("aggregate", "-g", "country")
    world.catalogues["Spotify"].bodies["country"] = _away("Spotify")
    world.clock.put_forward(WEEK)

    ran = tunemeld("aggregate", "-g", "country", "--format", "json")

    chart = json.loads(ran.out)
    assert (ran.code, chart["complete"]) == (3, False)
    assert chart["sources"]["Spotify"]["status"] == "stale"
    assert "Spotify is stale: the chart has its list of 2024-06-22" in ran.err


def test_a_list_that_is_too_old_is_not_said_to_count(tunemeld: Tunemeld, world: World) -> None:
    tunemeld("aggregate", "-g", "country")

    world.clock.put_forward(4 * WEEK)
    ran = tunemeld("aggregate", "-g", "country", "--offline")

    assert ran.code == 3
    assert "the last good list of 2024-06-22 is older than 21 days" in ran.out
    assert "still counts" not in ran.out


def test_with_one_list_nothing_is_published_and_the_reasons_are_told(
    tunemeld: Tunemeld, world: World
) -> None:
    for service in ("Spotify", "SoundCloud"):
        world.catalogues[service].bodies["country"] = _away(service)

    ran = tunemeld("aggregate", "-g", "country")

    assert (ran.code, ran.out) == (1, "")
    assert "only AppleMusic gave one" in ran.err
    assert "Spotify: Spotify answered 503; try again later" in ran.err


@pytest.mark.parametrize(
    ("shared", "said"),
    [
        (0, "no recording is on 2 services or more"),
        (1, "only one recording is on 2 services or more"),
        (4, "only 4 recordings are on 2 services or more"),
    ],
)
def test_little_agreement_offers_what_single_services_list(
    tunemeld: Tunemeld, world: World, shared: int, said: str
) -> None:
    for number, service in enumerate(world.catalogues):
        world.show(service, [*range(1, shared + 1), *range(100 * (number + 1), 100 * (number + 1) + 5)])

    ran = tunemeld("aggregate", "-g", "country")

    assert ran.code == 0
    assert f"Note: {said}: --min-sources 1 shows what each lists" in ran.out


def test_a_chart_without_agreement_has_no_empty_table(tunemeld: Tunemeld, world: World) -> None:
    for number, service in enumerate(world.catalogues):
        world.show(service, range(100 * number, 100 * number + 5))

    ran = tunemeld("aggregate", "-g", "country")

    assert "0 places" in ran.out
    assert "Title" not in ran.out


def test_enough_agreement_offers_nothing(tunemeld: Tunemeld, world: World) -> None:
    assert "--min-sources" not in tunemeld("aggregate", "-g", "country").out


def test_min_sources_1_shows_what_single_services_list(tunemeld: Tunemeld, world: World) -> None:
    for number, service in enumerate(world.catalogues):
        world.show(service, range(100 * number, 100 * number + 5))

    ran = tunemeld("aggregate", "-g", "country", "--min-sources", "1")

    assert ran.out.startswith("Country: what the services' editors list")
    assert "\n15 places" in ran.out
    assert "--min-sources" not in ran.out


def test_more_sources_than_there_are_services_is_said(tunemeld: Tunemeld, world: World) -> None:
    ran = tunemeld("aggregate", "-g", "country", "--min-sources", "4")

    assert ran.code == 0
    assert "--min-sources 4 asks for more than the 3 services that there are" in ran.out
