"""When a scheduled job is due, and what becomes of it when it fails."""

from datetime import datetime, timedelta

import pytest
from tests.builders import A_SATURDAY

from tunemeld.adapters.timetable import CronTimetable
from tunemeld.application.job import Job
from tunemeld.application.report import Stage
from tunemeld.domain.schedule import JobStanding

A_WEEK = timedelta(days=7)
A_MINUTE = timedelta(minutes=1)
A_MOMENT = timedelta(microseconds=1)

WEEKLY = Job("playlists", Stage.FULL, CronTimetable("30 2 * * sat", "UTC"))


def failed_at(*moments: datetime, due: datetime = A_SATURDAY) -> JobStanding:
    """The standing after the attempts at a due time failed at these moments."""
    standing = WEEKLY.done(due - A_WEEK, number=1)
    for number, moment in enumerate(moments, start=2):
        standing = WEEKLY.failed(due, standing, number, moment)
    return standing


def test_a_job_that_never_ran_has_missed_its_newest_time() -> None:
    assert WEEKLY.due(None, A_SATURDAY + timedelta(days=6)) == A_SATURDAY


def test_a_job_that_was_done_is_due_at_its_next_time_and_not_before() -> None:
    done = WEEKLY.done(A_SATURDAY, number=1)

    assert WEEKLY.due(done, A_SATURDAY + A_WEEK - A_MOMENT) is None
    assert WEEKLY.due(done, A_SATURDAY + A_WEEK) == A_SATURDAY + A_WEEK


def test_of_times_that_were_missed_the_newest_is_due_and_then_none() -> None:
    now = A_SATURDAY + 3 * A_WEEK + A_MINUTE

    due = WEEKLY.due(WEEKLY.done(A_SATURDAY, number=1), now)

    assert due == A_SATURDAY + 3 * A_WEEK
    assert WEEKLY.due(WEEKLY.done(due, number=2), now) is None


def test_a_job_that_was_done_by_a_clock_of_another_year_is_due_all_the_same() -> None:
    ahead = WEEKLY.done(A_SATURDAY + 500 * A_WEEK, number=1)

    assert WEEKLY.due(ahead, A_SATURDAY) == A_SATURDAY


def test_a_job_that_was_done_by_a_clock_that_is_an_hour_ahead_is_done() -> None:
    ahead = WEEKLY.done(A_SATURDAY, number=1)

    assert WEEKLY.due(ahead, A_SATURDAY - timedelta(hours=1)) is None


def test_a_job_that_failed_is_tried_again_a_minute_later_and_not_before() -> None:
    failed = failed_at(A_SATURDAY + 5 * A_MINUTE)

    assert WEEKLY.due(failed, A_SATURDAY + 6 * A_MINUTE - A_MOMENT) is None
    assert WEEKLY.due(failed, A_SATURDAY + 6 * A_MINUTE) == A_SATURDAY


def test_the_pauses_between_attempts_double_up_to_an_hour() -> None:
    now, pauses = A_SATURDAY, []
    standing = failed_at(now)
    for number in range(2, 12):
        assert standing.retry_at
        pauses.append((standing.retry_at - now) / A_MINUTE)
        now = standing.retry_at
        standing = WEEKLY.failed(A_SATURDAY, standing, number, now)

    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60]


def test_what_failed_a_thousand_times_is_tried_again_within_the_hour() -> None:
    standing = failed_at(*[A_SATURDAY + n * A_MINUTE for n in range(1_000)])

    assert standing.retry_at == A_SATURDAY + 999 * A_MINUTE + 60 * A_MINUTE


def test_with_the_next_due_time_what_failed_is_given_up_and_all_begins_anew() -> None:
    standing = failed_at(*[A_SATURDAY + A_WEEK - n * A_MINUTE for n in (3, 2, 1)])
    now = A_SATURDAY + A_WEEK
    assert standing.retry_at
    assert standing.retry_at > now

    assert WEEKLY.due(standing, now) == now
    again = WEEKLY.failed(now, standing, 9, now)

    assert (again.failures, again.retry_at) == (1, now + A_MINUTE)
    assert WEEKLY.due(again, now + A_MINUTE) == now


def test_what_was_missed_before_a_time_that_failed_is_given_up_with_it() -> None:
    failed = WEEKLY.failed(A_SATURDAY + 3 * A_WEEK, WEEKLY.done(A_SATURDAY, 1), 2, A_SATURDAY + 3 * A_WEEK)

    assert failed.handled == A_SATURDAY + 2 * A_WEEK


def test_a_first_run_that_fails_is_tried_again_later_too() -> None:
    now = A_SATURDAY + timedelta(days=3)

    failed = WEEKLY.failed(A_SATURDAY, None, 1, now)

    assert WEEKLY.due(failed, now) is None
    assert WEEKLY.due(failed, now + A_MINUTE) == A_SATURDAY


def test_success_after_failures_leaves_no_trace_of_them() -> None:
    done = WEEKLY.done(A_SATURDAY, number=5)

    assert done == JobStanding(job="playlists", handled=A_SATURDAY, number=5)


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        (None, A_SATURDAY + A_MINUTE),
        (WEEKLY.done(A_SATURDAY, 1), A_SATURDAY + A_WEEK),
        (failed_at(A_SATURDAY + A_MINUTE), A_SATURDAY + 2 * A_MINUTE),
        (failed_at(A_SATURDAY - A_MINUTE), A_SATURDAY + A_MINUTE),
        (failed_at(A_SATURDAY, due=A_SATURDAY - A_WEEK), A_SATURDAY + A_MINUTE),
    ],
    ids=["never", "done", "failed", "to be tried again", "failed at the time before"],
)
def test_a_job_tells_when_there_is_something_to_do_next(
    standing: JobStanding | None, expected: datetime
) -> None:
    assert WEEKLY.next_at(standing, A_SATURDAY + A_MINUTE) == expected
