"""The API beside many genres: how soon it begins, how soon it shows a new chart, and what that costs."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import requests
from benchmarks.fleet import Fleet
from benchmarks.invented_genres import genre_name
from benchmarks.processes import megabytes, seconds_computed
from benchmarks.stored import client, published_at

_GENRE = genre_name(0)
_IDLE_SECONDS = 3.0
_QUIET_SECONDS = 2.0


@dataclass(frozen=True)
class TakenOver:
    """Of one worker: seconds until it answers, megabytes, seconds from a publication until it is served.

    `idle` is what it computes a second while nothing happens, `computed` what a run of one genre had it
    compute.
    """

    beginning: float
    megabytes: float
    idle: float
    delay: float
    computed: float


def taken_over(machine: Fleet, database: str, genres: int) -> TakenOver:
    """Start the API, and have one of the genres get its next week's lists."""
    started = time.perf_counter()
    with machine.api(database) as (pid, address):
        beginning = time.perf_counter() - started
        if (listed := len(_data(f"{address}/genres"))) != genres:
            raise RuntimeError(f"the API shows {listed} of {genres} genres")
        held, idle = megabytes(pid), _computed_while_idle(pid)
        machine.show_week(1)
        before = seconds_computed(pid)
        with ThreadPoolExecutor(1) as watching:
            seen = watching.submit(_changed, f"{address}/playlist-data/{_GENRE}")
            machine.command(database, "etl", "run", "full", "--genre", _GENRE)
            delay = seen.result() - _published_at(machine, database)
        _wait_until_quiet(pid)
        computed = seconds_computed(pid) - before
    machine.show_week(0)
    return TakenOver(beginning, held, idle, delay, computed)


def _data(url: str) -> Any:
    return requests.get(url, timeout=60).json()["data"]


def _computed_while_idle(pid: int) -> float:
    before = seconds_computed(pid)
    time.sleep(_IDLE_SECONDS)
    return (seconds_computed(pid) - before) / _IDLE_SECONDS


def _changed(url: str) -> float:
    """When another chart is first seen there."""
    before = _data(url)[0]["snapshot_id"]
    while _data(url)[0]["snapshot_id"] == before:
        time.sleep(0.05)
    return time.time()


def _published_at(machine: Fleet, database: str) -> float:
    with client(machine.mongod.url) as server:
        return published_at(server[database], _GENRE)


def _wait_until_quiet(pid: int) -> None:
    """Until it computes less than a tenth of the time."""
    while True:
        before = seconds_computed(pid)
        time.sleep(_QUIET_SECONDS)
        if seconds_computed(pid) - before < _QUIET_SECONDS / 10:
            return
