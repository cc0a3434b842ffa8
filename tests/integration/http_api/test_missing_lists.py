"""A service whose list does not count: what is told of it, and of what the others agree on."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.api_in_process import Home, eventually
from tests.described import CheckedClient
from tests.fakes import ALL_UPSTREAM_ERRORS
from tests.integration.http_api.contract import CHART
from tests.shapes import misfits
from tests.worlds import DAY, World

AWAY = ALL_UPSTREAM_ERRORS[0]


@pytest.fixture
def world() -> World:
    """Two services agree without knowing a code, and the third has never answered."""
    world = World(genres=("pop",))
    world.show("Spotify", range(1, 11), genre="pop", coded=False, covered=False)
    world.show("AppleMusic", range(10, 0, -1), genre="pop", coded=False, covered=False)
    world.catalogues["SoundCloud"].bodies["pop"] = AWAY
    world.catalogues["SoundCloud"].headers["pop"] = AWAY
    world.run()
    return world


@pytest.fixture
def api(world: World, new_home: Callable[..., Home]) -> Iterator[CheckedClient]:
    """A worker over that."""
    home = new_home(stores=world.stores, clock=world.clock, tunemeld_source="rapidapi")
    with home.serve() as client:
        yield client


def test_a_chart_without_one_service_has_all_fields_and_says_that_it_is_not_complete(
    api: CheckedClient,
) -> None:
    (chart,) = api.get("/playlist-data/pop").data
    assert chart["complete"] is False
    missing = chart["sources"]["SoundCloud"]
    assert (missing["status"], missing["fetched_at"], missing["tracks"]) == ("missing", None, 0)
    assert missing["reason"]
    assert [each["status"] for name, each in chart["sources"].items() if name != "SoundCloud"] == [
        "fresh"
    ] * 2
    shape = {**CHART, "tracks": [{**CHART["tracks"][0], "track_url": (str, None)}]}  # type: ignore[index]
    assert not list(misfits(chart, shape))
    assert {(track["isrc"], track["album_cover_url"]) for track in chart["tracks"]} == {(None, None)}
    assert len({track["id"] for track in chart["tracks"]}) == 10


def test_the_missing_list_is_told_to_be_missing(api: CheckedClient) -> None:
    (listed,) = api.get("/service-playlist/pop/soundcloud").data
    assert (listed["status"], listed["insert_timestamp"], listed["tracks"]) == ("missing", None, [])
    header = api.get("/header-art/pop").data["SoundCloud"]
    assert {value for name, value in header.items() if name != "service_name"} == {""}
    (pop,) = [genre for genre in api.get("/genres").data if genre["name"] == "pop"]
    assert (pop["services"]["SoundCloud"]["status"], pop["tracks"]) == ("missing", 10)
    assert "pop/SoundCloud" in api.get("/health/ready").data["lists_missing"]


def test_a_track_without_a_code_is_found_by_its_id(api: CheckedClient) -> None:
    shown = api.get("/playlist-data/pop").data[0]["tracks"][0]
    found = api.get(f"/tracks/{shown['id']}").data
    assert (found["isrc"], found["isrcs"], found["track_name"]) == (None, [], shown["track_name"])


def test_a_list_that_could_not_be_had_anew_is_told_to_be_stale(world: World, api: CheckedClient) -> None:
    world.catalogues["Spotify"].bodies["pop"] = AWAY
    world.run_later(10 * DAY)
    told = eventually(lambda: _stale(api.get("/playlist-data/pop").data[0]["sources"]))
    assert [*told] == ["Spotify"]
    assert told["Spotify"]["fetched_at"] == "2024-06-22T02:30:00Z"
    assert told["Spotify"]["reason"]
    assert api.get("/service-playlist/pop/Spotify").data[0]["status"] == "stale"


def _stale(sources: dict[str, Any]) -> dict[str, Any]:
    return {name: state for name, state in sources.items() if state["status"] == "stale"}
