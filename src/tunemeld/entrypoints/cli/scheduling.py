"""Keeping a schedule: how often it is looked at, in which thread, and how that ends."""

import random
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from threading import Event

import structlog

from tunemeld.application.errors import StoreError
from tunemeld.application.pipeline import Order
from tunemeld.application.report import Stage
from tunemeld.application.schedule import Schedule
from tunemeld.container import Container
from tunemeld.entrypoints.cli.main import Options
from tunemeld.entrypoints.cli.runs_by_workers import RunsByWorkers
from tunemeld.entrypoints.cli.runs_here import RunsHere
from tunemeld.entrypoints.cli.session import session
from tunemeld.entrypoints.cli.streams import note

_LOOK_SECONDS = 3.0
# So many looks at most, half an hour, before somebody who could not act is told again.
_MOST_RESTS = 600
# Schedulers that were started together shall not ask the store together for ever.
_SPREAD = 0.3
# What runs in a container is killed ten seconds after it was told to stop.
_STOPS_WITHIN_SECONDS = 8.0
_SAME_SIGNAL_SECONDS = 0.5
_WAKE_SECONDS = 0.5
_log = structlog.get_logger()


def keep_schedule(options: Options, *, distributed: bool) -> None:
    """Carry out the jobs of the schedule, here or by workers, until the process is told to stop.

    Raises:
        InvalidSettings: with every problem that there is.
        Refusal: no run could begin: a key is missing, or sample data would enter a store with real ones, or
            settings allow no workers.
    """
    with session(options) as container, _leasing(container) as leasing:
        settings = container.settings()
        # Of a service the log is what is seen, also on a terminal.
        container.configure_logs(settings.log_level)
        for notice in container.notes():
            note(f"Note: {notice}")
        stopping, runs = Event(), RunsByWorkers(container) if distributed else RunsHere(container)
        _refuse_what_no_run_can_do(container)
        turns = container.turns(leases=leasing.stores().leases)
        schedule = container.schedule(turns=turns, carry_out=runs, is_stopping=stopping.is_set)
        watch = Watch(schedule, catch_up=container.dispatch().catch_up, wait=stopping.wait)
        _log.info("scheduler.started", zone=settings.schedule_timezone)
        watching = ThreadPoolExecutor(1, thread_name_prefix="schedule").submit(watch.run)
        _wait_for(watching, stopping)
        runs.close()


def _wait_for(watching: "Future[None]", stopping: Event) -> None:
    """Wait in this thread, which alone acts upon signals, for the one that works.

    It wakes now and then: a system may hand a signal to another thread, and this one would sleep on.
    """
    try:
        while not watching.done():
            wait([watching], _WAKE_SECONDS)
        watching.result()
    except KeyboardInterrupt:
        _log.info("scheduler.stopping")
        stopping.set()
        # `timeout` and some shells send a signal to the process and to its group, which are both us.
        with suppress(KeyboardInterrupt, TimeoutError):
            watching.result(_SAME_SIGNAL_SECONDS)
        with suppress(TimeoutError):
            watching.result(_STOPS_WITHIN_SECONDS - _SAME_SIGNAL_SECONDS)


class Watch:
    """Looks at a schedule every few seconds; `wait` takes seconds, and tells whether to stop.

    `catch_up` lets others act upon what has happened; it gives a sentence for each who could not.
    """

    def __init__(
        self, schedule: Schedule, *, catch_up: Callable[[], Iterable[str]], wait: Callable[[float], bool]
    ) -> None:
        self._schedule = schedule
        self._catch_up = catch_up
        self._wait = wait
        self._has_news = True
        self._trouble = ""
        self._troubles: tuple[str, ...] = ()
        self._rest = self._rests = 0

    def run(self) -> None:
        """Look until told to stop; after a job the next look is at once."""
        seconds = 0.0
        while not self._wait(seconds):
            was_busy = self._look()
            spread = random.uniform(1 - _SPREAD, 1 + _SPREAD)  # noqa: S311 - spreads load, guards nothing
            seconds = 0.0 if was_busy else _LOOK_SECONDS * spread

    def _look(self) -> bool:
        """One look; whether a job was done. A store that is away is said once, and looked at again."""
        try:
            if self._has_news:
                self._schedule.announce()
                self._has_news = False
            was_busy = self._has_news = self._schedule.look()
        except StoreError as error:
            if not self._trouble:
                _log.warning("scheduler.store_away", error=str(error))
            self._trouble = str(error)
            return False
        if self._trouble:
            self._trouble = ""
            _log.info("scheduler.store_back")
        if self._rests:
            self._rests -= 1
        else:
            self._tell(tuple(self._catch_up()))
        return was_busy

    def _tell(self, troubles: tuple[str, ...]) -> None:
        """Log who could not act, unless it is the same as the last time; they are told again ever later."""
        self._rest = min(2 * self._rest + 1, _MOST_RESTS) if troubles else 0
        self._rests = self._rest
        if troubles != self._troubles:
            self._troubles = troubles
            for trouble in troubles:
                _log.warning("scheduler.not_told", error=trouble)


@contextmanager
def _leasing(container: Container) -> Iterator[Container]:
    """A container whose store is waited for by nobody: a lease must not run out while it is renewed."""
    settings = container.settings()
    leasing = Container(settings=settings, store_patience_seconds=0.0)
    if settings.storage == "memory":
        leasing.stores.override(container.stores)
    try:
        yield leasing
    finally:
        leasing.stores().close()


def _refuse_what_no_run_can_do(container: Container) -> None:
    container.corrections()  # so that a file that cannot be read is told now
    with suppress(StoreError):  # which the first look tells, and the next ones ask again
        container.pipeline().check(Order(Stage.FULL, tuple(container.configured()), threads=1))
