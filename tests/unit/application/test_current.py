"""What every genre shows, kept in the process: read where something is new, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.broken_stores import Unsteady
from tests.readings import a_batch, a_reading, a_search
from tests.sites import current_of, publish_anew, unsteady
from tests.worlds import DAY, SERVICES, World

from tunemeld.application.errors import NothingPublished, StoreError, UnknownGenre, UpstreamUnavailable
from tunemeld.application.report import Stage
from tunemeld.domain.snapshot import SourceStatus

TWO_GENRES = ("country", "rap")
AWAY = UpstreamUnavailable("apple-music24", "apple-music24 answered 503")


@pytest.fixture
def installation() -> tuple[World, Unsteady]:
    """Two published genres over stores that can go away."""
    world = World(genres=TWO_GENRES)
    world.run()
    return unsteady(world)


@pytest.fixture
def world(installation: tuple[World, Unsteady]) -> World:
    """That installation."""
    return installation[0]


@pytest.fixture
def stores(installation: tuple[World, Unsteady]) -> Unsteady:
    """Its stores."""
    return installation[1]


def test_the_first_refresh_reads_every_genre(world: World) -> None:
    current = current_of(world)

    assert current.refresh() == set(TWO_GENRES)
    assert {g: current.published(g) for g in TWO_GENRES} == {g: world.charts.published(g) for g in TWO_GENRES}


def test_a_publication_is_taken_over_and_the_other_genres_stay_as_they_are(world: World) -> None:
    current = current_of(world)
    current.refresh()
    kept = current.shown("country")
    publish_anew(world, "rap")

    assert current.refresh() == {"rap"}
    assert current.published("rap") == world.charts.published("rap")
    assert current.shown("country") is kept


def test_of_a_genre_without_anything_new_nothing_is_read(world: World, stores: Unsteady) -> None:
    publish_anew(world, "rap", first=101)
    current = current_of(world)
    current.refresh()
    publish_anew(world, "rap", first=103)
    stores.broken = {"country"}

    assert current.refresh() == {"rap"}
    assert not current.trouble


@pytest.mark.parametrize(("before", "since"), [(10, 20), (20, 10)], ids=["until now", "from now on"])
def test_what_is_counted_for_a_genre_stands_with_every_genre_that_shows_the_recording(
    world: World, before: int, since: int
) -> None:
    """Also of a recording that the genre for which it was counted shows no more, or only now."""
    publish_anew(world, "rap", first=before)
    current = current_of(world)
    current.refresh()
    in_common = world.charts.listed("country") & world.charts.listed("rap")
    publish_anew(world, "rap", first=since)
    (shared,) = in_common | (world.charts.listed("country") & world.charts.listed("rap"))

    world.stores.readings.append(a_batch(a_reading(shared, at=world.clock.now()), genres=("rap",)))

    assert current.refresh() == {"country", "rap"}
    assert shared in current.published("country").series
    assert current.published("country") == world.charts.published("country")


def test_one_that_shows_what_was_counted_and_cannot_be_read_is_read_when_it_can(
    world: World, stores: Unsteady
) -> None:
    current = current_of(world)
    current.refresh()
    (tune, *_) = sorted(world.charts.listed("rap"))
    world.stores.readings.append(a_batch(a_reading(tune, at=world.clock.now()), genres=("rap",)))
    stores.broken = {"country"}

    assert current.refresh() == {"rap"}
    assert current.trouble
    assert tune not in current.published("country").series
    stores.broken = set()

    assert "country" in current.refresh()
    assert tune in current.published("country").series
    assert current.trouble == ""


def test_what_is_counted_for_a_genre_of_another_host_stands_with_those_of_this_one(world: World) -> None:
    here = World(genres=("country",), stores=world.stores, clock=world.clock)
    current = current_of(here)
    current.refresh()
    (tune, *_) = sorted(world.charts.listed("rap"))

    world.stores.readings.append(a_batch(a_reading(tune, at=world.clock.now()), genres=("rap",)))

    assert current.refresh() == {"country"}
    assert tune in current.published("country").series


def test_where_nothing_is_new_only_the_marks_are_read(world: World, stores: Unsteady) -> None:
    current = current_of(world)
    current.refresh()
    stores.away = {"charts", "playlists"}
    world.clock.put_forward(3_599)

    assert current.refresh() == frozenset()
    assert (current.trouble, current.age_seconds) == ("", 0.0)


def test_a_list_that_was_fetched_again_is_told_with_its_new_time(world: World) -> None:
    current = current_of(world)
    current.refresh()
    world.clock.put_forward(60)
    world.run(Stage.FULL, "country")

    assert current.refresh() == {"country"}
    assert current.published("country").sources["Spotify"].fetched_at == world.clock.now()


def test_lists_grow_stale_by_time_alone(world: World) -> None:
    current = current_of(world)
    world.clock.put_forward(21 * DAY - 100)
    current.refresh()

    world.clock.put_forward(100)
    told = [current.refresh(), current.published("rap").sources["Spotify"].status]
    world.clock.put_forward(1)
    told += [current.refresh(), current.published("rap").sources["Spotify"].status]

    assert told == [frozenset(), SourceStatus.FRESH, set(TWO_GENRES), SourceStatus.STALE]


def test_what_is_read_again_after_a_while_and_has_stayed_the_same_is_nothing_new(world: World) -> None:
    current = current_of(world)
    current.refresh()
    kept = current.shown("rap")

    world.clock.put_forward(3_600)

    assert current.refresh() == frozenset()
    assert current.shown("rap") is kept


def test_what_no_mark_tells_of_is_read_after_an_hour_a_few_genres_at_a_time() -> None:
    world = World(genres=[f"genre {n}" for n in range(12)])
    world.run()
    current = current_of(world)
    current.refresh()
    (tune, *_) = sorted(world.charts.listed("genre 0"))
    world.stores.videos.remember([a_search(tune)])

    world.clock.put_forward(3_599)
    assert current.refresh() == frozenset()

    world.clock.put_forward(1)
    assert [len(current.refresh()) for _ in range(4)] == [5, 5, 2, 0]
    assert all(current.published(genre).videos == {tune: "video-1"} for genre in world.genres)


def test_genres_that_cannot_be_read_take_no_others_turn() -> None:
    world = World(genres=[f"genre {n}" for n in range(12)])
    world.run()
    world, stores = unsteady(world)
    current = current_of(world)
    current.refresh()
    (tune, *_) = sorted(world.charts.listed("genre 0"))
    world.stores.videos.remember([a_search(tune)])
    stores.broken = {f"genre {n}" for n in range(6)}

    world.clock.put_forward(3_600)
    found = [genre for _ in range(4) for genre in current.refresh()]

    assert sorted(found) == sorted(f"genre {n}" for n in range(6, 12))


def test_what_is_published_while_a_genre_is_read_is_met_by_the_next_refresh(
    world: World, stores: Unsteady
) -> None:
    current = current_of(world)
    stores.meanwhile["playlists"] = lambda: publish_anew(world, "country")

    current.refresh()
    current.refresh()

    assert current.published("country") == world.charts.published("country")


def test_a_genre_without_a_chart_says_how_to_get_one_and_shows_it_once_it_is_there() -> None:
    world = World(genres=TWO_GENRES)
    world.run(Stage.FULL, "rap")
    current = current_of(world)
    current.refresh()

    with pytest.raises(NothingPublished, match="`tunemeld aggregate --genre country` makes a chart"):
        current.published("country")
    assert (current.shown("country").published, current.shown("country").missing) == (None, SERVICES)

    world.run(Stage.FULL, "country")
    assert current.refresh() == {"country"}
    assert current.published("country") == world.charts.published("country")


def test_a_genre_without_a_chart_tells_of_its_lists() -> None:
    world = World(services=("Spotify", "AppleMusic"))
    world.catalogues["AppleMusic"].bodies["country"] = AWAY
    world.run()
    current = current_of(world)
    current.refresh()

    states = current.shown("country").states

    assert {s: (state.status, state.reason) for s, state in states.items()} == {
        "Spotify": (SourceStatus.FRESH, ""),
        "AppleMusic": (SourceStatus.MISSING, "apple-music24 answered 503"),
    }


def test_an_unknown_genre_names_the_known_ones(world: World) -> None:
    current = current_of(world)
    current.refresh()

    with pytest.raises(UnknownGenre, match="'polka'; known genres: country, rap"):
        current.published("polka")


def test_before_the_first_refresh_nothing_is_known(world: World) -> None:
    current = current_of(world)

    with pytest.raises(StoreError, match="the chart of rap could not be read yet"):
        current.published("rap")
    assert (dict(current.known), current.age_seconds) == ({}, None)


@given(st.lists(st.tuples(st.sampled_from(TWO_GENRES), st.integers(1, 5)), max_size=6))
def test_after_any_publications_a_refresh_shows_what_the_store_has(published: list[tuple[str, int]]) -> None:
    world = World(genres=TWO_GENRES)
    current = current_of(world)
    for genre, first in published:
        publish_anew(world, genre, first=first)
        current.refresh()

    for genre in {genre for genre, _ in published}:
        assert current.published(genre) == world.charts.published(genre)
