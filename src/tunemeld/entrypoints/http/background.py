"""Runs that a request has asked for: one at a time among all workers, in a thread of their own."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from threading import Lock, Thread

import structlog

from tunemeld.application.errors import RunUnderWay, StoreError, TuneMeldError
from tunemeld.application.pipeline import Order, Pipeline
from tunemeld.application.report import RunReport, RunStatus
from tunemeld.application.turns import Turns

_STOPPED = "interrupted, since the server was stopped; what was done is kept"
TURN = "runs by request"
"""The job whose lease whoever carries out such a run has."""
_log = structlog.get_logger()


class BackgroundRuns:
    """Starts runs, when no other worker or host on the same store has the turn.

    `pipeline` gives one whose stores wait for a server that restarts, as readers need not.
    """

    def __init__(self, pipeline: Callable[[], Pipeline], turns: Turns) -> None:
        self._new_pipeline = pipeline
        self._turns = turns
        self._turn = Lock()
        self._under_way: tuple[Thread, Pipeline, RunReport] | None = None

    def start(self, order: Order) -> str:
        """Begin a run; its id, under which its report can be read from now on.

        Raises:
            RunUnderWay: this worker has one already, or another has.
            UnknownGenre, SampleRefused, KeyMissing, StoreError: as the pipeline does before it begins.
        """
        with self._turn:
            if self._under_way:
                last, _, told = self._under_way
                if last.is_alive() and told.finished_at is None:
                    raise _under_way(told.run_id)
                last.join()  # its end is written down, or just being so
            pipeline, begun = self._new_pipeline(), Future[RunReport]()
            thread = Thread(target=self._take_turn, args=(pipeline, order, begun), name="run", daemon=True)
            thread.start()
            report = begun.result()
            self._under_way = (thread, pipeline, report)
            return report.run_id

    def close(self, *, seconds: float) -> None:
        """Wait so long at most for what is under way; what goes on then ends with the process.

        It is not told to stop: what it could not ask any more it would take for a service that failed. To be
        killed is harmless, since every write is atomic; its report says that it was interrupted.
        """
        if self._under_way is None:
            return
        thread, pipeline, report = self._under_way
        thread.join(seconds)
        if thread.is_alive():
            ended = {"status": RunStatus.INTERRUPTED, "finished_at": pipeline.clock.now(), "error": _STOPPED}
            try:
                pipeline.runs.save(report.model_copy(update=ended))
            except StoreError as error:
                _log.error("api.run_unfinished", run_id=report.run_id, error=str(error))

    def _take_turn(self, pipeline: Pipeline, order: Order, begun: "Future[RunReport]") -> None:
        """Carry out an order if it is our turn; what keeps it from beginning is told to who asked."""
        try:
            with self._turns.of(TURN) as kept:
                if kept is None:
                    begun.set_exception(_under_way(_newest_running(pipeline)))
                    return
                under = replace(order, fence=kept.fence)
                report = pipeline.begin(under)
                begun.set_result(report)
                _carry_out(pipeline, under, report)
        except Exception as refusal:  # noqa: BLE001 - the end of a thread: nobody else would hear of it
            if begun.done():
                _log.exception("api.run_failed")
            else:
                begun.set_exception(refusal)


def _under_way(run_id: str) -> RunUnderWay:
    named = f"run {run_id}" if run_id else "a run of another worker or host"
    return RunUnderWay(f"{named} is under way: wait until /runs shows that it has ended")


def _newest_running(pipeline: Pipeline) -> str:
    """The run of another worker, as far as can be told: a lease does not say which run it is for."""
    running = (each.run_id for each in pipeline.runs.recent(20) if each.status is RunStatus.RUNNING)
    return next(running, "")


def _carry_out(pipeline: Pipeline, order: Order, report: RunReport) -> None:
    with structlog.contextvars.bound_contextvars(run_id=report.run_id):
        try:
            pipeline.go_on(order, report)
        except TuneMeldError as error:  # its report is in the run log
            _log.error("api.run_failed", error=str(error))
        except Exception:  # noqa: BLE001 - the end of a thread: nobody else would hear of it
            _log.exception("api.run_failed")
        else:
            _log.info("api.run_ended", status=report.status.value)
