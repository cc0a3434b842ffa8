"""Runs in this process, which end at their next step when they are told to."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog

from tunemeld.application.errors import StoreError, TuneMeldError
from tunemeld.application.pipeline import Order, Pipeline
from tunemeld.application.ports.runtime import RunObserver
from tunemeld.application.report import RunReport, RunStatus, Step
from tunemeld.container import Container

_STOPPED = "interrupted, since the scheduler was stopped; what was done is kept"
_log = structlog.get_logger()


class RunsHere(RunObserver):
    """Carries out orders by the pipeline of a container, one at a time, and asks `check` before each step.

    To be made before the container makes anything that follows runs.
    """

    def __init__(self, container: Container) -> None:
        self._container = container
        self._check: Callable[[], None] = _go_on
        self._under_way: tuple[Pipeline, RunReport] | None = None
        container.progress.override(self)

    def __call__(self, order: Order, check: Callable[[], None]) -> RunReport:
        """The report of the run, once it has ended.

        Raises:
            KeyboardInterrupt, LeaseLost: `check` says that it shall end.
            TuneMeldError: it failed.
        """
        self._check = check
        pipeline = self._container.pipeline()
        report = pipeline.begin(order)
        self._under_way = pipeline, report
        try:
            return pipeline.go_on(order, report)
        except TuneMeldError:  # its report has it, and whoever asked for it logs it
            raise
        except Exception:
            _log.exception("scheduler.run_failed", run_id=report.run_id)
            raise
        finally:
            # `check` stays: calls upstream that the run has left behind shall go on no further.
            self._under_way = None

    @contextmanager
    def step(self, step: Step) -> Iterator[None]:  # noqa: ARG002 - whichever it is
        """Let a step of the run begin, unless the run shall end."""
        self._check()
        yield

    def close(self) -> None:
        """Write down that a run which has not ended in time was interrupted: it ends with the process."""
        if self._under_way is None:
            return
        pipeline, report = self._under_way
        ended = {"status": RunStatus.INTERRUPTED, "finished_at": pipeline.clock.now(), "error": _STOPPED}
        try:
            pipeline.runs.save(report.model_copy(update=ended))
        except StoreError as error:
            _log.error("scheduler.run_unfinished", run_id=report.run_id, error=str(error))


def _go_on() -> None:
    """No run is under way that could be told to end."""
