"""The pipeline: the stages in their order, for every genre, with a report of what came of them."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from tunemeld.application.aggregate import Aggregate, Aggregated
from tunemeld.application.count_plays import CountPlays
from tunemeld.application.dispatch import Dispatch
from tunemeld.application.errors import KeyMissing, SampleRefused, TuneMeldError
from tunemeld.application.extract import Extract
from tunemeld.application.lists import SAMPLE
from tunemeld.application.look_up_covers import LookUpCovers
from tunemeld.application.look_up_isrcs import LookUpIsrcs
from tunemeld.application.merge import Merge, Merged
from tunemeld.application.ports.catalogues import CallMeter
from tunemeld.application.ports.runtime import Clock, RunObserver
from tunemeld.application.ports.stores import PlaylistRepository, RunLog
from tunemeld.application.report import GenreReport, RunReport, RunStatus, Stage, Step
from tunemeld.application.spent import Spent
from tunemeld.application.tell import (
    status_of,
    tell_chart,
    tell_lookups,
    tell_recognition,
    tell_unchanged,
    total_calls,
    total_failures,
)
from tunemeld.application.unchanged import Unchanged
from tunemeld.domain.lease import Fence
from tunemeld.domain.snapshot import Publication


@dataclass(frozen=True)
class Order:
    """What a run is asked to do; unless it `counts_videos`, only what costs no call is counted.

    `fence` is what the run publishes under; None without a lease.
    """

    stage: Stage
    genres: Sequence[str]
    threads: int
    accept_held: bool = False
    counts_videos: bool = True
    fence: Fence | None = None


@dataclass(frozen=True)
class Pipeline:
    """Runs extract, transform, aggregate and view_count, or one of them.

    - One genre or service that fails stops no other.
    - Lookups serve the charts of all genres first, within the budget of the run.
    - What can come to nothing else than the last time is not merged again.
    - When the run has ended, whoever acts upon events is told of them; one that fails is noted, and stops
      nothing.
    - The report is stored when the run begins and when it ends, however it ends.
    """

    extract: Extract
    merge: Merge
    aggregate: Aggregate
    counting: CountPlays
    unchanged: Unchanged
    dispatch: Dispatch
    isrcs: LookUpIsrcs | None
    covers: LookUpCovers | None
    lookup_budget: int
    playlists: PlaylistRepository
    runs: RunLog
    meter: CallMeter
    clock: Clock
    observer: RunObserver
    source: str
    notes: Sequence[str]
    new_run_id: Callable[[], str]
    missing_key: str = ""

    def check(self, order: Order) -> None:
        """Do nothing, unless the order cannot be carried out.

        Raises:
            UnknownGenre: a genre without playlists was asked for.
            SampleRefused: sample data would enter a store with real data.
            KeyMissing: lists are to be fetched, and the key for that is not set.
            StoreError: the store cannot be read.
        """
        for genre in order.genres:
            self.merge.lists.services(genre)
        if self.missing_key and order.stage in {Stage.FULL, Stage.EXTRACT}:
            raise KeyMissing(self.missing_key)
        self._refuse_sample_among_real()

    def run(self, order: Order) -> RunReport:
        """Carry out an order; the report says how it went.

        Raises:
            UnknownGenre, SampleRefused, KeyMissing: as `check`.
            StoreError: the store failed; the report, as far as it came, is in the log if that was possible.
        """
        return self.go_on(order, self.begin(order))

    def begin(self, order: Order) -> RunReport:
        """The report of a run that has begun, stored already; `go_on` carries the order out.

        Raises:
            UnknownGenre, SampleRefused, KeyMissing, StoreError: as `check`, and nothing has begun.
        """
        self.check(order)
        report = RunReport(
            run_id=self.new_run_id(),
            stage=order.stage,
            source=self.source,
            status=RunStatus.RUNNING,
            started_at=self.clock.now(),
            genres={genre: GenreReport() for genre in order.genres},
            notes=list(self.notes),
        )
        self.runs.save(report)
        return report

    def go_on(self, order: Order, report: RunReport) -> RunReport:
        """Carry out an order that has begun; the same report says how it went.

        Raises:
            StoreError: as `run`.
        """
        with self._closing(report):
            self._carry_out(order, report)
        self.tell_of(report)
        return report

    def _refuse_sample_among_real(self) -> None:
        real = self.playlists.sources() - {SAMPLE}
        if self.source == SAMPLE and real:
            raise SampleRefused(
                f"the store holds real data ({', '.join(sorted(real))}), which sample data must not mix "
                "with: set RAPIDAPI_KEY or TUNEMELD_SOURCE=open, or give the sample a store of its own "
                "(TUNEMELD_SQLITE_PATH)"
            )

    @contextmanager
    def _closing(self, report: RunReport) -> Iterator[None]:
        """Measure the run, and store its report whatever ends it."""
        started = self.clock.monotonic()
        with self.meter.counting() as calls:
            try:
                yield
                report.status = status_of(report)
            except KeyboardInterrupt:
                report.status, report.error = RunStatus.INTERRUPTED, "interrupted; what was done is kept"
                raise
            except TuneMeldError as error:
                report.status, report.error = RunStatus.FAILED, str(error)
                raise
            except BaseException:
                report.status, report.error = RunStatus.FAILED, "ended by a defect; see the log"
                raise
            finally:
                report.finished_at = self.clock.now()
                report.seconds = round(self.clock.monotonic() - started, 3)
                report.calls = total_calls(report, calls)
                report.failures = total_failures(report, report.failures)
                self.runs.save(report)

    def tell_of(self, report: RunReport) -> None:
        """Have those who act upon events act; the report of the run tells who failed, and what it cost."""
        with self.meter.counting() as calls:
            notes = self.dispatch.catch_up()
        if notes or calls:
            report.notes += notes
            report.calls = dict(sorted((Counter(report.calls) + Counter(calls)).items()))
            self.runs.save(report)

    def _carry_out(self, order: Order, report: RunReport) -> None:
        full = order.stage is Stage.FULL
        if full or order.stage is Stage.EXTRACT:
            fetched = self.extract.run(
                report.run_id, order.genres, threads=order.threads, accept_held=order.accept_held
            )
            for genre, services in fetched.items():
                report.genres[genre].services = services
        if order.stage is Stage.EXTRACT:
            return
        if order.stage is not Stage.VIEW_COUNT:
            self._merge_and_publish(order, report)
        if full or order.stage is Stage.VIEW_COUNT:
            self._count(report, videos=order.counts_videos)

    def _merge_and_publish(self, order: Order, report: RunReport) -> None:
        looks_up = order.stage in {Stage.FULL, Stage.TRANSFORM}
        publishes = order.stage in {Stage.FULL, Stage.AGGREGATE}
        changed = [g for g in order.genres if not self._is_unchanged(report, g, looks_up=looks_up)]
        merged = [self._merged(report, genre) for genre in changed]
        if looks_up:
            merged = self._enriched(report, merged)
        for each in merged:
            tell_recognition(report.genres[each.genre], each)
        if publishes:
            for each in merged:
                self._publish(report, each, order.fence)

    def _is_unchanged(self, report: RunReport, genre: str, *, looks_up: bool) -> bool:
        """Whether nothing came in that could change anything; what was told the last time is told again."""
        states = self.merge.lists.states(genre)
        last = self.unchanged.last(genre, states, looks_up=looks_up)
        if last is not None:
            tell_unchanged(report.genres[genre], last, states, self._shown(genre))
        return last is not None

    def _merged(self, report: RunReport, genre: str) -> Merged:
        with self._step(report, Stage.TRANSFORM, genre) as step:
            merged = self.merge.of(genre)
            step.detail = f"{len(merged.listings)} entries, {len(merged.recognition.groups)} recordings"
        return merged

    def _enriched(self, report: RunReport, merged: Sequence[Merged]) -> list[Merged]:
        """Look up what is missing; a genre for which something was found is merged anew."""
        spent = Spent()
        if self.covers:
            self.covers.run(report.run_id, merged, spent)
        if self.isrcs:
            self.isrcs.run(report.run_id, merged, self.lookup_budget, spent)
        report.notes += spent.notes
        report.failures |= spent.failures
        for each in merged:
            tell_lookups(report.genres[each.genre], each.genre, spent)
        # Asked of the store: what another run found meanwhile was not asked for by this one.
        return [self._merged(report, m.genre) if self.merge.is_behind(m) else m for m in merged]

    def _publish(self, report: RunReport, merged: Merged, fence: Fence | None) -> None:
        told = report.genres[merged.genre]
        with self._step(report, Stage.AGGREGATE, merged.genre) as step:
            aggregated = self.aggregate.run(report.run_id, merged, fence)
            tell_chart(told, aggregated, self._shown(merged.genre))
            step.status = "published" if told.published else "unchanged"
            step.detail = f"{told.on_chart} on the chart"
        self.unchanged.remember(merged, aggregated.snapshot.id if aggregated.snapshot else None, told)

    def _count(self, report: RunReport, *, videos: bool) -> None:
        """Count what the genres show, also where this run published nothing."""
        if report.stage is Stage.VIEW_COUNT:
            for genre, told in report.genres.items():
                tell_chart(told, Aggregated(), self._shown(genre))
        counted = self.counting.run(report.run_id, list(report.genres), videos=videos)
        report.counters = counted.counters
        report.failures |= counted.failures

    def _shown(self, genre: str) -> Publication | None:
        return self.aggregate.charts.current(genre, self.source)

    @contextmanager
    def _step(self, report: RunReport, stage: Stage, genre: str) -> Iterator[Step]:
        step, started = Step(report.run_id, stage, genre), self.clock.monotonic()
        with self.observer.step(step):
            yield step
        seconds = report.genres[genre].seconds
        seconds[stage] = round(seconds.get(stage, 0.0) + self.clock.monotonic() - started, 3)
