"""What every ScheduleLog promises."""

from datetime import timedelta, timezone

from tests.builders import A_SATURDAY
from tests.integration.contracts.adapters import Stores

from tunemeld.domain.schedule import JobStanding

A_FAILURE = JobStanding(
    job="playlists",
    handled=A_SATURDAY,
    failures=3,
    retry_at=(A_SATURDAY + timedelta(minutes=4, microseconds=7)).astimezone(timezone(timedelta(hours=9))),
    number=12,
)


def test_a_job_that_never_ran_has_no_standing(stores: Stores) -> None:
    stores.schedules.note(JobStanding(job="counts"))

    assert stores.schedules.standing("playlists") is None


def test_what_is_noted_of_a_job_comes_back_with_every_field(stores: Stores) -> None:
    stores.schedules.note(A_FAILURE)
    stores.schedules.note(JobStanding(job="counts"))

    assert stores.schedules.standing("playlists") == A_FAILURE
    assert stores.schedules.standing("counts") == JobStanding(job="counts")


def test_what_is_noted_later_takes_the_place_of_what_was_known(stores: Stores) -> None:
    better = JobStanding(job="playlists", handled=A_SATURDAY + timedelta(days=7), number=12)
    stores.schedules.note(A_FAILURE)

    stores.schedules.note(better)
    stores.schedules.note(better)

    assert stores.schedules.standing("playlists") == better


def test_who_comes_late_changes_nothing_that_was_noted_under_a_higher_number(stores: Stores) -> None:
    done = JobStanding(job="playlists", handled=A_SATURDAY + timedelta(days=7), number=13)
    stores.schedules.note(done)

    stores.schedules.note(A_FAILURE)

    assert stores.schedules.standing("playlists") == done
