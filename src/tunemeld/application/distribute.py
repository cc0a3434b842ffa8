"""Distributing a run: its parts are handed to workers and waited for, and their reports become one."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from tunemeld.application.divide import Chain, Part, divide
from tunemeld.application.errors import LeaseLost, TuneMeldError, WorkersAway
from tunemeld.application.join import join
from tunemeld.application.pipeline import Order, Pipeline
from tunemeld.application.ports.work import PartObserver, WorkQueue
from tunemeld.application.report import RunReport, RunStatus

_LOOK_SECONDS = 0.2
# Redis may be restarted meanwhile; workers wait for it too.
_PATIENCE_SECONDS = 60.0
_TOLD = 3


def _go_on() -> None:
    """Nothing ends the run early."""


@dataclass(frozen=True)
class Distribute:
    """Carries out an order by workers; apart from times, what comes of it is what one process comes to.

    - The run as a whole has a report, stored when it begins and when it ends; its parts have theirs.
    - A genre whose part is not done goes no further, and stops no other; the run has failed then.
    - Where no part ends for so long that those who did them must have been handed others, they are lost: the
      run has failed then, and what is left is fetched by the next one.
    - Whoever waits may be interrupted: the report says so, and workers begin nothing more of that run.
    """

    pipeline: Pipeline
    queue: WorkQueue
    observer: PartObserver
    pause: Callable[[float], None]
    longest_silence_seconds: float

    def run(self, order: Order, check: Callable[[], None] = _go_on) -> RunReport:
        """The report of the run, once all that can be done of it is done.

        `check` is called all the while; what it raises ends the run, and is let through.

        Raises:
            UnknownGenre, SampleRefused, KeyMissing, StoreError: as the pipeline does.
            WorkersAway: no worker answers, and nothing has begun; or workers cannot be reached any more.
        """
        if not self.queue.has_workers():
            raise WorkersAway(
                "no worker answers: start one with `tunemeld worker start`, then run this again"
            )
        report = self.pipeline.begin(order)
        chains = divide(order, report.run_id)
        awaited = _Awaited(chains)
        with self._closing(report, [part for chain in chains for part in chain], awaited):
            self.queue.hand_over(chains)
            self._wait(awaited, check)
        self.pipeline.tell_of(report)
        return report

    def _wait(self, awaited: "_Awaited", check: Callable[[], None]) -> None:
        answered_at = ended_at = self.pipeline.clock.monotonic()
        while current := awaited.current():
            check()
            try:
                ended = self.queue.ended([part.id for part in current])
            except WorkersAway:
                if self.pipeline.clock.monotonic() - answered_at > _PATIENCE_SECONDS:
                    raise
                ended = {}
            else:
                answered_at = self.pipeline.clock.monotonic()
            for part in current:
                if part.id in ended:
                    awaited.note(part, ended[part.id])
                    self.observer.ended(part, ended[part.id], done=awaited.done, of=awaited.all)
            if ended:
                ended_at = answered_at
            elif answered_at - ended_at > self.longest_silence_seconds:
                raise WorkersAway(
                    f"no worker has ended anything for {self.longest_silence_seconds:.0f} seconds, and "
                    f"{current[0].genre}, {current[0].stage} may be lost: see the workers, and whether Redis "
                    "was emptied, then run this again"
                )
            else:
                self.pause(_LOOK_SECONDS)

    @contextmanager
    def _closing(self, report: RunReport, parts: Sequence[Part], awaited: "_Awaited") -> Iterator[None]:
        """Measure the run, join what its parts report, and store that, whatever ends it."""
        clock, runs = self.pipeline.clock, self.pipeline.runs
        started = clock.monotonic()
        ended: dict[str, object] = {"status": RunStatus.FAILED, "error": "ended by a defect; see the log"}
        try:
            yield
            ended = awaited.outcome()
        except (KeyboardInterrupt, LeaseLost) as order:
            why = str(order) or "interrupted; what workers had begun ends by itself"
            ended = {"status": RunStatus.INTERRUPTED, "error": why}
            raise
        except TuneMeldError as error:
            ended = {"status": RunStatus.FAILED, "error": str(error)}
            raise
        finally:
            told = runs.of([part.id for part in parts])
            joined = join(report, [told[part.id] for part in parts if part.id in told])
            times = {"finished_at": clock.now(), "seconds": round(clock.monotonic() - started, 3)}
            for name, value in {**dict(joined), **times, **ended}.items():
                setattr(report, name, value)
            runs.save(report)


class _Awaited:
    """Which part of each chain is waited for, and what was not done."""

    def __init__(self, chains: Sequence[Chain]) -> None:
        self.all = sum(map(len, chains))
        self.done = 0
        self._left = {chain[0].genre: list(chain) for chain in chains}
        self._failed: list[str] = []

    def current(self) -> list[Part]:
        """The next part of every genre that has one."""
        return [left[0] for left in self._left.values() if left]

    def note(self, part: Part, trouble: str) -> None:
        """Go on behind a part; where it is not done, nothing more of its genre is waited for."""
        self.done += 1
        if trouble:
            self._left[part.genre].clear()
            self._failed.append(f"{part.genre}, {part.stage}: {trouble}")
        else:
            self._left[part.genre].pop(0)

    def outcome(self) -> dict[str, object]:
        """What the parts' own ends make of the run as a whole: nothing, unless one was not done."""
        if not self._failed:
            return {}
        more = f"; and {len(self._failed) - _TOLD} more" if len(self._failed) > _TOLD else ""
        return {"status": RunStatus.FAILED, "error": "; ".join(self._failed[:_TOLD]) + more}
