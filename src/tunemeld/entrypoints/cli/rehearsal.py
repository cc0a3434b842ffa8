"""Running the pipeline through weeks that are past, each run at its own time."""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tunemeld.application.pipeline import Order
from tunemeld.application.report import RunReport, RunStatus, Stage
from tunemeld.container import Container
from tunemeld.entrypoints.cli.console import tell
from tunemeld.entrypoints.cli.streams import note, say

WEEKS = 10
COUNTED_DAYS = 30
_SATURDAY = 5
# A run begins some moments after its time, and an hour before the next one at least.
_LONGEST_START = timedelta(minutes=30)
# The hours of the default schedules.
_LISTS_AT, _COUNTS_AT = timedelta(hours=2, minutes=30), timedelta(hours=2)


@dataclass(frozen=True)
class Loaded:
    """What was loaded: editions and days of counts, and how long that took."""

    editions: int
    days: int
    seconds: float


def demo_file(store: Path) -> Path:
    """Where invented charts lie, beside a store that may hold real ones."""
    return store.with_name("tunemeld-demo.db")


def moments(now: datetime) -> Iterator[tuple[datetime, Stage]]:
    """When a scheduler would have run what, oldest first: lists on Saturdays, counts daily of late."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    for days_ago in range(7 * WEEKS, -1, -1):
        day = midnight - timedelta(days=days_ago)
        if day.weekday() == _SATURDAY:
            at, stage = day + _LISTS_AT, Stage.FULL
        elif days_ago < COUNTED_DAYS:
            at, stage = day + _COUNTS_AT, Stage.VIEW_COUNT
        else:
            continue
        if at <= now:
            yield at, stage


def load(container: Container) -> Loaded:
    """Carry out every run that is missing, in the order of time.

    Raises:
        StoreError: the file cannot be written; what was loaded before stays.
    """
    clock = container.clock()
    begun, genres = clock.monotonic(), list(container.configured())
    last = next(iter(container.stores().runs.recent(1)), None)
    due = [(at, stage) for at, stage in moments(clock.now()) if last is None or at > _ended(last)]
    if due:
        note(f"Loading {sum(stage is Stage.FULL for _, stage in due)} weeks of {', '.join(genres)} ...")
    for at, stage in due:
        with container.clock.override(container.clock_at(at)):
            container.pipeline().run(Order(stage=stage, genres=genres, threads=1))
    return Loaded(
        editions=sum(stage is Stage.FULL for _, stage in due),
        days=len(due),
        seconds=clock.monotonic() - begun,
    )


def _ended(last: RunReport) -> datetime:
    """Up to when all is loaded: a run that was interrupted, or killed, is carried out once more."""
    is_whole = last.status in {RunStatus.DONE, RunStatus.PARTIAL}
    return last.started_at if is_whole else last.started_at - _LONGEST_START


def print_loaded(loaded: Loaded, store: Path) -> None:
    """Print what was loaded, and how to look at it."""
    if loaded.days:
        tell(
            f"Loaded {loaded.editions} weekly editions and {loaded.days} days of counts into {store} in "
            f"{loaded.seconds:.0f} s; artists and titles are invented."
        )
    else:
        tell(f"{store} is up to date; artists and titles are invented.")
    where = f"TUNEMELD_SQLITE_PATH={shlex.quote(str(store))} TUNEMELD_SOURCE=sample"
    # Each on a line of its own, however long: folded, it would be two commands to whoever copies it.
    tell("Look at them:")
    for command in ("trending --genre country", "movers --genre dance", "aggregate --genre pop --offline"):
        say(f"  {where} tunemeld {command}")
    say("  tunemeld demo --serve")
