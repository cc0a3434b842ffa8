"""How far scheduled jobs have come, in memory."""

from threading import Lock

from tunemeld.application.ports.schedule import ScheduleLog
from tunemeld.domain.schedule import JobStanding


class MemoryScheduleLog(ScheduleLog):
    """The standing of each job."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._standings: dict[str, JobStanding] = {}

    def standing(self, job: str) -> JobStanding | None:
        """What became of a job; None where it never ran."""
        with self._lock:
            return self._standings.get(job)

    def note(self, standing: JobStanding) -> None:
        """Keep how far a job has come, unless that was noted under a higher number."""
        with self._lock:
            known = self._standings.get(standing.job)
            if known is None or known.number <= standing.number:
                self._standings[standing.job] = standing
