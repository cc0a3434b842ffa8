import pytest
from tests.builders import A_SATURDAY
from tests.nameless import code, knows, looked_up, nameless

from tunemeld.application.errors import (
    BadPayload,
    UpstreamCoolingDown,
    UpstreamError,
    UpstreamRejected,
    UpstreamUnavailable,
)

AWAY = UpstreamUnavailable("spotify-api", "spotify-api answered 503")


def test_a_search_that_fails_is_no_miss_and_stops_no_other() -> None:
    world = nameless(range(1, 7), range(1, 7))
    knows(world, *range(1, 7))
    world.search.failures = [AWAY, AWAY, None, AWAY, AWAY, None]

    first = world.run()
    second = world.run()

    assert looked_up(first) == (6, 2, 0, 4)
    assert looked_up(second) == (4, 4, 0, 0)
    assert first.notes == ["all is invented"]


def test_three_failures_in_a_row_end_the_search_and_what_was_found_stays() -> None:
    world = nameless(range(1, 8), range(1, 8))
    knows(world, *range(1, 8))
    world.search.failures = [None, AWAY, AWAY, AWAY]

    report = world.run()

    assert world.search.asked == ["tune 1", "tune 2", "tune 3", "tune 4"]
    assert looked_up(report) == (4, 1, 0, 6)
    assert report.notes[1:] == ["ISRC lookups stopped early: spotify-api answered 503"]
    assert [track.isrc for track in world.chart().tracks][:2] == [code(1), None]


@pytest.mark.parametrize(
    "error",
    [
        UpstreamRejected("spotify-api", "spotify-api answered 400", status=400),
        BadPayload("spotify-api", "spotify-api answered HTML"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_one_search_that_is_not_understood_does_not_keep_the_others_waiting(error: UpstreamError) -> None:
    world = nameless(range(1, 4), range(1, 4))
    knows(world, 1, 2, 3)
    world.search.failures = [error]

    report = world.run()

    assert looked_up(report) == (3, 2, 0, 1)


@pytest.mark.parametrize(
    "error",
    [
        UpstreamRejected("spotify-api", "spotify-api answered 401", status=401),
        UpstreamRejected("spotify-api", "spotify-api answered 403", status=403),
        UpstreamRejected("spotify-api", "spotify-api says no"),
        UpstreamCoolingDown("spotify-api", "spotify-api pauses", until=A_SATURDAY),
    ],
    ids=str,
)
def test_an_answer_that_will_not_get_better_ends_the_search_at_once(error: UpstreamError) -> None:
    world = nameless(range(1, 4), range(1, 4))
    knows(world, 1, 2, 3)
    world.search.failures = [None, error]

    report = world.run()

    assert world.search.asked == ["tune 1", "tune 2"]
    assert looked_up(report) == (2, 1, 0, 2)
    assert report.notes[1:] == [f"ISRC lookups stopped early: {error}"]


def test_an_interrupt_among_the_searches_keeps_what_was_found() -> None:
    world = nameless(range(1, 4), range(1, 4))
    knows(world, 1, 2, 3)
    world.search.failures = [None, None, KeyboardInterrupt()]
    with pytest.raises(KeyboardInterrupt):
        world.run()

    world.run()

    assert world.search.asked == ["tune 1", "tune 2", "tune 3", "tune 3"]
