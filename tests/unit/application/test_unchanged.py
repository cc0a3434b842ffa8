"""What cannot come to anything else than the last time is not done again, and is said to be unchanged."""

from collections.abc import Callable

import pytest
from tests.clocks import HandClock
from tests.fakes import CacheOfSeveral
from tests.worlds import DAY, World, tunes

from tunemeld.application.errors import UpstreamUnavailable
from tunemeld.application.report import ListStatus, RunReport, RunStatus, Stage
from tunemeld.domain.corrections import Corrections, NeverJoin

AWAY = UpstreamUnavailable("spotify23", "spotify23 answered 503")


def worked_at(world: World, since: int) -> set[Stage]:
    """The stages of which any step was begun since so many steps had been."""
    return {
        step.stage
        for step in world.observer.left[since:]
        if step.service is None or step.stage is not Stage.EXTRACT
    }


def again(world: World, stage: Stage = Stage.FULL) -> tuple[RunReport, set[Stage]]:
    """What another run tells, and at which stages it worked, fetching apart."""
    before = len(world.observer.left)
    return world.run(stage), worked_at(world, before)


@pytest.mark.parametrize("stage", [Stage.FULL, Stage.TRANSFORM, Stage.AGGREGATE])
def test_a_run_over_what_it_has_seen_before_merges_and_publishes_nothing_and_says_so(stage: Stage) -> None:
    world = World()
    first = world.run()

    report, stages = again(world, stage)

    assert stages == set()
    assert report.status is RunStatus.DONE
    told = report.genres["country"]
    assert told.unchanged
    assert not told.published
    assert not first.genres["country"].unchanged
    same = {"services", "unchanged", "published", "seconds"}
    assert told.model_dump(exclude=same) == first.genres["country"].model_dump(exclude=same)


def test_a_run_over_what_it_has_seen_before_touches_no_cache() -> None:
    clock = HandClock()
    world = World(clock=clock, cache=CacheOfSeveral(clock))
    world.run()
    key = next(iter(world.cache._entries))  # type: ignore[attr-defined]
    world.cache.clear()

    world.run()

    assert world.cache.get(key) is None


def test_each_list_is_told_as_it_stands_now() -> None:
    world = World()
    before = world.run().genres["country"].services
    world.catalogues["Spotify"].bodies["country"] = AWAY
    world.clock.put_forward(DAY)

    told = world.run().genres["country"]

    assert told.unchanged
    assert told.services["Spotify"].status is ListStatus.STALE
    assert told.services["AppleMusic"].status is ListStatus.FRESH
    assert told.services["AppleMusic"].fetched_at == world.clock.now()
    assert [each.identified for each in told.services.values()] == [
        each.identified for each in before.values()
    ]


def another_list(world: World) -> None:
    """A service shows other tunes."""
    world.show("Spotify", range(2, 12))


def a_list_too_old(world: World) -> None:
    """A list has not come for so long that it does not count any more."""
    world.catalogues["Spotify"].bodies["country"] = AWAY
    world.clock.put_forward(22 * DAY)


def a_correction(world: World) -> None:
    """Somebody has decided by hand."""
    world.corrections = Corrections(never_join=(NeverJoin(tracks=("Spotify:1", "AppleMusic:1")),))


def another_version(world: World) -> None:
    """Somebody has upgraded."""
    world.version = "2"


@pytest.mark.parametrize("change", [another_list, a_list_too_old, a_correction, another_version])
def test_whatever_could_change_a_chart_has_it_made_anew(change: Callable[[World], None]) -> None:
    world = World()
    world.run()
    change(world)

    report, stages = again(world)

    assert not report.genres["country"].unchanged
    assert stages >= {Stage.TRANSFORM, Stage.AGGREGATE}


def test_only_the_genre_that_has_changed_is_merged() -> None:
    world = World(genres=("country", "rap"))
    world.run()
    world.show("Spotify", range(2, 12), genre="rap")
    before = len(world.observer.left)

    report = world.run()

    assert {genre: told.unchanged for genre, told in report.genres.items()} == {"country": True, "rap": False}
    merged = {step.genre for step in world.observer.left[before:] if step.stage is Stage.TRANSFORM}
    assert merged == {"rap"}


def test_what_shows_another_chart_by_now_is_made_anew() -> None:
    world = World()
    world.run()
    other = World(stores=world.stores, clock=world.clock)
    other.show("Spotify", range(3, 13))
    other.run()
    other.stores.merges.remember(_memo_of_first(world))

    report, _ = again(world, Stage.AGGREGATE)

    assert not report.genres["country"].unchanged


def _memo_of_first(world: World):  # type: ignore[no-untyped-def]
    alone = World()
    alone.run()
    first = alone.stores.merges.last("country", "rapidapi")
    now = world.stores.merges.last("country", "rapidapi")
    assert first is not None
    assert now is not None
    return first.model_copy(update={"inputs": now.inputs})


def test_what_waits_for_a_lookup_is_not_passed_over_until_it_was_asked_for() -> None:
    world = World()
    world.budget = 4
    for service in world.catalogues:
        world.show(service, range(1, 11), coded=False)
    world.run()

    report, stages = again(world)
    assert (report.genres["country"].unchanged, report.genres["country"].looked_up) == (False, 4)
    assert Stage.TRANSFORM in stages
    world.run()

    report, stages = again(world)

    assert report.genres["country"].unchanged
    assert stages == set()


def test_a_miss_is_asked_for_again_when_that_is_due_and_only_by_a_run_that_looks_up() -> None:
    world = World()
    for service in world.catalogues:
        world.show(service, range(1, 11), coded=False)
    world.run()
    world.clock.put_forward(DAY)

    report, _ = again(world, Stage.AGGREGATE)
    assert report.genres["country"].unchanged

    report, _ = again(world)
    assert not report.genres["country"].unchanged
    assert report.genres["country"].looked_up == 10


def test_what_another_genre_has_found_meanwhile_is_taken_over() -> None:
    world = World()
    world.budget = 0
    for service in world.catalogues:
        world.show(service, range(1, 11), coded=False)
    world.run()
    last = world.stores.merges.last("country", "rapidapi")
    assert last is not None
    finder = World(stores=world.stores, clock=world.clock)
    finder.catalogues = world.catalogues
    hits = [x.model_copy(update={"service": "elsewhere"}) for x in tunes("Spotify", range(1, 11))]
    finder.search.known = {hit.title.lower(): (hit,) for hit in hits}
    finder.run(Stage.TRANSFORM)

    report, _ = again(world, Stage.AGGREGATE)

    assert not report.genres["country"].unchanged
    assert all(track.isrc for track in world.chart().tracks)


def test_where_too_few_lists_count_that_is_known_as_well() -> None:
    world = World(services=("Spotify",))
    world.run()

    report, stages = again(world)

    assert report.status is RunStatus.FAILED
    assert report.genres["country"].unchanged
    assert report.genres["country"].snapshot_id is None
    assert stages == set()


def test_a_run_that_was_killed_before_it_published_has_nothing_to_pass_over() -> None:
    world = World()
    world.run(Stage.EXTRACT)
    world.run(Stage.TRANSFORM)

    report, stages = again(world)

    assert report.genres["country"].published
    assert Stage.AGGREGATE in stages


def test_lookups_that_are_switched_on_later_are_made_though_nothing_else_has_changed() -> None:
    world = World()
    for service in world.catalogues:
        world.show(service, range(1, 11), coded=False)
    world.looks_up = False
    world.run()
    assert world.run().genres["country"].unchanged
    world.looks_up = True

    report, _ = again(world)

    assert (report.genres["country"].unchanged, report.genres["country"].looked_up) == (False, 10)
