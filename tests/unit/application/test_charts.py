import pytest
from tests.broken_stores import Unreadable
from tests.fakes import UnreachableCache
from tests.worlds import World, contents

from tunemeld.adapters.caches.memory import MemoryCache
from tunemeld.application.errors import NothingPublished, StoreError, UnknownGenre, UpstreamUnavailable
from tunemeld.application.report import Stage
from tunemeld.domain.ranking import Strategy

AWAY = UpstreamUnavailable("spotify23", "spotify23 answered 503")


def _without_stores(world: World, *names: str) -> World:
    """The same installation, some stores of which are away."""
    stores = Unreadable(world.stores, *names)
    return World(genres=world.genres, stores=stores, clock=world.clock, cache=world.cache)


def test_a_genre_without_a_chart_says_how_to_get_one() -> None:
    with pytest.raises(NothingPublished, match="`tunemeld aggregate --genre country` makes a chart"):
        World().chart()


def test_an_unknown_genre_is_told_with_the_known_ones() -> None:
    world = World(genres=("country", "rap"))

    with pytest.raises(UnknownGenre, match="country, rap"):
        world.chart("polka")


def test_the_choice_of_what_is_shown_changes_nothing_that_is_stored() -> None:
    world = World()
    world.show("Spotify", range(3, 13))
    world.run()
    before = contents(world.stores)

    tiers = world.charts.chart("country", strategy=Strategy.TIERS, limit=3)
    everything = world.charts.chart("country", min_sources=1)

    assert [t.track_name for t in tiers.tracks] == ["Tune 3", "Tune 4", "Tune 5"]
    assert {len(t.sources) for t in everything.tracks} == {1, 2, 3}
    assert tiers.snapshot_id == everything.snapshot_id == world.chart().snapshot_id
    assert contents(world.stores) == before


def test_a_list_that_fails_later_is_told_as_stale_with_its_reason() -> None:
    world = World()
    world.run()
    published = world.clock.now()
    world.catalogues["Spotify"].bodies["country"] = AWAY

    world.run_later()

    state = world.chart().sources["Spotify"]
    assert (state.status, state.reason, state.fetched_at) == ("stale", str(AWAY), published)
    assert not world.chart().complete
    assert [t.sources["Spotify"] for t in world.chart().tracks] == list(range(1, 11))


def test_a_list_that_was_fetched_and_not_yet_aggregated_is_not_told_as_the_charts_own() -> None:
    world = World()
    world.run()
    before = world.chart()
    world.show("Spotify", range(2, 12))
    world.clock.put_forward(60)

    world.run(Stage.EXTRACT)

    assert world.chart().sources["Spotify"] == before.sources["Spotify"]
    assert world.chart().tracks == before.tracks


@pytest.mark.parametrize("away", ["charts", "playlists"])
def test_the_last_chart_is_shown_from_the_cache_while_the_store_is_away(away: str) -> None:
    world = World()
    world.run()
    chart = world.chart()

    assert _without_stores(world, away).chart() == chart


def test_while_the_store_is_away_nobody_can_tell_what_a_missing_service_costs() -> None:
    world = World()
    world.run()
    without_store = _without_stores(world, "charts")

    assert world.charts.absence("country", "Spotify") is not None
    assert without_store.charts.absence("country", "Spotify") is None


@pytest.mark.parametrize("cache", [UnreachableCache, None], ids=["unreachable cache", "empty cache"])
def test_without_store_and_cache_the_store_is_the_trouble(cache: type[UnreachableCache] | None) -> None:
    world = World()
    world.run()
    world.cache = cache() if cache else MemoryCache(world.clock)

    with pytest.raises(StoreError, match="the file is not readable"):
        _without_stores(world, "charts").chart()


def test_a_cache_that_is_away_costs_no_chart_and_is_noted() -> None:
    world = World(cache=UnreachableCache(), genres=("country", "pop"))

    report = world.run()

    assert world.chart().tracks
    assert report.notes[1:] == ["the cache was not told of what is new: the cache does not answer"]


def test_a_cache_that_was_away_is_told_by_the_next_run() -> None:
    world = World(cache=UnreachableCache())
    world.run()
    world.cache = MemoryCache(world.clock)

    world.run_later()

    assert _without_stores(world, "charts").chart().tracks == world.chart().tracks


def test_a_sample_in_the_same_cache_takes_no_real_chart_away() -> None:
    real = World()
    real.run()
    sample = World(source="sample", cache=real.cache)
    sample.show("Spotify", range(3, 9))
    sample.run()

    assert _without_stores(real, "charts").chart().tracks == real.chart().tracks


def test_what_the_cache_holds_of_another_version_is_as_good_as_nothing() -> None:
    world = World()
    world.cache.set("published:v1:real:country", b'{"of": "another version"}')

    with pytest.raises(StoreError):
        _without_stores(world, "charts").chart()
