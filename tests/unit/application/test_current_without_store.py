"""While the store is away what was read stays, and nobody has to restart once it is back."""

import pytest
from tests.broken_stores import Unsteady
from tests.fakes import UnreachableCache
from tests.sites import current_of, publish_anew, unsteady
from tests.worlds import WEEK, World

from tunemeld.application.current import Current
from tunemeld.application.errors import StoreError
from tunemeld.application.report import Stage

TWO_GENRES = ("country", "rap")
ALL_STORES = {"charts", "playlists", "changes"}


@pytest.fixture
def installation() -> tuple[World, Unsteady]:
    """Two published genres over stores that can go away; rap's chart is a week younger."""
    world = World(genres=TWO_GENRES)
    world.run(Stage.FULL, "country")
    world.clock.put_forward(WEEK)
    world.run(Stage.FULL, "rap")
    return unsteady(world)


@pytest.fixture
def world(installation: tuple[World, Unsteady]) -> World:
    """That installation."""
    return installation[0]


@pytest.fixture
def stores(installation: tuple[World, Unsteady]) -> Unsteady:
    """Its stores."""
    return installation[1]


def shows_what_the_store_has(current: Current, world: World) -> bool:
    return all(current.published(genre) == world.charts.published(genre) for genre in world.genres)


@pytest.mark.parametrize("away", sorted(ALL_STORES))
def test_what_was_read_stays_while_the_store_is_away_and_it_is_said_why(
    away: str, world: World, stores: Unsteady
) -> None:
    current = current_of(world)
    current.refresh()
    publish_anew(world, *TWO_GENRES)
    before = dict(current.known)
    stores.away = {away}

    assert current.refresh() == frozenset()
    assert current.known == before
    assert current.trouble == f"the store of {away} does not answer"


def test_once_the_store_is_back_what_was_missed_is_read_without_a_restart(
    world: World, stores: Unsteady
) -> None:
    current = current_of(world)
    current.refresh()
    stores.away = ALL_STORES
    current.refresh()
    stores.away = set()
    publish_anew(world, "rap")

    assert current.refresh() == {"rap"}
    assert current.trouble == ""
    assert shows_what_the_store_has(current, world)


def test_the_age_is_that_of_the_last_time_the_store_could_be_read(world: World, stores: Unsteady) -> None:
    current = current_of(world)
    current.refresh()
    stores.away = {"changes"}
    world.clock.put_forward(42)
    current.refresh()

    assert current.age_seconds == pytest.approx(42)

    stores.away = set()
    current.refresh()

    assert current.age_seconds == 0


def test_a_genre_that_cannot_be_read_stops_no_other(world: World, stores: Unsteady) -> None:
    current = current_of(world)
    current.refresh()
    publish_anew(world, *TWO_GENRES)
    old = current.shown("country")
    stores.broken = {"country"}

    assert current.refresh() == {"rap"}
    assert current.shown("country") is old
    assert current.published("rap") == world.charts.published("rap")
    assert current.trouble

    stores.broken = set()

    assert current.refresh() == {"country"}
    assert (current.trouble, shows_what_the_store_has(current, world)) == ("", True)


def test_while_a_genre_cannot_be_read_from_the_start_the_others_are_not_read_again_and_again(
    world: World, stores: Unsteady
) -> None:
    world.cache = UnreachableCache()
    publish_anew(world, "rap", first=101)  # which has nothing in common with country
    current = current_of(world)
    stores.broken = {"country"}

    assert current.refresh() == {"rap"}
    assert current.refresh() == frozenset()
    with pytest.raises(StoreError, match="the chart of country could not be read yet"):
        current.published("country")

    stores.broken = {"rap"}  # which would be said, were rap read again

    assert current.refresh() == {"country"}
    assert current.trouble == ""


def test_what_the_cache_did_not_have_is_asked_for_again_but_not_each_second(
    world: World, stores: Unsteady
) -> None:
    country = world.cache.get("published:v1:real:country")
    assert country is not None
    world.cache.delete("published:v1:real:country")
    stores.away = ALL_STORES
    current = current_of(world)
    current.refresh()
    world.cache.set("published:v1:real:country", country)

    world.clock.put_forward(29)
    assert current.refresh() == frozenset()
    world.clock.put_forward(1)
    assert current.refresh() == {"country"}
