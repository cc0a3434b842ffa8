"""What lies on the shelf keeps up with the store, is rendered beforehand, and outlives every trouble."""

import threading
from itertools import pairwise
from typing import Any

import orjson
import pytest
from structlog.testing import capture_logs
from tests.broken_stores import Unsteady
from tests.sites import publish_anew, site_of, unsteady
from tests.worlds import DAY, SERVICES, WEEK, World

from tunemeld.adapters.json_bytes import json_bytes
from tunemeld.application.answers.envelope import Success
from tunemeld.application.report import Stage
from tunemeld.entrypoints.http.refresher import Refresher, age_header, rendered
from tunemeld.entrypoints.http.site import Site

GENRES = ("country", "rap")
LONGEST_SECONDS = 30.0
ROUTES = {
    "/playlist-data/country": ("/playlist-data/{genre}", "max-age=30"),
    "/graph-data/country": ("/graph-data/{genre}", "max-age=30"),
    "/header-art/country": ("/header-art/{genre}", "max-age=30"),
    "/trending/country": ("/trending/{genre}", "max-age=30"),
    "/movers/country": ("/movers/{genre}", "max-age=30"),
    "/last-updated/country": ("/last-updated/{genre}", "no-cache"),
    **{
        f"/service-playlist/country/{s}": ("/service-playlist/{genre}/{service}", "max-age=30")
        for s in SERVICES
    },
}


@pytest.fixture
def installation() -> tuple[World, Unsteady]:
    """Two genres, the first published, over stores that can go away."""
    world = World(genres=GENRES)
    world.run(Stage.FULL, "country")
    return unsteady(world)


@pytest.fixture
def world(installation: tuple[World, Unsteady]) -> World:
    """That installation."""
    return installation[0]


@pytest.fixture
def stores(installation: tuple[World, Unsteady]) -> Unsteady:
    """Its stores."""
    return installation[1]


@pytest.fixture
def site(world: World) -> Site:
    """A worker over it that has looked once."""
    site = site_of(world)
    Refresher(site).look()
    return site


def found(site: Site, path: str) -> Any:
    """The data of what lies ready there."""
    ready = site.shelf.find(path)
    assert ready is not None, path
    return orjson.loads(ready.plain.body)["data"]


def first_title(site: Site, genre: str) -> str:
    """The title at the top of the chart that lies ready."""
    title: str = found(site, f"/playlist-data/{genre}")[0]["tracks"][0]["track_name"]
    return title


def trend_statuses(site: Site) -> set[str]:
    """What the trends that lie ready rest on."""
    return {trend["status"] for trend in found(site, "/trending/country")}


class FailingOnce:
    """Encodes answers, and has a defect the first time; `has_recovered` once it has not."""

    def __init__(self) -> None:
        self._calls = 0
        self.has_recovered = threading.Event()

    def __call__(self, answer: Success[Any]) -> bytes:
        """The bytes."""
        self._calls += 1
        if self._calls == 1:
            raise ZeroDivisionError
        self.has_recovered.set()
        return json_bytes(answer)


def test_everything_that_is_asked_for_by_its_path_alone_lies_ready(site: Site) -> None:
    assert [path for path in [*ROUTES, "/genres"] if site.shelf.find(path) is None] == []
    assert site.shelf.find("/playlist-data/rap") is None


@pytest.mark.parametrize(("path", "told"), ROUTES.items())
def test_a_ready_answer_knows_its_route_and_how_long_it_may_be_kept(
    path: str, told: tuple[str, str], site: Site
) -> None:
    ready = rendered(site, site.current.shown("country"))[path]
    route, lifetime = told

    assert (ready.status, ready.route, ready.is_immutable) == (200, route, False)
    assert lifetime in dict(ready.plain.headers)[b"cache-control"].decode()


def test_a_genre_without_a_chart_has_no_answers_but_is_among_the_genres(site: Site) -> None:
    assert rendered(site, site.current.shown("rap")) == {}
    assert [(each["name"], each["tracks"]) for each in found(site, "/genres")] == [
        ("country", 10),
        ("rap", 0),
    ]


def test_a_publication_lies_ready_after_the_next_look(world: World, site: Site) -> None:
    publish_anew(world, "rap")
    before = site.shelf.find("/playlist-data/country")

    Refresher(site).look()

    assert first_title(site, "rap") == "Tune 3"
    assert site.shelf.find("/playlist-data/country") is before
    assert [each["tracks"] for each in found(site, "/genres")] == [10, 10]


def test_a_look_that_finds_nothing_new_leaves_everything_as_it_is(world: World, site: Site) -> None:
    refresher = Refresher(site)
    publish_anew(world, "rap")
    refresher.look()
    edition = site.shelf.edition

    refresher.look()

    assert site.shelf.edition == edition


def test_trends_grow_old_though_nothing_is_stored_and_their_views_with_them(world: World, site: Site) -> None:
    world.clock.put_forward(WEEK)
    publish_anew(world, "country")
    refresher = Refresher(site)
    refresher.look()
    fresh, ready = trend_statuses(site), site.shelf.find("/trending/country")
    assert ready
    site.shelf.keep("/trending/country?limit=1", ready, site.shelf.edition)

    world.clock.put_forward(16 * DAY)
    refresher.look()

    assert (fresh, trend_statuses(site)) == ({"charts only"}, {"insufficient"})
    assert site.shelf.find("/trending/country?limit=1") is None


def test_every_hour_everything_is_laid_out_anew_and_not_more_often(world: World, site: Site) -> None:
    refresher = Refresher(site)
    editions = [site.shelf.edition]
    for seconds in (3_599, 1, 3_599, 1):
        world.clock.put_forward(seconds)
        with capture_logs() as said:
            refresher.look()
        editions.append(site.shelf.edition)
        assert said == []

    assert [later - earlier for earlier, later in pairwise(editions)] == [0, 1, 0, 1]


def test_while_the_store_is_away_the_last_answers_lie_there_and_it_is_said_once(
    world: World, stores: Unsteady, site: Site
) -> None:
    refresher = Refresher(site)
    before = {path: site.shelf.find(path) for path in ROUTES}
    with capture_logs() as said:
        stores.away = {"changes"}
        for _ in range(3):
            refresher.look()
        assert {path: site.shelf.find(path) for path in ROUTES} == before
        stores.away = set()
        publish_anew(world, "country")
        refresher.look()

    assert [each["event"] for each in said if each["event"].startswith("api.store")] == [
        "api.store_away",
        "api.store_back",
    ]
    assert first_title(site, "country") == "Tune 3"


def test_while_one_genre_cannot_be_read_the_others_go_on(world: World, stores: Unsteady, site: Site) -> None:
    publish_anew(world, "rap")
    publish_anew(world, "country")
    stores.broken = {"country"}

    Refresher(site).look()

    assert (first_title(site, "country"), first_title(site, "rap")) == ("Tune 1", "Tune 3")


def test_what_a_defect_kept_from_being_laid_out_is_laid_out_by_the_next_look(
    world: World, site: Site
) -> None:
    refresher = Refresher(site)
    publish_anew(world, "country")
    site.encode = FailingOnce()

    with pytest.raises(ZeroDivisionError):
        refresher.look()
    refresher.look()

    assert first_title(site, "country") == "Tune 3"


def test_the_thread_looks_before_it_starts_and_outlives_a_defect(world: World) -> None:
    site = site_of(world)
    refresher = Refresher(site, every_seconds=0.001)
    refresher.start()
    try:
        assert first_title(site, "country") == "Tune 1"
        encode = site.encode = FailingOnce()
        with capture_logs():
            publish_anew(world, "country")
            assert encode.has_recovered.wait(LONGEST_SECONDS)
    finally:
        refresher.stop()


def test_the_newest_runs_are_read_at_first_and_every_quarter_of_a_minute(world: World) -> None:
    site = site_of(world)
    refresher = Refresher(site)
    seen = []
    for seconds in (0, 14, 1):
        world.clock.put_forward(seconds)
        refresher.look()
        seen.append(len(site.runs_seen))
        world.run(Stage.TRANSFORM)

    assert seen == [1, 1, 3]


def test_runs_that_cannot_be_read_keep_no_chart_from_being_laid_out(world: World, stores: Unsteady) -> None:
    site = site_of(world)
    stores.away = {"runs"}

    with capture_logs():
        Refresher(site).look()

    assert first_title(site, "country") == "Tune 1"
    assert site.runs_seen == ()


@pytest.mark.parametrize(
    ("seconds", "told"), [(0, None), (4.9, None), (5, b"5"), (61.7, b"61"), (86_400, b"86400")]
)
def test_readers_are_told_how_old_the_data_are_once_they_are_not_young(
    seconds: float, told: bytes | None, world: World, site: Site
) -> None:
    world.clock.put_forward(seconds)

    assert age_header(site) == (None if told is None else (b"x-data-age", told))


def test_nothing_has_no_age(world: World) -> None:
    assert age_header(site_of(world)) is None
