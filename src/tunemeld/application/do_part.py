"""Doing one part of a run: who may do it, what is found of an earlier attempt, when it is given up."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from tunemeld.application.divide import Part
from tunemeld.application.errors import LeaseLost, PartFailed
from tunemeld.application.kept_lease import KeptLease
from tunemeld.application.pipeline import Pipeline
from tunemeld.application.ports.runtime import Clock
from tunemeld.application.ports.schedule import Leases
from tunemeld.application.ports.stores import ChartRepository, QuotaLedger, RunLog
from tunemeld.application.report import RunOutline, RunReport, RunStatus, Stage
from tunemeld.application.turns import Turns

# A part that kills whoever does it, as one for which there is no memory, must not go round for ever.
_ATTEMPTS = 10


class NewPipeline(Protocol):
    """Whoever makes the pipeline of one part."""

    def __call__(self, run_id: str, runs: RunLog, may_look_up: Callable[[], bool]) -> Pipeline:
        """A pipeline whose run has that id, writes its report there, and asks before each lookup."""
        ...


@dataclass(frozen=True)
class DoPart:
    """Carries out parts, each of which may be handed over more than once.

    - Who does a part holds the lease of its genre, so that nobody does the genre's work twice at once; where
      the lease was not released, the genre is claimed first, and whoever had it publishes nothing any more.
    - A part that was done is not done again; one that was begun is, under the same id.
    - Lookups are taken from a budget that all parts of the run share.
    """

    leases: Leases
    runs: RunLog
    charts: ChartRepository
    quotas: QuotaLedger
    clock: Clock
    lease_seconds: float
    lookup_budget: int
    source: str
    new_holder: Callable[[], str]
    new_pipeline: NewPipeline

    def run(self, part: Part) -> bool:
        """Do a part; whether it is done now. Otherwise somebody works on its genre: try again later.

        Raises:
            PartFailed: it cannot be done, and trying again does not help.
            LeaseLost: somebody has taken over, and may do it or not; try again later.
            TuneMeldError: as the pipeline does.
        """
        whole = self._whole_of(part)
        with self._turns(part.genre).of(f"genre/{part.genre}") as kept:
            if kept is None:
                return False
            self._do(part, whole, kept)
        return True

    def _turns(self, genre: str) -> Turns:
        """Whose turn it is to work on a genre; each part asks under a name of its own."""
        return Turns(
            self.leases, self.charts, self.clock, (genre,), self.lease_seconds, holder=self.new_holder()
        )

    def _whole_of(self, part: Part) -> RunOutline:
        """The run, which whoever divided it has stored before."""
        whole = self.runs.outline(part.run_id)
        if whole is None:
            raise PartFailed(
                f"a worker has another store, which knows no run {part.run_id}: give all workers the same one"
            )
        if whole.source != self.source:
            raise PartFailed(
                f"run {part.run_id} reads {whole.source}, and a worker would read {self.source}: give all "
                "workers the same settings"
            )
        if whole.finished_at:
            raise PartFailed(f"run {part.run_id} has ended before this was begun")
        return whole

    def _do(self, part: Part, whole: RunOutline, kept: KeptLease) -> None:
        earlier = self.runs.of([part.id]).get(part.id)
        if earlier and _is_over(earlier):
            return
        day = whole.started_at.date()
        if not self.quotas.spend(f"attempts/{part.id}", day, _ATTEMPTS):
            raise PartFailed(f"it was begun {_ATTEMPTS} times, and its worker ended each time before it did")
        pipeline = self.new_pipeline(
            part.id,
            _RunLogUnderLease(self.runs, kept),
            lambda: self.quotas.spend(f"isrc-lookups/{part.run_id}", day, self.lookup_budget),
        )
        try:
            report = pipeline.run(part.order(kept.fence))
        except LeaseLost as lost:
            kept.renew()
            kept.check()
            # Ours is not lost, so that it is the scheduler's, whose successor has a run of its own.
            raise PartFailed(str(lost)) from lost
        self._own_up(part, report)

    def _own_up(self, part: Part, report: RunReport) -> None:
        """Tell what an attempt published that was killed before it could say so."""
        told, current = report.genres[part.genre], self.charts.current(part.genre)
        if part.stage is Stage.AGGREGATE and not told.published and current and current.run_id == part.id:
            told.published, told.unchanged = True, False
            self.runs.save(report)


def _is_over(report: RunReport) -> bool:
    """Whether an attempt came to its end, be it with lists that are missing; not where an error ended it."""
    return report.finished_at is not None and not report.error and report.status is not RunStatus.INTERRUPTED


class _RunLogUnderLease(RunLog):
    """Reports are written only while the lease is held: whoever was overtaken spoils no successor's."""

    def __init__(self, runs: RunLog, kept: KeptLease) -> None:
        self._runs = runs
        self._kept = kept

    def save(self, report: RunReport) -> None:
        """Store a report.

        Raises:
            LeaseLost: somebody else has taken over; nothing is stored.
        """
        self._kept.check()
        self._runs.save(report)

    def recent(self, limit: int) -> tuple[RunReport, ...]:
        """The newest reports of whole runs, newest first."""
        return self._runs.recent(limit)

    def of(self, run_ids: Collection[str]) -> Mapping[str, RunReport]:
        """The reports of these runs."""
        return self._runs.of(run_ids)

    def outline(self, run_id: str) -> RunOutline | None:
        """What is told of a run besides its genres."""
        return self._runs.outline(run_id)
