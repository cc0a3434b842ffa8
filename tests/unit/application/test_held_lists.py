from collections.abc import Callable

import pytest
from tests.troubles import (
    agreement_of_named_lists,
    charted,
    fail,
    show_another_list,
    shrink,
)
from tests.worlds import DAY, World, service_of

from tunemeld.application.report import ListStatus

NEARLY_A_DAY = DAY - 1


def _held(world: World, seconds: float) -> ListStatus:
    return service_of(world.run_later(seconds), "AppleMusic").status


@pytest.mark.parametrize("trouble", [shrink, show_another_list], ids=lambda f: f.__name__)
def test_a_held_list_counts_once_it_came_back_the_same_on_three_runs_a_day_apart(
    trouble: Callable[[World], None],
) -> None:
    world = World()
    world.run()
    trouble(world)

    assert _held(world, DAY) is ListStatus.HELD
    assert _held(world, DAY) is ListStatus.HELD
    accepted = world.run_later(DAY)

    assert service_of(accepted, "AppleMusic").status is ListStatus.FRESH
    assert service_of(accepted, "AppleMusic").reason.startswith("accepted after coming back the same")
    assert accepted.genres["country"].published
    assert charted(world) == agreement_of_named_lists(world)
    assert world.chart().complete


def test_sightings_within_a_day_count_as_one() -> None:
    world = World()
    world.run()
    shrink(world)

    seen = [_held(world, NEARLY_A_DAY / 4) for _ in range(6)]

    assert set(seen) == {ListStatus.HELD}


def test_a_held_list_that_changes_begins_anew() -> None:
    world = World()
    world.run()
    shrink(world)
    _held(world, DAY)
    _held(world, DAY)
    world.show("AppleMusic", range(2, 7))

    assert _held(world, DAY) is ListStatus.HELD
    assert _held(world, DAY) is ListStatus.HELD
    assert _held(world, DAY) is ListStatus.FRESH


def test_a_failure_between_two_sightings_takes_none_away() -> None:
    world = World()
    world.run()
    shrink(world)
    _held(world, DAY)
    _held(world, DAY)
    fail(world)
    world.run_later(DAY)
    shrink(world)

    assert _held(world, DAY) is ListStatus.FRESH


def test_a_good_list_in_between_ends_the_sightings() -> None:
    world = World()
    world.run()
    shrink(world)
    _held(world, DAY)
    _held(world, DAY)
    world.show("AppleMusic", range(1, 11))
    world.run_later(DAY)
    shrink(world)

    assert _held(world, DAY) is ListStatus.HELD


@pytest.mark.parametrize("trouble", [shrink, show_another_list], ids=lambda f: f.__name__)
def test_an_operator_may_accept_a_held_list_at_once(trouble: Callable[[World], None]) -> None:
    world = World()
    world.run()
    trouble(world)
    world.run_later(0)

    report = world.run_later(accept_held=True)

    assert service_of(report, "AppleMusic").status is ListStatus.FRESH
    assert charted(world) == agreement_of_named_lists(world)
    assert world.chart().complete
