"""A scheduled job: when it is due, and what becomes of its standing when it went well or failed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tunemeld.application.ports.schedule import Timetable
from tunemeld.application.report import Stage
from tunemeld.domain.schedule import JobStanding, retry_after

# What was handled further ahead was so by a clock that was wrong, and must hold nothing up until then.
_CLOCKS_DIFFER = timedelta(days=1)


@dataclass(frozen=True)
class Job:
    """A stage for all genres, at the times of a timetable.

    - Times that were missed coalesce: only the newest one is due.
    - A job that never ran, or only by a clock that was ahead, has missed its newest time, however long ago.
    - One that failed is tried again at its retry, until its next time comes, which is a new beginning.
    """

    name: str
    stage: Stage
    timetable: Timetable

    def due(self, standing: JobStanding | None, now: datetime) -> datetime | None:
        """The due time that is to be carried out now; None where there is nothing to do yet."""
        due = self.timetable.newest(now)
        if standing is None:
            return due
        if standing.handled is not None and due <= standing.handled <= now + _CLOCKS_DIFFER:
            return None
        is_too_early = standing.retry_at is not None and now < standing.retry_at
        return None if is_too_early and self._failures_at(due, standing) else due

    def next_at(self, standing: JobStanding | None, now: datetime) -> datetime:
        """When there is something to do: now, at the retry, or at the next due time."""
        if self.due(standing, now) is not None:
            return now
        coming = self.timetable.following(now)
        retry_at = standing.retry_at if standing else None
        return min(coming, retry_at) if retry_at and retry_at > now else coming

    def done(self, due: datetime, number: int) -> JobStanding:
        """The standing after a due time was carried out under the lease of that number."""
        return JobStanding(job=self.name, handled=due, number=number)

    def failed(
        self, due: datetime, before: JobStanding | None, number: int, failed_at: datetime
    ) -> JobStanding:
        """The standing after an attempt failed: all that was missed before `due` is given up."""
        failures = self._failures_at(due, before) + 1
        return JobStanding(
            job=self.name,
            handled=self._before(due),
            failures=failures,
            retry_at=retry_after(failures, failed_at),
            number=number,
        )

    def _failures_at(self, due: datetime, standing: JobStanding | None) -> int:
        """How often this due time has failed already, and not an earlier one."""
        is_of_it = standing is not None and standing.handled == self._before(due)
        return standing.failures if standing and is_of_it else 0

    def _before(self, due: datetime) -> datetime:
        return self.timetable.newest(due - due.resolution)
