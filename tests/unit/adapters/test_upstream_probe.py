"""An upstream's state, by its last call and its pause; asking it is not part of looking."""

from collections import Counter
from datetime import timedelta

import pytest
from tests.builders import A_SATURDAY, a_report
from tests.nameless import nameless
from tests.worlds import WEEK, World

from tunemeld.adapters.probes.upstreams import UpstreamProbe
from tunemeld.application.errors import UpstreamUnavailable
from tunemeld.application.report import Check, Stage

AWAY = UpstreamUnavailable("spotify", "spotify answered 503; try again later")


def _check(world: World, upstream: str = "spotify") -> Check:
    return UpstreamProbe(upstream, world.stores.runs, world.stores.cool_downs, world.clock).check()


def test_an_upstream_that_nobody_has_asked_is_well() -> None:
    world = World()
    world.run()

    assert _check(world, "itunes") == Check.found("no recent run has asked it")


def test_an_upstream_that_answered_is_well_since_its_last_run() -> None:
    world = World()
    world.catalogues["Spotify"].bodies["country"] = AWAY
    world.run()
    world.show("Spotify", range(1, 11))
    world.run_later(WEEK)

    assert _check(world) == Check.found("answered in the run of 2024-06-29 02:30 UTC")


def test_an_upstream_that_gave_no_list_is_at_fault_with_its_reason_and_a_remedy() -> None:
    world = World()
    world.run()
    world.catalogues["Spotify"].bodies["country"] = AWAY
    world.catalogues["Spotify"].headers["country"] = AWAY
    world.run_later(WEEK)

    check = _check(world)

    assert not check.healthy
    assert check.details == f"failed in the run of 2024-06-29 02:30 UTC: {AWAY}"
    assert "`tunemeld etl run`" in check.remedy
    assert _check(world, "applemusic").healthy


def test_runs_that_did_not_ask_it_change_nothing() -> None:
    world = World()
    world.catalogues["Spotify"].bodies["country"] = AWAY
    world.run(Stage.EXTRACT)
    world.clock.put_forward(WEEK)
    world.run(Stage.AGGREGATE)

    assert _check(world).details == f"failed in the run of 2024-06-22 02:30 UTC: {AWAY}"


def test_what_happened_many_runs_ago_is_no_longer_told() -> None:
    world = World()
    world.catalogues["Spotify"].bodies["country"] = AWAY
    world.run()
    for n in range(30):
        world.stores.runs.save(a_report(f"later-{n}"))

    assert _check(world) == Check.found("no recent run has asked it")


def test_a_search_that_was_refused_is_at_fault() -> None:
    world = nameless(range(1, 4), range(1, 4))
    world.search.failures = [UpstreamUnavailable("search", "search is away")] * 3
    world.run()

    assert _check(world, "search").details == "failed in the run of 2024-06-22 02:30 UTC: search is away"


@pytest.mark.parametrize(
    ("pause", "healthy"), [(timedelta(hours=3), False), (-timedelta(hours=3), True), (timedelta(400), True)]
)
def test_an_upstream_that_pauses_is_at_fault_until_the_pause_ends(pause: timedelta, healthy: bool) -> None:
    """A pause of more than a month was set by a broken clock, and is not kept."""
    world = World()
    world.run()
    world.stores.cool_downs.cool_down("spotify", A_SATURDAY + pause)

    check = _check(world)

    assert check.healthy == healthy
    assert check.details.endswith("answered in the run of 2024-06-22 02:30 UTC")
    assert check.details.startswith("spotify pauses until 2024-06-22 05:30 UTC; ") != healthy
    assert check.remedy == ("" if healthy else "wait, or raise the plan of the upstream that is named")


def test_looking_asks_nobody() -> None:
    world = World()
    world.run()

    with world.meter.counting() as calls:
        _check(world)

    assert calls == Counter()
