"""What holds for the growth of any series: no unit, clock or gap changes it, and no fall ever makes it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import accumulate, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tunemeld.domain.epochs import Change, epoch, steps
from tunemeld.domain.growth import Growth, GrowthStatus, deltas, growth, initial_and_current
from tunemeld.domain.reading import SOUNDCLOUD, YOUTUBE, Point

START = datetime(2024, 2, 20, 2, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
COUNTER = st.sampled_from([YOUTUBE, SOUNDCLOUD])
# The longest gap that each may have.
PATIENCE = {YOUTUBE: 3 * DAY + HOUR, SOUNDCLOUD: 14 * DAY + HOUR}

plays = st.integers(0, 10**9)
gaps = st.integers(1, 80)


def at_hours(hours: Sequence[int], values: Sequence[int]) -> tuple[Point, ...]:
    return tuple(Point(START + hour * HOUR, value, "it") for hour, value in zip(hours, values, strict=True))


@st.composite
def rising(draw: st.DrawFn) -> tuple[Point, ...]:
    """Two weeks or so of readings at uneven times, none below the one before."""
    between = draw(st.lists(gaps, min_size=2, max_size=12))
    added = draw(st.lists(st.integers(0, 50_000), min_size=len(between), max_size=len(between)))
    first = draw(st.integers(0, 10**6))
    return at_hours([*accumulate(between, initial=0)], [*accumulate(added, initial=first)])


@st.composite
def corrected(draw: st.DrawFn) -> tuple[Point, ...]:
    """Readings a day, each at most a correction below the one before."""
    changes = draw(st.lists(st.integers(-1000, 5000), min_size=7, max_size=16))
    return at_hours(range(0, 24 * (len(changes) + 1), 24), [*accumulate(changes, initial=100_000)])


def now(points: Sequence[Point]) -> datetime:
    return points[-1].at


def told(points: Sequence[Point], counter: str = YOUTUBE) -> Growth:
    return growth(counter, points, now(points))


@given(rising(), COUNTER, st.integers(-(10**5), 10**4))
def test_another_time_changes_nothing(points: tuple[Point, ...], counter: str, hours: int) -> None:
    later = tuple(p._replace(at=p.at + hours * HOUR) for p in points)

    assert told(later, counter) == told(points, counter)


@given(rising(), COUNTER, st.integers(2, 1000))
def test_another_unit_changes_the_growth_by_as_much(
    points: tuple[Point, ...], counter: str, factor: int
) -> None:
    one, other = told(points, counter), told([p._replace(value=p.value * factor) for p in points], counter)

    assert one.status is other.status
    if one.change is not None:
        assert other.change == pytest.approx(one.change * factor, rel=1e-6, abs=1e-3)


@given(st.integers(0, 10_000), st.sets(st.integers(1, 13)), plays, COUNTER)
def test_thinning_a_series_that_grows_evenly_changes_nothing(
    daily: int, dropped: set[int], first: int, counter: str
) -> None:
    whole = at_hours(
        range(0, 15 * 24, 24), range(first, first + 15 * daily, daily) if daily else [first] * 15
    )
    thin = [point for n, point in enumerate(whole) if n not in dropped]
    assume(all(b.at - a.at <= PATIENCE[counter] for a, b in pairwise(thin)))

    assert told(thin, counter).change == pytest.approx(told(whole, counter).change, abs=1e-6)


@given(rising(), COUNTER, st.data())
def test_a_dip_between_two_readings_changes_nothing(
    points: tuple[Point, ...], counter: str, data: st.DataObject
) -> None:
    before = data.draw(st.integers(0, len(points) - 2))
    assume(points[before].value > 0 and points[before + 1].at - points[before].at > HOUR)
    dip = points[before]._replace(
        at=points[before].at + HOUR, value=data.draw(st.integers(0, points[before].value - 1))
    )
    dipped = [*points[: before + 1], dip, *points[before + 1 :]]

    assert told(dipped, counter).change == told(points, counter).change
    assert told(dipped, counter).status is told(points, counter).status


@given(rising(), COUNTER, st.data())
def test_plays_that_are_taken_back_never_make_growth(
    points: tuple[Point, ...], counter: str, data: st.DataObject
) -> None:
    since = data.draw(st.integers(1, len(points) - 1))
    most = min(points[since - 1].value // 20, points[since].value)
    taken = data.draw(st.integers(0, max(most, min(1000, points[since].value))))
    lowered = [*points[:since], *(p._replace(value=p.value - taken) for p in points[since:])]

    one, other = told(points, counter), told(lowered, counter)
    if one.change is not None and other.change is not None:
        assert 0 <= other.change <= one.change + 1e-6


@given(corrected(), st.integers(0, 10**6))
def test_more_plays_at_last_never_make_less_growth(points: tuple[Point, ...], more: int) -> None:
    raised = [*points[:-1], points[-1]._replace(value=points[-1].value + more)]

    one, other = told(points).change, told(raised).change
    assert one is not None
    assert other is not None
    assert other >= one


@given(st.lists(st.tuples(gaps, plays, st.sampled_from("ab")), max_size=12), COUNTER)
def test_nothing_is_told_across_epochs_and_nothing_negative(
    drawn: list[tuple[int, int, str]], counter: str
) -> None:
    hours = accumulate(gap for gap, _, _ in drawn)
    points = [Point(START + h * HOUR, value, of) for h, (_, value, of) in zip(hours, drawn, strict=True)]

    told_of = {step.point.at: step for step in steps(counter, points)}
    assert all(
        added >= 0 and told_of[at].change is Change.GROWTH and told_of[at].difference == added
        for at, added in deltas(counter, points)
    )
    present = epoch(counter, points)
    assert present[-1:] == tuple(points[-1:])
    assert len({point.of for point in present}) <= 1
    if both := initial_and_current(counter, points):
        initial, current = both
        assert current == points[-1]
        assert initial in present
        assert initial.value <= current.value
    if points and (change := told(points, counter).change) is not None:
        assert 0 <= change <= max(point.value for point in present)


@given(rising(), COUNTER, st.integers(0, 24 * 20))
def test_growth_is_that_of_a_curve_that_is_read_every_hour(
    points: tuple[Point, ...], counter: str, later: int
) -> None:
    at = now(points) + later * HOUR
    assert _rounded(growth(counter, points, at)) == _rounded(_hourly(points, at, PATIENCE[counter]))


def _hourly(points: Sequence[Point], at: datetime, patience: timedelta) -> Growth:
    """The definition, by the value at every full hour, in fractions."""
    curve: dict[datetime, Fraction] = {}
    long_gaps = []
    for a, b in pairwise(points):
        hours = (b.at - a.at) // HOUR
        for hour in range(hours + 1):
            curve[a.at + hour * HOUR] = a.value + Fraction(b.value - a.value, hours) * hour
        if b.at - a.at > patience:
            long_gaps.append(b.at)
    start = points[-1].at - 7 * DAY
    if at - points[-1].at > patience:
        return Growth(status=GrowthStatus.STALE)
    since = next((hour for hour in sorted(curve) if hour >= start), START)
    if since > start + DAY:
        return Growth(status=GrowthStatus.WARMING)
    if any(end > start for end in long_gaps):
        return Growth(status=GrowthStatus.INSUFFICIENT)
    change = float(points[-1].value - curve[since])
    return Growth(
        status=GrowthStatus.OK,
        before=float(curve[since]),
        change=change,
        per_day=change / ((points[-1].at - since) / DAY),
    )


def _rounded(told: Growth) -> tuple[object, ...]:
    return tuple(
        round(value, 3) if isinstance(value, float) else value for value in told.model_dump().values()
    )


@pytest.mark.parametrize(
    "first",
    [
        datetime(2024, 2, 26, 2, 30, tzinfo=ZoneInfo("Europe/Berlin")),  # a leap day
        datetime(2024, 3, 27, 1, 30, tzinfo=ZoneInfo("Europe/Berlin")),  # a day of 23 hours
        datetime(2024, 10, 24, 4, 30, tzinfo=ZoneInfo("Europe/Berlin")),  # a day of 25 hours
        datetime(
            2020, 12, 28, 23, 30, tzinfo=ZoneInfo("America/New_York")
        ),  # ISO week 53, and the year's turn
    ],
)
def test_a_reading_a_day_is_enough_whatever_the_calendar_does(first: datetime) -> None:
    local = [first + n * DAY for n in range(8)]
    points = [Point(at.astimezone(UTC), 1000 * n, "it") for n, at in enumerate(local)]

    grown = told(points)
    assert grown.status is GrowthStatus.OK
    assert grown.per_day == pytest.approx(1000, rel=0.01)
