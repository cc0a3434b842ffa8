"""The reports of all runs in memory."""

from collections.abc import Collection
from threading import Lock

from tunemeld.application.ports.stores import RunLog
from tunemeld.application.report import RunOutline, RunReport, is_part


class MemoryRunLog(RunLog):
    """Reports as JSON, since whoever saved one goes on writing into it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._reports: dict[str, str] = {}
        self._finished: list[str] = []

    def save(self, report: RunReport) -> None:
        """Store a report; a later one of the same run replaces it."""
        with self._lock:
            self._reports[report.run_id] = report.model_dump_json()
            if report.finished_at and report.run_id not in self._finished:
                self._finished.append(report.run_id)

    def finished(self) -> tuple[RunReport, ...]:
        """The reports of runs that have ended, in the order of their ends."""
        with self._lock:
            return tuple(RunReport.model_validate_json(self._reports[each]) for each in self._finished)

    def count(self) -> int:
        """How many runs have a report."""
        with self._lock:
            return len(self._reports)

    def recent(self, limit: int) -> tuple[RunReport, ...]:
        """The newest reports of whole runs, newest first; none for a limit below one."""
        with self._lock:
            newest_first = [self._reports[each] for each in reversed(self._reports) if not is_part(each)]
        return tuple(RunReport.model_validate_json(each) for each in newest_first[: max(limit, 0)])

    def of(self, run_ids: Collection[str]) -> dict[str, RunReport]:
        """The reports of these runs; unknown ones are left out."""
        with self._lock:
            stored = {each: self._reports[each] for each in run_ids if each in self._reports}
        return {each: RunReport.model_validate_json(report) for each, report in stored.items()}

    def outline(self, run_id: str) -> RunOutline | None:
        """What is told of a run besides its genres; None where it is unknown."""
        report = self.of([run_id]).get(run_id)
        return RunOutline.of(report) if report else None
