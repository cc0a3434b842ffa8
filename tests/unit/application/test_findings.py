"""What went wrong lately, by what the store holds."""

import json
from typing import Any

from tests.broken_stores import Unreadable
from tests.worlds import DAY, World, tunes

from tunemeld.adapters.probes.store import StoreProbe
from tunemeld.application.doctor import Doctor
from tunemeld.application.errors import UpstreamUnavailable
from tunemeld.application.findings import Findings

AWAY = UpstreamUnavailable("spotify", "spotify answered 503; try again later")


def _found(world: World) -> dict[str, Any]:
    doctor = Doctor([StoreProbe(world.stores.charts, world.stores.upkeep, world.genres)], world.clock)
    found = Findings(doctor, world.stores.runs, world.lists).run()
    return json.loads(json.dumps(found))  # type: ignore[no-any-return]


def test_where_nothing_was_ever_done_there_is_only_health() -> None:
    found = _found(World())

    assert found["health"]["checks"]["store"]["details"] == "memory: no chart yet"
    assert (found["runs"], found["failed_fetches"], found["malformed"]) == ([], [], {})


def test_the_last_five_runs_are_told_with_errors_notes_and_failures_and_without_their_lists() -> None:
    world = World()
    for _ in range(6):
        world.run_later(DAY)
    world.catalogues["Spotify"].bodies["country"] = AWAY
    world.catalogues["Spotify"].headers["country"] = AWAY
    world.run_later(DAY)

    runs = _found(world)["runs"]

    assert [run["run_id"] for run in runs] == ["run-7", "run-6", "run-5", "run-4", "run-3"]
    assert (runs[0]["status"], runs[0]["failures"]) == ("partial", {"spotify": str(AWAY)})
    assert runs[0]["notes"] == ["all is invented"]
    assert "genres" not in runs[0]


def test_fetches_that_gave_no_good_list_are_told_newest_first_with_their_reasons() -> None:
    world = World(genres=("country", "pop"))
    world.run()
    world.catalogues["Spotify"].bodies["country"] = AWAY
    world.run_later(DAY)
    world.show("SoundCloud", [1, 2], genre="pop")
    world.run_later(DAY)

    failed = _found(world)["failed_fetches"]

    assert [(f["run_id"], f["genre"], f["service"], f["outcome"]) for f in failed] == [
        ("run-3", "pop", "SoundCloud", "held"),
        ("run-3", "country", "Spotify", "failed"),
        ("run-2", "country", "Spotify", "failed"),
    ]
    assert failed[1]["reason"] == str(AWAY)
    assert failed[0]["reason"].startswith("held back: 2 entries")


def test_of_many_failures_the_newest_ten_are_told() -> None:
    world = World()
    world.run()
    world.catalogues["Spotify"].bodies["country"] = AWAY
    for _ in range(12):
        world.run_later(DAY)

    told = [fetch["run_id"] for fetch in _found(world)["failed_fetches"]]

    assert told == [f"run-{n}" for n in range(13, 3, -1)]


def test_places_that_could_not_be_read_are_counted_and_three_are_shown() -> None:
    world = World()
    world.catalogues["Spotify"].lists("country", tunes("Spotify", range(1, 7)), length=10)
    world.run()

    assert _found(world)["malformed"] == {
        "country/Spotify": {
            "places": 4,
            "samples": ["entry 7 is null", "entry 8 is null", "entry 9 is null"],
        }
    }


def test_a_store_that_is_away_takes_its_own_part_away_and_says_so() -> None:
    world = World()
    world.run()
    world.stores = Unreadable(world.stores, "charts", "runs", "playlists")

    found = _found(world)

    assert found["unread"] == "the file is not readable"
    assert found["health"]["overall_healthy"] is False
    assert set(found) == {"health", "unread"}
