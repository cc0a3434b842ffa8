"""Schedulers and workers as on several machines: processes over one MongoDB replica set and one Redis."""

import os
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any

from pymongo import MongoClient
from pymongo.errors import PyMongoError
from tests.mongod import Mongod
from tests.proof.command_line import CommandLine

LEASE_SECONDS = 3
LONGEST_SECONDS = 120.0
_LOOK_SECONDS = 0.05

Process = subprocess.Popen[str]


@dataclass
class Machines:
    """Four workers that stay, two schedulers a round, and what befell them, counted."""

    tunemeld: CommandLine
    mongod: Mongod
    workers: list[Process] = field(default_factory=list)
    schedulers: list[Process] = field(default_factory=list)
    befell: Counter[str] = field(default_factory=Counter)
    _logs: list[IO[str]] = field(default_factory=list)

    def start_workers(self, count: int) -> None:
        """Start so many more, each with one part at a time."""
        for _ in range(count):
            self.workers.append(self._started("worker", "start", "--concurrency", "1"))

    def start_schedulers(self, count: int, now: datetime) -> None:
        """Start so many, by whose clocks it is `now`."""
        for _ in range(count):
            self.schedulers.append(
                self._started("scheduler", "start", "--distributed", TUNEMELD_NOW=now.isoformat())
            )

    def kill_worker(self, number: int) -> None:
        """End a worker with all that it does, and start another one."""
        with suppress(ProcessLookupError):
            os.killpg(self.workers[number].pid, signal.SIGKILL)
        _drained(self.workers[number])
        self.workers[number] = self._started("worker", "start", "--concurrency", "1")
        self.befell["workers killed"] += 1

    def pause_leader(self, leader: int, overtaken: Callable[[], bool]) -> None:
        """Pause the scheduler with this process id until another one has taken its job over."""
        os.kill(leader, signal.SIGSTOP)
        try:
            wait_until(overtaken)
        finally:
            os.kill(leader, signal.SIGCONT)
        self.befell["leaders paused past their lease"] += 1

    def step_down(self) -> None:
        """Have the primary step down; the set has one again some seconds later."""
        with MongoClient[dict[str, Any]](self.mongod.url) as client, suppress(PyMongoError):
            client.admin.command("replSetStepDown", 2, force=True)
        self.befell["primary stepped down"] += 1

    def stop_schedulers(self) -> list[int]:
        """Tell all of them to stop; their exit codes."""
        for each in self.schedulers:
            each.terminate()
        codes = [_drained(each) for each in self.schedulers]
        self.schedulers.clear()
        return codes

    def close(self) -> None:
        """End all processes at once."""
        for each in (*self.schedulers, *self.workers):
            with suppress(ProcessLookupError):
                os.killpg(each.pid, signal.SIGKILL)
            _drained(each)
        for log in self._logs:
            log.close()

    def _started(self, *words: str, **settings: str) -> Process:
        process = self.tunemeld.start(*words, **settings)
        # Read on, lest a full pipe hold it up.
        log = (self.tunemeld.folder / f"{words[0]}-{process.pid}.log").open("w", encoding="utf-8")
        self._logs.append(log)
        for pipe in (process.stdout, process.stderr):
            threading.Thread(target=_read_out, args=(pipe, log), daemon=True).start()
        return process


def wait_until(is_so: Callable[[], object]) -> None:
    """Look until it is so.

    Raises:
        TimeoutError: it is not, after two minutes.
    """
    until = time.monotonic() + LONGEST_SECONDS
    while not is_so():
        if time.monotonic() > until:
            raise TimeoutError("it did not come to that")
        time.sleep(_LOOK_SECONDS)


@dataclass(frozen=True)
class Held:
    """A lease as it stood after a change, by the server's own time."""

    job: str
    number: int
    holder: str | None
    until: datetime
    at: datetime


class LeaseBook:
    """Every change of every lease, as the server tells it."""

    def __init__(self) -> None:
        self._documents: dict[str, dict[str, Any]] = {}
        self.changes: list[Held] = []

    @contextmanager
    def kept(self, url: str, database: str) -> Iterator[None]:
        """Write down what changes as long as the context lasts, also while the primary changes."""
        done = threading.Event()
        with MongoClient[dict[str, Any]](url) as client:
            stream = client[database]["leases"].watch(max_await_time_ms=200)

            def follow() -> None:
                while stream.alive and not (done.is_set() and not (event := stream.try_next())):
                    if event := stream.try_next():
                        self._note(event)

            thread = threading.Thread(target=follow, daemon=True)
            thread.start()
            yield
            done.set()
            thread.join(LONGEST_SECONDS)
            stream.close()

    def _note(self, event: Mapping[str, Any]) -> None:
        job = event["documentKey"]["_id"]
        if "fullDocument" in event:
            self._documents[job] = dict(event["fullDocument"])
        else:
            self._documents[job] |= event["updateDescription"]["updatedFields"]
        stands = self._documents[job]
        until = datetime.fromisoformat(stands["until"])
        self.changes.append(Held(job, stands["number"], stands["holder"], until, event["wallTime"]))

    def faults(self) -> list[str]:
        """Where a job was taken while somebody had it: neither released nor run out."""
        found = []
        before: dict[str, Held] = {}
        for now in self.changes:
            last = before.get(now.job)
            if last and now.number != last.number:
                is_over = last.holder is None or last.until <= now.at.replace(tzinfo=last.until.tzinfo)
                if now.number != last.number + 1 or not is_over:
                    found.append(f"{now.job}: {last} was followed by {now}")
            before[now.job] = now
        return found

    def taken(self, job: str) -> int:
        """How often a job was taken."""
        return len({each.number for each in self.changes if each.job == job})


def holder_pid(client: MongoClient[dict[str, Any]], database: str, job: str) -> int | None:
    """The process that holds a job; None where nobody does."""
    found = client[database]["leases"].find_one({"_id": job})
    return int(found["holder"].split("/")[1]) if found and found["holder"] else None


def _read_out(pipe: IO[str], into: IO[str]) -> None:
    with pipe:
        for line in pipe:
            into.write(line)
            into.flush()


def _drained(process: Process) -> int:
    return process.wait(timeout=LONGEST_SECONDS)
