"""What is told of a counter's growth: never across a break, never from a fall, never beyond the readings."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from tunemeld.domain.epochs import Change, epoch, steps
from tunemeld.domain.growth import GrowthStatus, deltas, growth, initial_and_current
from tunemeld.domain.reading import SOUNDCLOUD, SPOTIFY, YOUTUBE, Point

START = datetime(2024, 6, 1, 2, tzinfo=UTC)
DAY = timedelta(days=1)


def daily(*values: int | None, of: str = "video", start: datetime = START) -> tuple[Point, ...]:
    """A reading a day; None for a day without one."""
    return tuple(Point(start + n * DAY, value, of) for n, value in enumerate(values) if value is not None)


def changes(counter: str, points: Sequence[Point]) -> list[Change]:
    return [step.change for step in steps(counter, points)]


def test_deltas_are_told_at_the_later_reading_and_not_for_the_first() -> None:
    assert deltas(YOUTUBE, daily(10, 15, None, 15, 30)) == (
        (START + DAY, 5),
        (START + 3 * DAY, 0),
        (START + 4 * DAY, 15),
    )
    assert deltas(YOUTUBE, daily(10)) == deltas(YOUTUBE, ()) == ()


def test_a_correction_adds_nothing_and_growth_goes_on_from_there() -> None:
    assert deltas(YOUTUBE, daily(100_000, 95_000, 96_000)) == ((START + 2 * DAY, 1000),)
    assert steps(YOUTUBE, daily(100_000, 95_000))[1].difference == -5000


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (100_000, 95_000, Change.CORRECTION),
        (100_000, 94_999, Change.FALL),
        (5_000, 4_000, Change.CORRECTION),
        (5_000, 3_999, Change.FALL),
        (900, 0, Change.CORRECTION),
        (900, 900, Change.GROWTH),
    ],
)
def test_a_fall_of_up_to_a_twentieth_or_a_thousand_is_a_correction(
    before: int, after: int, change: Change
) -> None:
    assert changes(YOUTUBE, daily(before, after)) == [Change.FIRST, change]


def test_nothing_is_told_across_a_great_fall_another_video_or_the_new_way_of_counting() -> None:
    fall = daily(100_000, 110_000, 500, 800)
    another = (*daily(100, 120), *daily(5_000, 5_100, of="other", start=START + 2 * DAY))
    counted_anew = daily(100, 120, 900, 950, start=datetime(2026, 8, 25, 2, tzinfo=UTC))

    assert changes(YOUTUBE, fall)[2] is Change.FALL
    assert changes(YOUTUBE, another)[2] is Change.ANOTHER
    assert changes(YOUTUBE, counted_anew)[2] is Change.NEW_COUNTING
    assert changes(SOUNDCLOUD, counted_anew)[2] is Change.GROWTH
    for series, told in ((fall, (10_000, 300)), (another, (20, 100)), (counted_anew, (20, 50))):
        assert tuple(added for _, added in deltas(YOUTUBE, series)) == told
        assert epoch(YOUTUBE, series) == series[2:]


def test_a_count_that_was_misread_once_makes_no_growth_when_it_is_back() -> None:
    series = daily(100_000, 0, 100_100, 100_300)

    assert changes(YOUTUBE, series)[1:] == [Change.FALL, Change.BACK, Change.GROWTH]
    assert deltas(YOUTUBE, series) == ((START + 3 * DAY, 200),)
    assert epoch(YOUTUBE, series) == (series[0], *series[2:])
    assert initial_and_current(YOUTUBE, series) == (series[0], series[3])


def test_an_index_moves_and_has_no_plays() -> None:
    series = daily(60, 10, 80)

    assert changes(SPOTIFY, series) == [Change.FIRST, Change.MOVE, Change.MOVE]
    assert [step.difference for step in steps(SPOTIFY, series)] == [None, -50, 70]
    assert deltas(SPOTIFY, series) == ()
    assert initial_and_current(SPOTIFY, series) is None


def test_initial_is_the_reading_nearest_to_a_week_before_the_newest() -> None:
    series = daily(*range(100, 120))

    assert initial_and_current(YOUTUBE, series) == (series[12], series[19])
    assert initial_and_current(YOUTUBE, series[-3:]) == (series[17], series[19])
    assert initial_and_current(YOUTUBE, series[:1]) == (series[0], series[0])
    assert initial_and_current(YOUTUBE, ()) is None
    # A day too few and a day too many are equally near.
    assert initial_and_current(YOUTUBE, (*series[:1], *series[2:3], series[8])) == (series[0], series[8])


def test_initial_is_neither_higher_nor_of_another_epoch() -> None:
    corrected = daily(990, 1000, 900, 901, 902, 903, 904, 905, 950)
    fallen = daily(90_000, 100, 200, 300)

    assert initial_and_current(YOUTUBE, corrected) == (corrected[2], corrected[8])
    assert initial_and_current(YOUTUBE, fallen) == (fallen[1], fallen[3])
    assert initial_and_current(YOUTUBE, daily(1000, 900)) == (daily(1000, 900)[1],) * 2


def test_growth_is_that_of_the_last_seven_days_per_day() -> None:
    told = growth(YOUTUBE, daily(*range(1000, 2000, 100)), START + 9 * DAY)

    assert (told.status, told.before, told.change, told.per_day) == (GrowthStatus.OK, 1200, 700, 100)
    assert not told.corrected


def test_the_beginning_of_a_window_is_interpolated_between_readings() -> None:
    told = growth(YOUTUBE, daily(1000, None, 1200, *range(1400, 2000, 100)), START + 8 * DAY)

    assert (told.before, told.change) == (1100, 800)


def test_growth_begins_with_the_first_reading_where_that_is_a_day_late() -> None:
    told = growth(YOUTUBE, daily(*range(1000, 1700, 100)), START + 6 * DAY)

    assert (told.before, told.change, told.per_day) == (1000, 600, 100)
    assert growth(YOUTUBE, daily(*range(1000, 1600, 100)), START + 5 * DAY).status is GrowthStatus.WARMING


@pytest.mark.parametrize(
    ("series", "later", "status"),
    [
        (daily(), 0, GrowthStatus.NEW),
        (daily(5), 0, GrowthStatus.NEW),
        (daily(*range(8), 90_000, 20), 9, GrowthStatus.NEW),
        (daily(1, 2, 3), 2, GrowthStatus.WARMING),
        (daily(1, *[None] * 3, 2, 3, 4, 5, 6), 8, GrowthStatus.INSUFFICIENT),
        (daily(1, *[None] * 9, 2, 3, 4, 5, 6, 7), 15, GrowthStatus.INSUFFICIENT),
        (daily(1, *[None] * 2, 2, 3, 4, 5, 6), 7, GrowthStatus.OK),
        (daily(1, *[None] * 9, *range(2, 10)), 17, GrowthStatus.OK),
        (daily(*range(8)), 11, GrowthStatus.STALE),
        (daily(*range(8)), 10, GrowthStatus.OK),
    ],
)
def test_growth_says_why_there_is_none(series: tuple[Point, ...], later: int, status: GrowthStatus) -> None:
    told = growth(YOUTUBE, series, START + later * DAY)

    assert told.status is status
    assert (told.change is None) == (status is not GrowthStatus.OK)


def test_counters_that_come_with_weekly_lists_may_miss_a_week() -> None:
    weekly = tuple(Point(START + n * DAY, 100 * n, "track") for n in (0, 14, 21))

    assert growth(SOUNDCLOUD, weekly, START + 35 * DAY).change == 700
    assert growth(SOUNDCLOUD, weekly, START + 36 * DAY).status is GrowthStatus.STALE
    assert growth(YOUTUBE, weekly, START + 21 * DAY).status is GrowthStatus.INSUFFICIENT


def test_growth_over_a_correction_is_net_and_never_negative() -> None:
    net = growth(
        YOUTUBE, daily(10_000, 10_500, 10_900, 10_400, 10_600, 10_700, 10_800, 10_900), START + 7 * DAY
    )
    fallen = growth(YOUTUBE, daily(*[10_000] * 6, 9_000, 9_100), START + 7 * DAY)

    assert (net.change, net.corrected) == (900, True)
    assert (fallen.change, fallen.corrected) == (0, True)
    assert not growth(YOUTUBE, daily(10_500, *[10_000] * 9), START + 9 * DAY).corrected


@pytest.mark.parametrize("misread", [96_000, 0])
def test_a_dip_at_the_beginning_of_the_window_makes_no_growth(misread: int) -> None:
    told = growth(YOUTUBE, daily(100_000, misread, *[100_000] * 7), START + 8 * DAY)

    assert (told.status, told.change) == (GrowthStatus.OK, 0)


def test_a_fall_that_a_second_reading_confirms_is_believed() -> None:
    told = growth(YOUTUBE, daily(100_000, 96_000, *range(96_000, 97_600, 200)), START + 9 * DAY)

    assert told.change == 1400


def test_an_index_may_fall_over_a_window() -> None:
    told = growth(SPOTIFY, daily(60, *[None] * 6, 48), START + 7 * DAY)

    assert (told.before, told.change, told.corrected) == (60, -12, False)


def test_nothing_is_told_from_the_future() -> None:
    series = daily(*range(1000, 3000, 100))

    assert growth(YOUTUBE, series, START + 9 * DAY) == growth(YOUTUBE, series[:10], START + 9 * DAY)
