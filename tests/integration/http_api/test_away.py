"""While the store is away: the last good charts, their age, what cannot be answered, and coming back."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.api_in_process import Home, eventually
from tests.asgi_client import Answer
from tests.clocks import HandClock
from tests.described import CheckedClient
from tests.fakes import CacheOfSeveral, UnreachableCache
from tests.worlds import WEEK

NewHome = Callable[..., Home]
SERVED = ("/playlist-data/pop", "/graph-data/pop", "/header-art/pop", "/last-updated/pop", "/genres")


@pytest.fixture
def home(new_home: NewHome) -> Home:
    """An installation with a chart."""
    home = new_home()
    home.run("pop")
    return home


def age(answer: Answer) -> int | None:
    """How old an answer says that its data are; None where they are not old."""
    told = answer.headers.get("x-data-age")
    return None if told is None else int(told)


def readiness(api: CheckedClient) -> tuple[bool, float | None]:
    """Whether the worker sees its store, and how old it takes its data for."""
    data = api.get("/health/ready").data
    return data["store"], data["data_age_seconds"]


def test_charts_are_served_from_what_was_read_last_and_say_how_old_they_are(home: Home) -> None:
    with home.serve() as api:
        fresh = {path: api.get(path) for path in SERVED}
        assert {age(answer) for answer in fresh.values()} == {None}
        home.lose_store()
        eventually(lambda: not readiness(api)[0])
        home.clock.put_forward(600)
        eventually(lambda: age(api.get("/genres")) == 600)
        for path, answer in fresh.items():
            old = api.get(path)
            assert (old.status, old.body, age(old)) == (200, answer.body, 600)
        # Also what has to be made of them, and what is wrong with a request.
        for path in (
            "/playlist-data/pop?strategy=tiers",
            "/search?q=the",
            "/nothing",
            "/playlist-data/polka",
        ):
            assert age(api.get(path)) == 600
        track = api.get("/playlist-data/pop").data[0]["tracks"][0]
        assert api.get(f"/tracks/{track['id']}").status == 200


def test_the_age_goes_by_itself_when_the_store_is_back(home: Home) -> None:
    with home.serve() as api:
        home.lose_store()
        eventually(lambda: not readiness(api)[0])
        home.clock.put_forward(60)
        eventually(lambda: age(api.get("/genres")))
        home.stores.away.clear()
        eventually(lambda: readiness(api)[0])
        eventually(lambda: age(api.get("/genres")) is None)
        assert api.get("/runs").status == 200
        home.clock.put_forward(WEEK)
        before = api.get("/last-updated/pop").body
        home.run("pop")
        eventually(lambda: api.get("/last-updated/pop").body != before)


def test_a_store_that_hangs_is_told_as_one_that_is_away(home: Home) -> None:
    go_on = threading.Event()
    with home.serve() as api:
        home.stores.meanwhile["changes"] = lambda: go_on.wait(30)
        eventually(lambda: "changes" not in home.stores.meanwhile)
        home.clock.put_forward(60)
        eventually(lambda: not readiness(api)[0])
        assert age(api.get("/genres")) == 60
        go_on.set()
        eventually(lambda: readiness(api)[0])


def test_what_needs_the_store_is_refused_for_a_moment_and_what_does_not_is_answered(home: Home) -> None:
    home.clock.put_forward(WEEK)
    home.run("pop")
    with home.serve() as api:
        past = api.get("/playlist-data/pop?as_of=2024-06-22")
        home.lose_store()
        for path in ("/playlist-data/pop?as_of=2024-06-23", "/runs"):
            answer = api.get(path)
            assert (answer.status, answer.headers["retry-after"]) == (503, "5")
            assert answer.message == "the store cannot be read just now: try again in 5 seconds"
        # The past does not change: who was shown it once is shown it again.
        assert api.get("/playlist-data/pop?as_of=2024-06-22").body == past.body
        assert api.get("/health/live").status == 200
        assert api.get("/health").data["overall_healthy"] is False


def test_a_worker_that_begins_without_a_store_takes_what_a_shared_cache_has(new_home: NewHome) -> None:
    clock = HandClock()
    home = new_home(clock=clock, cache=CacheOfSeveral(clock))
    home.run("pop")
    with home.serve() as api:
        before = {path: api.get(path).data for path in SERVED if path != "/genres"}
    home.lose_store()
    home.clock.put_forward(7_200)
    with home.serve() as api:
        assert readiness(api) == (False, 7_200)
        for path, data in before.items():
            answer = api.get(path)
            assert (answer.status, answer.data, age(answer)) == (200, data, 7_200)
        home.stores.away.clear()
        eventually(lambda: readiness(api)[0])
        eventually(lambda: age(api.get("/genres")) is None)


def test_a_worker_that_has_nothing_says_so_until_it_has(new_home: NewHome) -> None:
    home = new_home(cache=UnreachableCache())
    home.run("pop")
    home.lose_store()
    with home.serve() as api:
        for path in (*SERVED, "/search?q=a", "/tracks/GBAYE0601498", "/service-playlist/pop/Spotify"):
            answer = api.get(path)
            assert (answer.status, answer.headers["retry-after"]) == (503, "5")
            assert answer.headers["cache-control"] == "no-store"
        ready = api.get("/health/ready")
        assert (ready.status, ready.headers["retry-after"]) == (503, "5")
        assert (api.get("/health/live").status, api.get("/").status, api.get("/docs").status) == (
            200,
            200,
            200,
        )
        assert api.get("/playlist-data/polka").status == 404
        home.stores.away.clear()
        eventually(lambda: api.get("/health/ready").status == 200)
        assert [api.get(f"/playlist-data/{genre}").status for genre in ("pop", "rap")] == [200, 404]


def test_readiness_tells_what_there_is_of_each_genre(new_home: NewHome) -> None:
    home = new_home()
    home.run("pop")
    with home.serve() as api:
        answer = api.get("/health/ready")
        assert (answer.status, answer.message) == (200, "ready")
        assert [*answer.data] == [
            "store",
            "data_age_seconds",
            "charts",
            "stale_after_days",
            "charts_stale",
            "lists_stale",
            "lists_missing",
        ]
        assert answer.data["charts"] == {
            "country": None,
            "dance": None,
            "pop": "2024-06-22T02:30:00Z",
            "rap": None,
        }
        assert {each.partition("/")[0] for each in answer.data["lists_missing"]} == {
            "country",
            "dance",
            "rap",
        }


def test_no_more_requests_wait_for_the_store_than_it_can_bear(new_home: NewHome) -> None:
    home, go_on, begun = new_home(api_concurrency=1), threading.Event(), threading.Event()
    home.run("pop")

    def hold() -> None:
        begun.set()
        assert go_on.wait(30)

    with home.serve() as api, ThreadPoolExecutor(1) as asking:
        home.stores.meanwhile["runs"] = hold
        first = asking.submit(api.get, "/runs")
        assert begun.wait(30)
        answer = api.get("/runs")
        assert (answer.status, answer.headers["retry-after"]) == (503, "1")
        assert answer.message == "too many requests are under way at once: try again in 1 second"
        assert api.get("/playlist-data/pop").status == 200
        assert api.get("/playlist-data/pop?limit=2").status == 200
        go_on.set()
        assert first.result(30).status == 200
        eventually(lambda: api.get("/runs").status == 200)
