"""The schedule is told by its next due times, and is a fault where lists grow stale between two of them."""

import pytest
from tests.builders import A_SATURDAY
from tests.clocks import HandClock

from tunemeld.adapters.probes.schedule import ScheduleProbe
from tunemeld.adapters.timetable import CronTimetable
from tunemeld.application.report import Check


def checked(
    playlists: str, *, zone: str = "UTC", stale_after_days: float = 21, watched: bool = True
) -> Check:
    """What is found on a Saturday morning, while counts are due every day."""
    timetables = {"playlists": CronTimetable(playlists, zone), "counts": CronTimetable("0 2 * * *", zone)}
    probe = ScheduleProbe(
        timetables, HandClock(A_SATURDAY), stale_after_days=stale_after_days, is_watched=watched
    )
    return probe.check()


def test_the_next_due_times_are_told_in_utc() -> None:
    assert checked("30 2 * * sat", zone="Europe/Berlin") == Check.found(
        "playlists next 2024-06-29 00:30 UTC; counts next 2024-06-23 00:00 UTC"
    )


@pytest.mark.parametrize(
    ("playlists", "stale_after_days", "told"),
    [
        ("0 3 1 * *", 21, "playlists are up to 31 days apart, and lists count for 21"),
        ("0 3 29 2 *", 365, "playlists are up to 2921 days apart, and lists count for 365"),
        ("0 3 1-10 * *", 21, "playlists are up to 22 days apart, and lists count for 21"),
        ("30 2 * * sat", 5, "playlists are up to 7 days apart, and lists count for 5"),
    ],
)
def test_a_schedule_under_which_lists_grow_stale_is_a_fault(
    playlists: str, stale_after_days: float, told: str
) -> None:
    check = checked(playlists, stale_after_days=stale_after_days)

    assert not check.healthy
    assert told in check.details
    assert "SCHEDULE_PLAYLISTS" in check.remedy


@pytest.mark.parametrize("playlists", ["* * * * *", "0 3 1-11 * *", "30 2 * * sat"])
def test_a_schedule_that_comes_due_in_time_is_well(playlists: str) -> None:
    assert checked(playlists).healthy


def test_that_nobody_watches_is_told_and_no_fault() -> None:
    check = checked("30 2 * * sat", watched=False)

    assert check.healthy
    assert check.details.endswith("; nobody is told when runs stop (HEARTBEAT_URL)")
