"""When a cron expression in a time zone comes due, also where clocks are changed."""

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tunemeld.adapters.timetable import CronTimetable

A_DAY = timedelta(days=1)
A_SECOND = timedelta(seconds=1)

zones = st.sampled_from(sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone))
hours = st.integers(0, 23)
minutes = st.integers(0, 59)
# From the first year that all zones of today have had whole, to where they are certain to be known.
days = st.dates(date(2012, 1, 2), date(2036, 12, 30))
moments = st.builds(datetime.combine, days, st.times(), tzinfo=st.just(UTC))


def due_times(timetable: CronTimetable, after: datetime, until: datetime) -> list[datetime]:
    """All that come due between two moments."""
    found = [timetable.following(after)]
    while found[-1] <= until:
        found.append(timetable.following(found[-1]))
    return found[:-1]


def local_times(expression: str, zone: str, first: date, last: date) -> list[str]:
    """What clocks of the zone show when it comes due on these days and those between."""
    begin = datetime(first.year, first.month, first.day, tzinfo=ZoneInfo(zone)).astimezone(UTC) - A_SECOND
    end = datetime(last.year, last.month, last.day, 23, 59, 59, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return [
        due.astimezone(ZoneInfo(zone)).isoformat(" ", "minutes")
        for due in due_times(CronTimetable(expression, zone), begin, end)
    ]


def test_in_utc_a_time_comes_when_it_says() -> None:
    timetable = CronTimetable("30 2 * * sat", "UTC")
    friday = datetime(2024, 6, 21, 18, 5, 3, 7, tzinfo=UTC)

    assert timetable.following(friday) == datetime(2024, 6, 22, 2, 30, tzinfo=UTC)
    assert timetable.newest(friday) == datetime(2024, 6, 15, 2, 30, tzinfo=UTC)


def test_a_due_time_is_reached_at_its_very_moment_and_has_the_next_one_after_it() -> None:
    timetable = CronTimetable("30 2 * * sat", "UTC")
    due = datetime(2024, 6, 22, 2, 30, tzinfo=UTC)

    assert timetable.newest(due) == due
    assert timetable.newest(due - due.resolution) == due - 7 * A_DAY
    assert timetable.following(due - due.resolution) == due
    assert timetable.following(due) == due + 7 * A_DAY


@pytest.mark.parametrize(
    ("zone", "spring", "daily"),
    [
        (
            "Europe/Berlin",
            date(2024, 3, 31),
            ["2024-03-30 02:30+01:00", "2024-03-31 03:00+02:00", "2024-04-01 02:30+02:00"],
        ),
        (
            "America/New_York",
            date(2024, 3, 10),
            ["2024-03-09 02:30-05:00", "2024-03-10 03:00-04:00", "2024-03-11 02:30-04:00"],
        ),
    ],
)
def test_a_time_that_clocks_leave_out_in_spring_comes_once_on_that_day(
    zone: str, spring: date, daily: list[str]
) -> None:
    around = (spring - A_DAY, spring + A_DAY)

    assert local_times("30 2 * * *", zone, *around) == daily
    assert local_times("30 2 * * sun", zone, *around) == daily[1:2]


@pytest.mark.parametrize(
    ("zone", "autumn", "daily"),
    [
        (
            "Europe/Berlin",
            date(2024, 10, 27),
            ["2024-10-26 02:30+02:00", "2024-10-27 02:30+02:00", "2024-10-28 02:30+01:00"],
        ),
        (
            "America/New_York",
            date(2024, 11, 3),
            ["2024-11-02 01:30-04:00", "2024-11-03 01:30-04:00", "2024-11-04 01:30-05:00"],
        ),
    ],
)
def test_a_time_that_clocks_repeat_in_autumn_comes_once_on_that_day(
    zone: str, autumn: date, daily: list[str]
) -> None:
    around, hour = (autumn - A_DAY, autumn + A_DAY), daily[1][11:13]

    assert local_times(f"30 {hour} * * *", zone, *around) == daily
    assert local_times(f"30 {hour} * * sun", zone, *around) == daily[1:2]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York"])
def test_half_past_two_comes_once_a_day_and_once_a_week_all_the_year(zone: str) -> None:
    first, last = date(2024, 1, 1), date(2025, 12, 31)

    daily = local_times("30 2 * * *", zone, first, last)
    weekly = local_times("30 2 * * sat", zone, first, last)

    assert [each[:10] for each in daily] == [str(first + n * A_DAY) for n in range(731)]
    assert [each[:10] for each in weekly] == [str(date(2024, 1, 6) + 7 * n * A_DAY) for n in range(104)]


@pytest.mark.parametrize("second", [False, True], ids=["first", "second"])
def test_in_an_hour_that_is_repeated_what_came_in_its_first_turn_is_known(second: bool) -> None:
    """The wall clock shows a quarter past two twice; half past two lies between."""
    zone = ZoneInfo("Europe/Berlin")
    quarter_past = datetime(2024, 10, 27, 2, 15, tzinfo=zone, fold=int(second)).astimezone(UTC)
    half_past = datetime(2024, 10, 27, 2, 30, tzinfo=zone).astimezone(UTC)
    timetable = CronTimetable("30 2 * * *", "Europe/Berlin")

    assert (timetable.newest(quarter_past) == half_past) is second
    assert (timetable.following(quarter_past) == half_past) is not second


def test_every_quarter_of_an_hour_means_time_that_passes() -> None:
    day = date(2024, 10, 27)

    assert len(local_times("*/15 * * * *", "Europe/Berlin", day, day)) == 25 * 4


@settings(max_examples=25)
@given(zone=zones, hour=hours, minute=minutes, year=st.integers(2012, 2035))
def test_over_two_years_a_time_comes_once_on_each_local_day(
    zone: str, hour: int, minute: int, year: int
) -> None:
    """Namely at the first moment at which clocks show it, or would be past it where they leave it out."""
    local = ZoneInfo(zone)
    first = datetime.combine(date(year, 1, 1), time(hour, minute))
    begin = first.replace(tzinfo=local).astimezone(UTC) - A_SECOND

    found = due_times(CronTimetable(f"{minute} {hour} * * *", zone), begin, begin + 731 * A_DAY)

    def shown(moment: datetime) -> datetime:
        return moment.astimezone(local).replace(tzinfo=None)

    for n, due in enumerate(found):
        assert shown(due) >= first + n * A_DAY > shown(due - A_SECOND)
    assert len(found) >= 730


@given(zone=zones, hour=hours, minute=minutes, now=moments)
def test_the_newest_time_and_the_following_one_have_nothing_between_them(
    zone: str, hour: int, minute: int, now: datetime
) -> None:
    timetable = CronTimetable(f"{minute} {hour} * * *", zone)
    around = due_times(timetable, now - 5 * A_DAY, now + 5 * A_DAY)

    ((newest, following),) = [(one, other) for one, other in pairwise(around) if one <= now < other]
    assert (timetable.newest(now), timetable.following(now)) == (newest, following)
