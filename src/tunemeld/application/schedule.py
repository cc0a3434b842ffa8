"""The schedule: which due job is carried out now, by whom, and what is made of how it went."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from tunemeld.application.errors import LeaseLost, TuneMeldError
from tunemeld.application.job import Job
from tunemeld.application.kept_lease import KeptLease
from tunemeld.application.pipeline import Order
from tunemeld.application.ports.runtime import Clock
from tunemeld.application.ports.schedule import Decision, ScheduleLog, ScheduleObserver, Told
from tunemeld.application.report import ListStatus, RunReport, RunStatus, Stage
from tunemeld.application.turns import Turns

_FETCHED = frozenset({ListStatus.FRESH, ListStatus.HELD})


class CarryOut(Protocol):
    """Whoever carries out a run: in this process, or by handing it to others."""

    def __call__(self, order: Order, check: Callable[[], None]) -> RunReport:
        """The report of the run that the order asked for, once it has ended.

        Between its steps `check` is called: it raises KeyboardInterrupt or LeaseLost where the run shall end,
        which is let through once the run has ended.

        Raises:
            TuneMeldError: the run failed.
        """
        ...


@dataclass
class Schedule:
    """Carries out jobs when they are due, one at a time and in their order, also beside other schedulers.

    - Who does a job has the turn for it, and publishes under its number.
    - A job that another scheduler does holds up the later ones here, since these build upon it.
    - A job whose run fails is tried again later. One that is interrupted, lost or killed stays due.
    """

    jobs: Sequence[Job]
    turns: Turns
    log: ScheduleLog
    clock: Clock
    observer: ScheduleObserver
    genres: Sequence[str]
    threads: int
    carry_out: CarryOut
    is_stopping: Callable[[], bool]
    _waits_for: str = field(default="", init=False)

    def announce(self) -> None:
        """Tell when there is something to do next for each job.

        Raises:
            StoreError: the store cannot be read.
        """
        for job in self.jobs:
            at = job.next_at(self.log.standing(job.name), self.clock.now())
            self.observer.told(Told(Decision.NEXT, job.name, next_at=at))

    def look(self) -> bool:
        """Carry out the first job that is due; whether there was one, and nobody else does it.

        Raises:
            StoreError: the store cannot be read or written.
        """
        for job in self.jobs:
            if job.due(self.log.standing(job.name), self.clock.now()) is not None:
                return self._lead(job)
        self._waits_for = ""
        return False

    def _lead(self, job: Job) -> bool:
        with self.turns.of(job.name) as kept:
            if kept is None:
                self._wait_for(job)
                return False
            self._waits_for = ""
            self._do(job, kept)
            return True

    def _wait_for(self, job: Job) -> None:
        if self._waits_for != job.name:
            self._waits_for = job.name
            self.observer.told(Told(Decision.WAITING, job.name))

    def _do(self, job: Job, kept: KeptLease) -> None:
        before = self.log.standing(job.name)
        due = job.due(before, self.clock.now())
        if due is None:  # somebody has done it since the look
            return
        self.observer.told(Told(Decision.TAKEN, job.name, due=due))
        decision, reason = self._attempt(job, kept)
        next_at = None
        if decision is Decision.DONE:
            self.log.note(job.done(due, kept.fence.number))
            next_at = job.timetable.following(self.clock.now())
        if decision is Decision.FAILED:
            failed = job.failed(due, before, kept.fence.number, self.clock.now())
            self.log.note(failed)
            next_at = job.next_at(failed, self.clock.now())
        self.observer.told(Told(decision, job.name, due=due, next_at=next_at, reason=reason))

    def _attempt(self, job: Job, kept: KeptLease) -> tuple[Decision, str]:
        """Have the run carried out; how that ended, and why where it did not end well."""

        def check() -> None:
            if self.is_stopping():
                raise KeyboardInterrupt
            kept.check()

        order = Order(job.stage, self.genres, self.threads, fence=kept.fence)
        try:
            trouble = _trouble(self.carry_out(order, check))
        except LeaseLost as lost:
            return Decision.LOST, str(lost)
        except KeyboardInterrupt:
            return Decision.INTERRUPTED, ""
        except TuneMeldError as error:
            trouble = str(error)
        except Exception as defect:  # noqa: BLE001 - the defect of one run ends no schedule
            trouble = f"the run was ended by a defect ({type(defect).__name__}); see the log"
        return (Decision.FAILED, trouble) if trouble else (Decision.DONE, "")


def _trouble(report: RunReport) -> str:
    """Why a run that has ended has to be tried again; "" where it need not."""
    asked = [service for genre in report.genres.values() for service in genre.services.values()]
    if report.stage is Stage.FULL and not any(service.status in _FETCHED for service in asked):
        why = next((service.reason for service in asked if service.reason), "nobody was asked")
        return f"run {report.run_id} could fetch no list at all: {why}"
    # Where workers did a part of the genres and not the others, these have their turn at the next due time.
    if report.status is RunStatus.FAILED and not any(g.snapshot_id for g in report.genres.values()):
        return report.error or f"run {report.run_id} found no genre with a chart"
    return ""
