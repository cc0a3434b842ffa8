"""Whoever follows what is published: told after each run, and never a reason for one to fail."""

from collections.abc import Callable, Sequence

import pytest
from tests.broken_stores import Killed
from tests.fakes import UnreachableCache
from tests.readings import a_batch, a_reading
from tests.sites import unsteady
from tests.worlds import SERVICES, World

from tunemeld.application.errors import CacheError, StoreError, UpstreamUnavailable
from tunemeld.application.ports.publications import PublicationFollower
from tunemeld.application.report import RunStatus, Stage
from tunemeld.domain.snapshot import Published

AWAY = UpstreamUnavailable("spotify23", "spotify23 answered 503")


class RememberingFollower(PublicationFollower):
    """Keeps all that it is told."""

    name = "the list on the wall"

    def __init__(self) -> None:
        self.told: list[Published] = []

    def follow(self, published: Published) -> None:
        """Remember it."""
        self.told.append(published)


class FailingFollower(PublicationFollower):
    """Raises what it was made with."""

    def __init__(self, name: str, error: BaseException) -> None:
        self._name = name
        self._error = error

    @property
    def name(self) -> str:
        """As it was given."""
        return self._name

    def follow(self, published: Published) -> None:
        """Never."""
        raise self._error


@pytest.fixture
def follower() -> RememberingFollower:
    """Somebody who follows."""
    return RememberingFollower()


def following(*followers: PublicationFollower, genres: tuple[str, ...] = ("country",)) -> World:
    """A world with these followers beside its cache."""
    world = World(genres=genres)
    world.followers = followers
    return world


def test_a_follower_is_told_what_each_genre_shows(follower: RememberingFollower) -> None:
    world = following(follower, genres=("country", "rap"))

    world.run()

    assert [told.publication.genre for told in follower.told] == ["country", "rap"]
    assert follower.told == [world.charts.published(genre) for genre in ("country", "rap")]


def test_a_follower_is_told_again_by_a_run_that_finds_nothing_new(follower: RememberingFollower) -> None:
    world = following(follower)
    world.run()

    world.run_later()

    first, again = follower.told
    assert first.publication == again.publication


def test_a_follower_hears_how_the_lists_stand_on_the_day_of_the_run(follower: RememberingFollower) -> None:
    world = following(follower)
    world.run()
    world.catalogues["Spotify"].bodies["country"] = AWAY

    world.run_later()

    assert [told.sources["Spotify"].status for told in follower.told] == ["fresh", "stale"]
    assert follower.told[1].sources == world.chart().sources


@pytest.mark.parametrize("stage", [Stage.EXTRACT, Stage.TRANSFORM])
def test_a_stage_that_publishes_nothing_tells_nobody(stage: Stage, follower: RememberingFollower) -> None:
    world = following(follower)
    world.run()

    world.run(stage)

    assert len(follower.told) == 1


def test_without_a_chart_nobody_is_told(follower: RememberingFollower) -> None:
    world = following(follower)
    for service in ("Spotify", "AppleMusic"):
        world.catalogues[service].bodies["country"] = AWAY

    world.run()

    assert follower.told == []


@pytest.mark.parametrize("failure", [StoreError("no room"), CacheError("no room")])
def test_a_follower_that_fails_is_noted_once_and_stops_no_other(
    failure: Exception, follower: RememberingFollower
) -> None:
    world = following(FailingFollower("the copy", failure), follower, genres=("country", "rap"))

    report = world.run()

    assert report.status is RunStatus.DONE
    assert report.notes[1:] == ["the copy was not told of what is new: no room"]
    assert [told.publication.genre for told in follower.told] == ["country", "rap"]


def test_a_cache_that_is_away_keeps_no_other_follower_from_being_told(follower: RememberingFollower) -> None:
    world = following(follower)
    world.cache = UnreachableCache()

    world.run()

    assert len(follower.told) == 1


@pytest.mark.parametrize("end", [Killed, KeyboardInterrupt])
def test_what_a_follower_missed_when_a_run_was_ended_it_is_told_by_the_next(
    end: Callable[[], BaseException], follower: RememberingFollower
) -> None:
    world = following(FailingFollower("the end", end()))
    with pytest.raises((Killed, KeyboardInterrupt)):
        world.run()
    world.followers = (follower,)

    report = world.run()

    assert not report.genres["country"].published
    assert [told.publication for told in follower.told] == [world.publication()]


def counted_since(
    follower: RememberingFollower, genres: Sequence[str], *, in_common: bool = True
) -> list[str]:
    """Of which genres a follower hears when readings for these genres arrive."""
    world = World(genres=("country", "pop", "rap"))
    for genre, first in (("pop", 10 if in_common else 101), ("rap", 201)):
        for service in SERVICES:
            world.show(service, range(first, first + 10), genre=genre)
    world.run()
    world.followers = (follower,)
    world.dispatch.catch_up()
    follower.told.clear()
    world.stores.readings.append(a_batch(a_reading(), genres=genres))

    world.dispatch.catch_up()

    return [told.publication.genre for told in follower.told]


def test_of_readings_a_follower_hears_for_the_genre_that_was_counted(follower: RememberingFollower) -> None:
    assert counted_since(follower, ("country",), in_common=False) == ["country"]


def test_of_readings_a_follower_hears_for_genres_that_show_the_same_recordings(
    follower: RememberingFollower,
) -> None:
    assert counted_since(follower, ("country",)) == ["country", "pop"]


def test_of_readings_of_a_genre_that_is_configured_no_more_a_follower_hears_nothing(
    follower: RememberingFollower,
) -> None:
    assert counted_since(follower, ("polka",)) == []


def test_of_readings_of_a_genre_that_is_configured_elsewhere_a_follower_hears_for_those_here(
    follower: RememberingFollower,
) -> None:
    world = World(genres=("country", "rap"))
    world.run()
    here = World(genres=("country",), stores=world.stores, clock=world.clock)
    here.followers = (follower,)
    here.dispatch.catch_up()
    follower.told.clear()
    world.stores.readings.append(a_batch(a_reading(), genres=("rap",)))

    here.dispatch.catch_up()

    assert [told.publication.genre for told in follower.told] == ["country"]


@pytest.mark.parametrize("broken", ["country", "pop"])
def test_a_genre_that_cannot_be_read_keeps_no_other_from_being_handed_on(
    broken: str, follower: RememberingFollower
) -> None:
    world, stores = unsteady(World(genres=("country", "pop", "rap")))
    world.run()
    world.followers = (follower,)
    world.dispatch.catch_up()
    follower.told.clear()
    world.stores.readings.append(a_batch(a_reading(), genres=("country",)))
    stores.broken = {broken}

    notes = world.dispatch.catch_up()

    assert {told.publication.genre for told in follower.told} == {"country", "pop", "rap"} - {broken}
    assert len(notes) == 2  # of the cache and of the follower
    stores.broken = set()
    world.dispatch.catch_up()
    assert broken in {told.publication.genre for told in follower.told}


def test_of_readings_that_name_no_genre_a_follower_hears_for_all(follower: RememberingFollower) -> None:
    """As those do that were recorded before genres were remembered."""
    assert counted_since(follower, ()) == ["country", "pop", "rap"]


class Overtaken(RememberingFollower):
    """Has another process publish and hand on while it is told for the first time."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self._world = world

    def follow(self, published: Published) -> None:
        """Be slow once."""
        if not self.told:
            other = World(stores=self._world.stores, clock=self._world.clock)
            other.show("Spotify", range(4, 14))
            self.told.append(published)
            other.run()
            self.told.append(self._world.charts.published("country"))
        super().follow(published)


def test_a_slow_follower_does_not_put_an_older_chart_over_a_newer_one() -> None:
    world = World()
    follower = Overtaken(world)
    world.followers = (follower,)

    world.run()

    assert [told.publication.seq for told in follower.told] == [1, 2, 1, 2]
