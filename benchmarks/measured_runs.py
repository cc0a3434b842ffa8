"""One run of all genres, measured: how long, what everybody computed for it, what MongoDB was asked."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from benchmarks.fleet import Fleet
from benchmarks.processes import megabytes, seconds_computed
from benchmarks.stored import client, commands
from pymongo.database import Database
from redis import Redis

PEER = 0
"""No worker: one process does it all."""


@dataclass(frozen=True)
class Measured:
    """A run by so many workers: seconds, megabytes of a worker (of the process, where there is none).

    `beginning` ends when the run is written down, `working` when its parts are done, `telling` when whoever
    acts upon events has been told, None where that was not waited for; `computed` is by whom.
    """

    workers: int
    lists: str
    beginning: float
    working: float
    telling: float | None
    computed: Mapping[str, float]
    commands: int
    megabytes: float
    report: int
    """Bytes of the whole run's report, which is one document."""

    @property
    def seconds(self) -> float:
        """From the command until all charts are there."""
        return self.beginning + self.working


def database_of(workers: int) -> str:
    """The database that only so many workers write."""
    return f"scaling_{workers}"


def measured(
    machine: Fleet, count: int, lists: str, workers: Sequence[int] = (), *, tells: bool = True
) -> Measured:
    """Run all genres once, by these processes; unless it `tells`, only until all parts are done.

    Raises:
        RuntimeError: it does not end well.
    """
    database = database_of(count)
    by_workers = ("--distributed",) if workers else ()
    with client(machine.mongod.url) as server:
        asked, before = commands(server), _computed(machine, workers)
        until = None if tells else _once_written_down(server[database])
        ended = machine.command(database, "etl", "run", "full", "--genre", "all", *by_workers, until=until)
        after, asked = _computed(machine, workers), commands(server) - asked
        began, done, report = _reported(server[database])
    computed = {who: after[who] - before[who] for who in after}
    return Measured(
        workers=count,
        lists=lists,
        beginning=began - ended.began,
        working=done - began,
        telling=ended.seconds - (done - ended.began) if tells else None,
        computed={"command": ended.computed, **computed},
        commands=asked,
        megabytes=sum(map(megabytes, workers)) / len(workers) if workers else ended.megabytes,
        report=report,
    )


def _once_written_down(database: Database[dict[str, Any]]) -> Callable[[], bool]:
    """Whether another whole run has ended by its report since now, which is before anybody is told."""
    whole = {"stage": "full", "finished": {"$exists": True}, "n": {"$exists": True}}
    before = database["runs"].count_documents(whole)
    return lambda: database["runs"].count_documents(whole) > before


def _reported(database: Database[dict[str, Any]]) -> tuple[float, float, int]:
    """When the newest whole run began and ended, by its report, and how long that is."""
    found = database["runs"].find({"stage": "full"}, {"value": 1}).sort("n", -1).limit(1)
    report = found.next()["value"]
    told = json.loads(report)
    if told["status"] != "done":
        raise RuntimeError(f"the run is {told['status']}: {told['error']}")
    began, done = (datetime.fromisoformat(told[name]) for name in ("started_at", "finished_at"))
    return began.timestamp(), done.timestamp(), len(report.encode())


def _computed(machine: Fleet, workers: Sequence[int]) -> dict[str, float]:
    with Redis.from_url(machine.redis.url) as redis:
        of_redis = redis.info("cpu")
    return {
        "workers": sum(map(seconds_computed, workers)),
        "mongod": seconds_computed(machine.mongod.pid),
        "Redis": of_redis["used_cpu_user"] + of_redis["used_cpu_sys"],
        "the services": seconds_computed(machine.lists.pid),
    }
