"""Runs that are killed, and how far they had come by then, as it shows in their storage."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import SimpleQueue

from tests.proof.command_line import CommandLine
from tests.proof.simulated import Upstreams, upstreams
from tests.proof.storages import Contents

RUN = ("etl", "run", "full", "--genre", "dance")

STEPS = (
    "before the first write",
    "before an answer was kept",
    "among the answers",
    "among the lookups",
    "before publishing",
    "before counting",
    "among the searches for videos",
    "before the end",
    "after all writes",
)
"""How far a run may have come, in their order."""

_LONGEST_SECONDS = 60
_SHORTLY = 0.002


@dataclass(frozen=True)
class Watch:
    """Upstreams that count the calls of one run at a time, and tell when so many have come."""

    simulated: Upstreams
    calls: SimpleQueue[str] = field(default_factory=SimpleQueue)

    def kill(self, tunemeld: CommandLine, calls: int, seconds: float) -> int:
        """Start a run, kill it so long after so many calls, unless it ends before; its exit code."""
        self._forget()
        process = tunemeld.start(*RUN, LOG_LEVEL="WARNING")  # nobody reads what it logs until it is killed
        while self.calls.qsize() < calls and process.poll() is None:
            time.sleep(_SHORTLY)
        time.sleep(seconds)
        process.kill()
        process.communicate()
        return process.returncode

    def measure(self, tunemeld: CommandLine) -> tuple[float, int]:
        """The seconds from a run's start to its first call, and how many calls there are in all."""
        self._forget()
        started = time.monotonic()
        process = tunemeld.start(*RUN)
        self.calls.get(timeout=_LONGEST_SECONDS)
        seconds = time.monotonic() - started
        process.communicate()
        return seconds, 1 + self.calls.qsize()

    def _forget(self) -> None:
        while not self.calls.empty():
            self.calls.get()


@contextmanager
def watched(day: str, latency_ms: int) -> Iterator[Watch]:
    """Upstreams of a day, each call to which takes so long, until the context is left."""
    with upstreams(day) as simulated:
        simulated.be_generous()
        simulated.set(latency_ms=latency_ms)
        watch = Watch(simulated)
        simulated.on_each_call(_noting(watch.calls))
        yield watch


def _noting(calls: SimpleQueue[str]) -> Callable[[str], bool]:
    def note(upstream: str) -> bool:
        calls.put(upstream)
        return False

    return note


def step_of(before: Contents, now: Contents) -> str:
    """How far the newest run had come; `before` is what lay there when it began."""
    grown = {table for table in now if len(now[table]) > len(before.get(table, ()))}
    running = any(json.loads(run["value"])["status"] == "running" for run in now.get("runs", ()))
    steps = {
        0: "runs" not in grown,
        8: not running,
        7: _looks(now) > _looks(before),
        6: "quota_days" in grown,
        5: "publications" in grown,
        4: bool(grown & {"claims", "recording_keys"}),
        3: "fetches" in grown,
        2: bool(grown & {"raw_playlists", "raw_answers"}),
        1: True,
    }
    return STEPS[next(step for step, is_reached in steps.items() if is_reached)]


def _looks(contents: Contents) -> int:
    """How often something was stored of what YouTube tells of videos."""
    return sum(batch["counter"] == "Youtube" for batch in contents.get("reading_batches", ()))


def spread(steps: Counter[str]) -> str:
    """How many were killed where, in words."""
    return ", ".join(f"{steps[step]} {step}" for step in STEPS if steps[step])
