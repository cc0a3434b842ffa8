"""Who follows a run: the log, and several observers at once."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import structlog

from tunemeld.application.ports.runtime import Clock, RunObserver
from tunemeld.application.report import Step

_log = structlog.get_logger()


class LogObserver(RunObserver):
    """Logs the start and end of each step, and lends its names to whatever is logged within it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    @contextmanager
    def step(self, step: Step) -> Iterator[None]:
        """Bind run, stage, genre and service to this thread's log lines while the step lasts.

        An exception is logged as `error`, an order to stop (Ctrl-C) as `interrupted`; both go on.
        """
        started = self._clock.monotonic()
        with structlog.contextvars.bound_contextvars(**_names(step)):
            _log.info("etl.step_started")
            try:
                yield
            except Exception as error:
                self._finish(started, "error", _sentence(error))
                raise
            except BaseException as order:
                self._finish(started, "interrupted", _sentence(order))
                raise
            self._finish(started, step.status, step.detail)

    def _finish(self, started: float, status: str, detail: str) -> None:
        log = {"error": _log.error, "interrupted": _log.warning}.get(status, _log.info)
        seconds = round(self._clock.monotonic() - started, 3)
        told = {"detail": detail} if detail else {}
        log("etl.step_finished", duration_seconds=seconds, status=status, **told)


class Observers(RunObserver):
    """Several observers as one; the first is entered first and left last."""

    def __init__(self, *observers: RunObserver) -> None:
        self._observers = observers

    @contextmanager
    def step(self, step: Step) -> Iterator[None]:
        """Enter the step with every observer; an exception reaches each of them."""
        with ExitStack() as stack:
            for observer in self._observers:
                stack.enter_context(observer.step(step))
            yield


def _names(step: Step) -> dict[str, str]:
    names = {"run_id": step.run_id, "etl_stage": step.stage.value, "genre": step.genre}
    return {**names, "service": step.service} if step.service else names


def _sentence(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".removesuffix(": ")
