"""While the store is away what was read stays, the cache helps out at first, and nobody has to restart."""

import pytest
from tests.broken_stores import Unsteady
from tests.fakes import UnreachableCache
from tests.sites import current_of
from tests.worlds import WEEK, World

from tunemeld.adapters.caches.memory import MemoryCache
from tunemeld.application.current import Current
from tunemeld.application.errors import StoreError
from tunemeld.application.ports.runtime import Cache
from tunemeld.application.report import Stage

TWO_GENRES = ("country", "rap")
ALL_STORES = {"charts", "playlists", "changes"}


@pytest.fixture
def world() -> World:
    """Two published genres over stores that can go away; rap's chart is a week younger."""
    world = World(genres=TWO_GENRES)
    world.run(Stage.FULL, "country")
    world.clock.put_forward(WEEK)
    world.run(Stage.FULL, "rap")
    return World(genres=TWO_GENRES, stores=Unsteady(world.stores), clock=world.clock, cache=world.cache)


@pytest.fixture
def stores(world: World) -> Unsteady:
    """The stores of that world."""
    assert isinstance(world.stores, Unsteady)
    return world.stores


def publish(world: World, *genres: str) -> None:
    """Publish another chart of these genres."""
    world.clock.put_forward(1)
    for genre in genres:
        for service in world.catalogues:
            world.show(service, range(3, 13), genre=genre)
    world.run(Stage.FULL, *genres)


def shows_what_the_store_has(current: Current, world: World) -> bool:
    return all(current.published(genre) == world.charts.published(genre) for genre in world.genres)


@pytest.mark.parametrize("away", sorted(ALL_STORES))
def test_what_was_read_stays_while_the_store_is_away_and_it_is_said_why(
    away: str, world: World, stores: Unsteady
) -> None:
    current = current_of(world)
    current.refresh()
    publish(world, *TWO_GENRES)
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
    publish(world, "rap")

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
    publish(world, *TWO_GENRES)
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
    current = current_of(world)
    stores.broken = {"country"}

    assert current.refresh() == {"rap"}
    assert current.refresh() == frozenset()
    with pytest.raises(StoreError, match="the chart of country could not be read yet"):
        current.published("country")

    stores.broken = {"rap"}  # which would be said, were rap read again

    assert current.refresh() == {"country"}
    assert current.trouble == ""


def test_a_process_that_starts_without_its_store_shows_what_the_cache_has(
    world: World, stores: Unsteady
) -> None:
    expected = {genre: world.charts.published(genre) for genre in TWO_GENRES}
    stores.away = ALL_STORES
    current = current_of(world)

    assert current.refresh() == set(TWO_GENRES)
    assert {genre: current.published(genre) for genre in TWO_GENRES} == expected
    assert current.refresh() == frozenset()


def test_what_came_from_the_cache_is_as_old_as_its_oldest_chart(world: World, stores: Unsteady) -> None:
    stores.away = ALL_STORES
    current = current_of(world)
    current.refresh()
    world.clock.put_forward(60)

    assert current.age_seconds == pytest.approx(WEEK + 60)


def test_what_came_from_the_cache_gives_way_to_the_store_once_it_is_back(
    world: World, stores: Unsteady
) -> None:
    stores.away = ALL_STORES
    current = current_of(world)
    current.refresh()
    stores.away = set()
    publish(world, "country")

    assert "country" in current.refresh()
    assert (current.trouble, current.age_seconds) == ("", 0)
    assert shows_what_the_store_has(current, world)


def test_a_cache_that_knows_one_genre_helps_out_with_that_one(world: World, stores: Unsteady) -> None:
    world.cache.delete("published:v1:real:country")
    stores.away = ALL_STORES
    current = current_of(world)

    assert current.refresh() == {"rap"}
    with pytest.raises(StoreError):
        current.published("country")


@pytest.mark.parametrize("is_there", [True, False])
def test_without_store_and_cache_nothing_is_shown_until_the_store_is_back(
    is_there: bool, world: World, stores: Unsteady
) -> None:
    nothing: Cache = MemoryCache(world.clock) if is_there else UnreachableCache()
    world.cache = nothing
    stores.away = ALL_STORES
    current = current_of(world)

    assert (current.refresh(), dict(current.known), current.age_seconds) == (frozenset(), {}, None)

    stores.away = set()

    assert current.refresh() == set(TWO_GENRES)


def test_what_came_from_the_store_is_not_replaced_by_what_the_cache_has(
    world: World, stores: Unsteady
) -> None:
    stale = world.cache.get("published:v1:real:rap")
    assert stale is not None
    publish(world, "rap")
    current = current_of(world)
    current.refresh()
    world.cache.set("published:v1:real:rap", stale)
    stores.away = ALL_STORES

    assert current.refresh() == frozenset()
    stores.away = set()
    assert shows_what_the_store_has(current, world)
