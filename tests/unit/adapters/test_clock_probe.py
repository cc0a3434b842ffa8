"""The clock is looked at by what the store knows: its server's time, and what has happened already."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.clocks import HandClock
from tests.upkeeps import StoreIn
from tests.worlds import DAY, World

from tunemeld.adapters.probes.clock import ClockProbe
from tunemeld.application.errors import UpstreamUnavailable
from tunemeld.application.ports.upkeep import StoreUpkeep
from tunemeld.application.report import Check, Stage


def checked(world: World, *, upkeep: StoreUpkeep | None = None, chosen: datetime | None = None) -> Check:
    """What is found in a world, whose clock the probe goes by."""
    stores = world.stores
    probe = ClockProbe(
        world.clock,
        chosen,
        upkeep=upkeep or stores.upkeep,
        charts=stores.charts,
        runs=stores.runs,
        lists=world.lists,
    )
    return probe.check()


def put_back(world: World, seconds: float) -> World:
    """The same installation on a machine whose clock is that much slower."""
    clock = HandClock(world.clock.now() - timedelta(seconds=seconds))
    return World(genres=world.genres, stores=world.stores, clock=clock)


def test_a_clock_after_all_that_happened_is_well() -> None:
    world = World()
    world.run_later(DAY)

    told = "2024-06-23 02:30 UTC, and nothing in the store is of a later time"
    assert checked(world) == checked(World(clock=world.clock)) == Check.found(told)


def test_what_happened_a_little_later_is_no_fault_and_a_run_of_the_future_is_one_with_a_remedy() -> None:
    world = World()
    world.run(Stage.AGGREGATE)

    check = checked(put_back(world, 3 * 3600))

    assert checked(put_back(world, 240)).healthy
    assert (check.healthy, check.details) == (
        False,
        "it is 2024-06-21 23:30 UTC here, and the run run-1 is of 2024-06-22 02:30 UTC",
    )
    assert "NTP" in check.remedy


@pytest.mark.parametrize("fails", [True, False], ids=["fetches", "charts"])
def test_a_chart_or_a_fetch_of_the_future_is_found_behind_any_number_of_later_runs(*, fails: bool) -> None:
    world = World()
    if fails:
        for service, catalogue in world.catalogues.items():
            catalogue.bodies["country"] = UpstreamUnavailable(service, "away")
    world.run_later(DAY)
    earlier = put_back(world, DAY)
    for _ in range(20):
        earlier.run(Stage.VIEW_COUNT)

    what = "an attempt to fetch country/Spotify" if fails else "the chart of country"
    assert f"{what} is of 2024-06-23 02:30 UTC" in checked(earlier).details


@pytest.mark.parametrize("hours", [-2, 2])
def test_a_clock_that_is_not_its_server_s_is_a_fault(hours: int) -> None:
    world = World()
    server = world.clock.now() + timedelta(hours=hours)

    check = checked(world, upkeep=StoreIn(time=server))

    assert not check.healthy
    assert check.details == (
        f"it is 2024-06-22 02:30 UTC here, and {server:%Y-%m-%d %H:%M} UTC at the store's server"
    )


def test_a_server_s_clock_may_differ_by_what_a_look_takes() -> None:
    world = World()

    assert checked(world, upkeep=StoreIn(time=world.clock.now() + timedelta(seconds=20))).healthy


def test_a_chosen_clock_is_told_and_may_be_before_everything() -> None:
    world = World()
    world.run()

    check = checked(put_back(world, 365 * DAY), chosen=datetime(2023, 6, 23, 2, 30, tzinfo=UTC))

    assert check == Check.found("TUNEMELD_NOW is in force: it is taken to be 2023-06-23 02:30 UTC")
