"""A worker: how many tasks it does at once, what each of its processes opens, and how it ends."""

import os
import signal
import socket
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any

import structlog
from celery import signals
from celery.apps.worker import Worker as CeleryWorker
from celery.exceptions import SecurityWarning
from celery.utils.log import get_multiprocessing_logger
from celery.worker import state

from tunemeld.application.do_part import DoPart
from tunemeld.container import Container, share_paces
from tunemeld.entrypoints.worker.task import register

_SAME_SIGNAL_SECONDS = 0.5
_log = structlog.get_logger()


def run(container: Container, *, concurrency: int, tell: Callable[[str], None]) -> int:
    """Do parts of runs, so many at once, until told to end; the exit code.

    Each part is done by a process of its own, forked before anything is opened. SIGTERM and Ctrl-C let what
    is under way end; the second one ends it at once, and hands it back.
    """
    app = container.celery_app()
    child = _Child(container)
    register(app, container.task_name(), child.do_part, task_seconds=container.settings().worker_task_seconds)
    # Whoever listens here keeps Celery from setting up logs of its own.
    signals.setup_logging.connect(_keep_logs, weak=False)
    signals.worker_process_init.connect(child.begin, weak=False)
    signals.worker_process_shutdown.connect(child.end, weak=False)
    signals.worker_ready.connect(lambda **_: tell("Working; Ctrl-C ends it."), weak=False)
    # What it says to root is about pickle, which is not accepted here.
    warnings.simplefilter("ignore", SecurityWarning)
    worker = _Worker(
        app=app,
        concurrency=concurrency,
        pool_cls="prefork",
        quiet=True,
        hostname=f"tunemeld-{os.getpid()}@{socket.gethostname()}",
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    worker.start()
    return int(worker.exitcode or 0)


def _keep_logs(**_: Any) -> None:
    """Have the pool's lines go where all go; logs are set up already, and children inherit that."""
    of_pool: Any = get_multiprocessing_logger()
    of_pool.propagate = True


class _Child:
    """What one process of a worker works with."""

    def __init__(self, container: Container) -> None:
        self._container = container

    def begin(self, **_: Any) -> None:
        """Take part in the parent's settings, and in nothing that it has opened."""
        self._container = Container(settings=self._container.settings())
        share_paces(self._container)

    def do_part(self) -> DoPart:
        """Who does the parts."""
        doing: DoPart = self._container.do_part()
        return doing

    def end(self, **_: Any) -> None:
        """Close what is open."""
        self._container.stop().set()
        self._container.stores().close()


class _Worker(CeleryWorker):
    """Ends in our words: Celery's would go to standard output, and need other signals for the second step."""

    _told_at: float | None = None
    _is_hurried = False

    def install_platform_tweaks(self, worker: Any) -> None:  # noqa: ARG002 - Celery's signature
        """Take over the signals that end a worker."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        if self._told_at is None:
            self._told_at = time.monotonic()
            _log.info("worker.ends", under_way=len(state.active_requests))
            state.should_stop = 0  # type: ignore[assignment]
        # `timeout` and some shells send a signal to the process and to its group, which are both us.
        elif time.monotonic() - self._told_at > _SAME_SIGNAL_SECONDS:
            self._hurry()

    def _hurry(self) -> None:
        """End what is under way: Celery hands back what a lost process had, and then comes to its own end."""
        if self._is_hurried:
            os._exit(1)
        self._is_hurried = True
        _log.warning("worker.ends_at_once", under_way=len(state.active_requests))
        pool: Any = self.pool
        for child in pool.info["processes"]:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
