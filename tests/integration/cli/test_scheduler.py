"""`tunemeld scheduler start` as processes: beside each other, killed, paused and told to stop."""

import os
import signal
import socket
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path

import pytest
from tests.integration.cli.conftest import Ran, ended, in_a_process
from tests.mongo_servers import fresh_database, standalone

from tunemeld.adapters.stores.mongo import MongoStores
from tunemeld.adapters.stores.sqlite import SqliteStores
from tunemeld.application.report import RunReport

GENRES = ("country", "dance", "pop", "rap")
Stores = SqliteStores | MongoStores
Process = subprocess.Popen[bytes]


class Storage:
    """A store that processes share, and schedulers on it; what is still running at the end is killed."""

    def __init__(self, stores: Stores, settings: Mapping[str, str], file: Path | None = None) -> None:
        self.stores = stores
        self._settings = settings
        self._file = file
        self._started: list[Process] = []

    def scheduler(self, **settings: str) -> Process:
        """Start one more scheduler, which by itself finds all its jobs due."""
        process = in_a_process("scheduler", "start", settings={**self._settings, **settings})
        self._started.append(process)
        return process

    def wait_until(self, is_so: Callable[[], object]) -> None:
        """Look until it is so, as long as somebody is there who may bring it about."""
        while not is_so():
            assert any(each.poll() is None for each in self._started), ended(self._started[-1])
            with suppress(subprocess.TimeoutExpired):  # leave them the processor
                self._started[-1].wait(0.02)

    def wait_for_runs(self, count: int) -> None:
        """Wait until so many runs have begun."""
        self.wait_until(lambda: len(self.stores.runs.recent(9)) >= count)

    def wait_for(self, *jobs: str) -> None:
        """Wait until all these jobs are done."""
        self.wait_until(lambda: all(self.stores.schedules.standing(job) for job in jobs))

    def pause(self, process: Process) -> None:
        """Pause a process, outside of a transaction: that would keep everybody from a file."""
        while True:
            process.send_signal(signal.SIGSTOP)
            os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WNOWAIT)
            if self._is_open_to_others():
                return
            process.send_signal(signal.SIGCONT)

    def runs(self) -> list[RunReport]:
        """All runs, oldest first."""
        return [*reversed(self.stores.runs.recent(9))]

    def publishers(self) -> set[tuple[int, str]]:
        """The number and the run of every publication of every genre."""
        history = [each for genre in GENRES for each in self.stores.charts.publications(genre, "sample")]
        return {(each.seq, each.run_id) for each in history}

    def is_free(self, job: str) -> bool:
        """Whether the lease of a job can be had, because it was released."""
        lease = self.stores.leases.take(job, "the test", 60)
        return lease is not None and not lease.was_abandoned

    def _is_open_to_others(self) -> bool:
        if self._file is None:
            return True
        with closing(sqlite3.connect(self._file, timeout=0, isolation_level=None)) as connection:
            with suppress(sqlite3.OperationalError):
                connection.execute("BEGIN IMMEDIATE")
            return connection.in_transaction

    def close(self) -> None:
        """End what is left."""
        for process in self._started:
            if process.poll() is None:
                process.kill()
                ended(process)


@pytest.fixture(params=["SQLite", "MongoDB"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Storage]:
    """An empty store of each kind that outlives a process."""
    if request.param == "SQLite":
        file = tmp_path / "tunemeld.db"
        with (
            closing(SqliteStores(file)) as stores,
            closing(Storage(stores, {"TUNEMELD_SQLITE_PATH": str(file)}, file)) as opened,
        ):
            yield opened
        return
    url = standalone()
    with (
        fresh_database(url) as name,
        closing(MongoStores(url, name)) as documents,
        closing(Storage(documents, {"MONGODB_URL": url, "MONGODB_DATABASE": name})) as opened,
    ):
        yield opened


def stopped(process: Process) -> Ran:
    """What a scheduler left after it was told to stop."""
    process.terminate()
    return ended(process)


def test_of_two_schedulers_one_does_each_job_whatever_their_own_clocks_say(storage: Storage) -> None:
    """By the clock of one of them a lease of the other would have run out long ago."""
    schedulers = [
        storage.scheduler(TUNEMELD_NOW=f"2024-06-22T{hour}:30:00Z", SCHEDULER_LEASE_SECONDS="60")
        for hour in ("03", "09")
    ]
    storage.wait_for("playlists", "counts")

    left = [stopped(each) for each in schedulers]

    assert [(each.code, each.out) for each in left] == [(0, "")] * 2
    assert [(run.stage, run.status) for run in storage.runs()] == [("full", "done"), ("view_count", "done")]


def test_what_a_killed_scheduler_began_is_done_once_by_another(storage: Storage) -> None:
    killed = storage.scheduler(SCHEDULER_LEASE_SECONDS="1")
    storage.wait_for_runs(1)
    killed.kill()
    ended(killed)
    successor = storage.scheduler(SCHEDULER_LEASE_SECONDS="1")
    storage.wait_for("playlists")

    assert stopped(successor).code == 0
    begun, done = storage.runs()[:2]
    assert (begun.status, done.stage, done.status) == ("running", "full", "done")
    assert {seq for seq, _ in storage.publishers()} == {1}
    assert storage.is_free("playlists")


def test_a_scheduler_that_was_paused_past_its_lease_publishes_nothing_and_says_so(storage: Storage) -> None:
    paused = storage.scheduler(SCHEDULER_LEASE_SECONDS="1")
    storage.wait_for_runs(1)
    storage.pause(paused)
    assert storage.publishers() == set()
    successor = storage.scheduler(SCHEDULER_LEASE_SECONDS="1")
    storage.wait_for("playlists")
    stopped(successor)

    paused.send_signal(signal.SIGCONT)
    storage.wait_until(lambda: storage.runs()[0].finished_at)

    said = stopped(paused)
    lost, done = storage.runs()[:2]
    assert storage.publishers() == {(1, done.run_id)}
    assert (lost.status, done.status) == ("failed", "done")
    assert lost.error.startswith("another process has taken over playlists")
    assert "scheduler.lost" in said.err
    assert (said.code, said.out) == (0, "")


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM], ids=lambda each: each.name)
def test_a_scheduler_that_is_told_to_stop_closes_its_run_and_gives_its_lease_back(
    tmp_path: Path, ending: signal.Signals
) -> None:
    file = tmp_path / "tunemeld.db"
    with (
        closing(SqliteStores(file)) as stores,
        closing(Storage(stores, {"TUNEMELD_SQLITE_PATH": str(file)}, file)) as storage,
    ):
        scheduler = storage.scheduler()
        storage.wait_for_runs(1)
        scheduler.send_signal(ending)
        left = ended(scheduler)

        (run,) = storage.runs()
        assert (left.code, left.out) == (0, "")
        assert (run.status, run.error) == ("interrupted", "interrupted; what was done is kept")
        assert storage.is_free("playlists")
        assert stores.schedules.standing("playlists") is None


def test_who_tells_a_scheduler_to_stop_again_and_again_waits_for_no_upstream(
    tmp_path: Path,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        upstreams = ("SPOTIFY_RAPIDAPI_URL", "APPLE_MUSIC_RAPIDAPI_URL", "SOUNDCLOUD_RAPIDAPI_URL")
        settings = {"RAPIDAPI_KEY": "a-key-that-nobody-has", **dict.fromkeys(upstreams, address)}
        scheduler = in_a_process("scheduler", "start", settings=settings)
        asked, _ = silent.accept()
        with asked:
            while scheduler.poll() is None:
                scheduler.terminate()

    assert ended(scheduler).code == 130


def test_a_scheduler_whose_runs_cannot_begin_is_refused_at_once() -> None:
    refused = ended(
        in_a_process("--env", "testing", "scheduler", "start", settings={"TUNEMELD_SOURCE": "rapidapi"})
    )

    assert (refused.code, refused.out) == (2, "")
    assert refused.err.splitlines()[-1].startswith("Error: RAPIDAPI_KEY is not set")


def test_a_store_that_is_away_at_the_start_is_said_and_looked_for_again() -> None:
    nowhere = "mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=100"
    scheduler = in_a_process("scheduler", "start", settings={"MONGODB_URL": nowhere})
    assert scheduler.stderr
    said = iter(scheduler.stderr.readline, b"")

    assert any(b"scheduler.store_away" in line for line in said)
    assert scheduler.poll() is None
    assert stopped(scheduler).code == 0
