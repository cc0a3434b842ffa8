"""A process that starts while the store is away shows what the cache has, until the store is back."""

import pytest
from tests.broken_stores import Unsteady
from tests.fakes import UnreachableCache
from tests.sites import current_of, publish_anew, unsteady
from tests.worlds import WEEK, World

from tunemeld.adapters.caches.memory import MemoryCache
from tunemeld.application.current import Current
from tunemeld.application.errors import StoreError
from tunemeld.application.ports.runtime import Cache
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
    publish_anew(world, "country")

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
    publish_anew(world, "rap")
    current = current_of(world)
    current.refresh()
    world.cache.set("published:v1:real:rap", stale)
    stores.away = ALL_STORES

    assert current.refresh() == frozenset()
    stores.away = set()
    assert shows_what_the_store_has(current, world)
