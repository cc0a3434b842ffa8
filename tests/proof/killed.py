"""Runs that are killed, and how far they had come by then, as it shows in their storage."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event

from tests.proof.command_line import CommandLine
from tests.proof.simulated import Upstreams, upstreams
from tests.proof.storages import Contents

CHART = ("aggregate", "--genre", "dance", "--format", "json")

STEPS = (
    "before the first write",
    "before an answer was kept",
    "among the answers",
    "among the lookups",
    "before publishing",
    "before the end",
    "after all writes",
)
"""How far a run may have come, in their order."""

_LONGEST_SECONDS = 60


@dataclass(frozen=True)
class Watch:
    """Upstreams that tell when a run asks them for the first time."""

    simulated: Upstreams
    asked: Event = field(default_factory=Event)

    def kill(self, tunemeld: CommandLine, seconds: float, *, after_a_call: bool) -> int:
        """Start a run, kill it so long after its start or its first call; its exit code, which tells."""
        self.asked.clear()
        process = tunemeld.start(*CHART)
        if after_a_call:
            assert self.asked.wait(_LONGEST_SECONDS)
        time.sleep(seconds)
        process.kill()
        process.communicate()
        return process.returncode

    def measure(self, tunemeld: CommandLine) -> tuple[float, float]:
        """The seconds from a run's start to its first call, and from there until it prints its chart."""
        self.asked.clear()
        started = time.monotonic()
        process = tunemeld.start(*CHART)
        assert self.asked.wait(_LONGEST_SECONDS)
        called = time.monotonic()
        assert process.stdout is not None
        process.stdout.readline()
        printed = time.monotonic()
        process.communicate()
        return called - started, printed - called


@contextmanager
def watched(day: str, latency_ms: int) -> Iterator[Watch]:
    """Upstreams of a day, each call to which takes so long, until the context is left."""
    with upstreams(day) as simulated:
        simulated.set(latency_ms=latency_ms)
        watch = Watch(simulated)
        simulated.on_each_call(_setting(watch.asked))
        yield watch


def _setting(event: Event) -> Callable[[str], bool]:
    def note(_: str) -> bool:
        event.set()
        return False

    return note


def step_of(before: Contents, now: Contents) -> str:
    """How far the newest run had come; `before` is what lay there when it began."""
    grown = {table for table in now if len(now[table]) > len(before.get(table, ()))}
    running = any(json.loads(run["value"])["status"] == "running" for run in now.get("runs", ()))
    steps = {
        0: "runs" not in grown,
        6: not running,
        5: "publications" in grown,
        4: bool(grown & {"claims", "recording_keys"}),
        3: "fetches" in grown,
        2: bool(grown & {"raw_playlists", "raw_answers"}),
        1: True,
    }
    return STEPS[next(step for step, is_reached in steps.items() if is_reached)]


def spread(steps: Counter[str]) -> str:
    """How many were killed where, in words."""
    return ", ".join(f"{steps[step]} {step}" for step in STEPS if steps[step])
