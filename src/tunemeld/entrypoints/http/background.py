"""Runs that a request has asked for: one at a time, in a thread of their own."""

from collections.abc import Callable
from threading import Lock, Thread

import structlog

from tunemeld.application.errors import RunUnderWay, StoreError, TuneMeldError
from tunemeld.application.pipeline import Order, Pipeline
from tunemeld.application.report import RunReport, RunStatus

_STOPPED = "interrupted, since the server was stopped; what was done is kept"
_log = structlog.get_logger()


class BackgroundRuns:
    """Starts runs; `pipeline` gives one whose stores wait for a server that restarts, as readers need not."""

    def __init__(self, pipeline: Callable[[], Pipeline]) -> None:
        self._new_pipeline = pipeline
        self._turn = Lock()
        self._under_way: tuple[Thread, Pipeline, RunReport] | None = None

    def start(self, order: Order) -> str:
        """Begin a run; its id, under which its report can be read from now on.

        Raises:
            RunUnderWay: this process has one already.
            UnknownGenre, SampleRefused, KeyMissing, StoreError: as the pipeline does before it begins.
        """
        with self._turn:
            if self._under_way:
                last, _, told = self._under_way
                if last.is_alive() and told.finished_at is None:
                    raise RunUnderWay(
                        f"run {told.run_id} is under way: wait until /runs shows that it has ended"
                    )
                last.join()  # its end is written down, or just being so
            pipeline = self._new_pipeline()
            report = pipeline.begin(order)
            thread = Thread(target=_carry_out, args=(pipeline, order, report), name="run", daemon=True)
            thread.start()
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
