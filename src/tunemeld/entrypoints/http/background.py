"""Runs that a request has asked for: one at a time, in a thread of their own."""

from collections.abc import Callable
from threading import Lock, Thread

import structlog

from tunemeld.application.errors import RunUnderWay, TuneMeldError
from tunemeld.application.pipeline import Order, Pipeline
from tunemeld.application.report import RunReport

_log = structlog.get_logger()


class BackgroundRuns:
    """Starts runs, and tells `stop` those that are under way when the process ends.

    `pipeline` gives the pipeline of stores that wait for a server that restarts, as runs need it and
    readers do not.
    """

    def __init__(self, pipeline: Callable[[], Pipeline], stop: Callable[[], None]) -> None:
        self._pipeline = pipeline
        self._stop = stop
        self._turn = Lock()
        self._thread: Thread | None = None
        self._run_id = ""

    def start(self, order: Order) -> str:
        """Begin a run; its id, under which its report can be read from now on.

        Raises:
            RunUnderWay: this process has one already.
            UnknownGenre, SampleRefused, KeyMissing, StoreError: as the pipeline does before it begins.
        """
        with self._turn:
            if self._thread and self._thread.is_alive():
                raise RunUnderWay(
                    f"run {self._run_id} is under way: wait until /runs shows that it has ended"
                )
            pipeline = self._pipeline()
            report = pipeline.begin(order)
            self._run_id = report.run_id
            self._thread = Thread(target=_carry_out, args=(pipeline, order, report), name="run", daemon=True)
            self._thread.start()
            return self._run_id

    def close(self, *, seconds: float) -> None:
        """End what is under way as Ctrl-C does, and wait for it so long at most; every write is atomic."""
        self._stop()
        if self._thread:
            self._thread.join(seconds)


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
