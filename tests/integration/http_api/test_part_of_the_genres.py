"""A worker that begins without its store, and whose cache knows one genre only: that one is served whole."""

from collections.abc import Callable, Iterator

import pytest
from tests.api_in_process import Home, eventually
from tests.clocks import HandClock
from tests.described import CheckedClient
from tests.fakes import CacheOfSeveral
from tests.worlds import WEEK

FIRST, SECOND = "2024-06-22", "2024-06-29"


@pytest.fixture
def home(new_home: Callable[..., Home]) -> Home:
    """Charts of pop, of two weeks, and a store that is lost since."""
    clock = HandClock()
    home = new_home(clock=clock, cache=CacheOfSeveral(clock))
    home.run("pop")
    home.clock.put_forward(WEEK)
    home.run("pop")
    home.lose_store()
    return home


@pytest.fixture
def api(home: Home) -> Iterator[CheckedClient]:
    """A worker that has begun since."""
    with home.serve() as client:
        yield client


def test_the_genre_that_is_known_is_searched(api: CheckedClient) -> None:
    track = api.get("/playlist-data/pop").data[0]["tracks"][0]
    found = api.get(f"/search?q={track['track_name'].split()[0]}").data

    assert track["id"] in [each["id"] for each in found]
    assert api.get("/search?q=nothinglikethat").data == []


def test_a_track_of_the_known_genre_is_told_and_of_others_nobody_says_that_they_are_unknown(
    home: Home, api: CheckedClient
) -> None:
    track = api.get("/playlist-data/pop").data[0]["tracks"][0]

    assert api.get(f"/tracks/{track['id']}").data["id"] == track["id"]
    assert api.get("/tracks/GBAYE0601498").status == 503

    home.stores.away.clear()

    assert eventually(lambda: api.get("/tracks/GBAYE0601498").status == 404)


def test_all_genres_are_listed_and_those_that_could_not_be_read_say_why(
    home: Home, api: CheckedClient
) -> None:
    told = {genre["name"]: genre for genre in api.get("/genres").data}

    assert [*told] == ["country", "dance", "pop", "rap"]
    assert (told["pop"]["last_updated"][:10], told["pop"]["tracks"] > 0) == (SECOND, True)
    assert told["rap"]["last_updated"] is None
    assert {state["reason"] for state in told["rap"]["services"].values()} == {
        "the store is away, and could not be read yet"
    }
    assert api.get("/playlist-data/rap").status == 503

    home.stores.away.clear()
    home.run("rap")

    assert eventually(lambda: api.get("/playlist-data/rap").status == 200)
    assert eventually(lambda: _charted(api) == ["pop", "rap"])


def test_the_newest_chart_is_also_shown_to_who_asks_for_its_day_or_snapshot(
    home: Home, api: CheckedClient
) -> None:
    newest = api.get("/playlist-data/pop").data[0]
    asked = (SECOND, newest["snapshot_id"][:8])
    shown = {as_of: api.get(f"/playlist-data/pop?as_of={as_of}") for as_of in asked}
    earlier = [api.get(f"/playlist-data/pop?as_of={as_of}").status for as_of in (FIRST, "0" * 32)]
    home.stores.away.clear()
    eventually(lambda: api.get(f"/playlist-data/pop?as_of={FIRST}").status == 200)
    home.run("rap")  # what was kept of other views goes by that
    eventually(lambda: api.get("/playlist-data/rap").status == 200)

    assert earlier == [503, 503]
    for as_of, answer in shown.items():
        assert answer.headers["cache-control"] == "public, max-age=30, stale-while-revalidate=600"
        assert api.get(f"/playlist-data/pop?as_of={as_of}").body == answer.body


def _charted(api: CheckedClient) -> list[str]:
    return [genre["name"] for genre in api.get("/genres").data if genre["last_updated"]]
