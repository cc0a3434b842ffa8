"""Two schedulers and four workers, killed, paused and without a primary: each change is published once."""

import random
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from tests.mongod import Mongod
from tests.proof.command_line import CommandLine
from tests.proof.figures import Tell
from tests.proof.installed import installed, run
from tests.proof.machines import LEASE_SECONDS, LeaseBook, Machines, holder_pid, wait_until
from tests.proof.recorded import EARLIER_WEEKS, WEEKS
from tests.proof.simulated import Upstreams, settings_for, upstreams
from tests.redis_server import RedisProcess

from tunemeld.adapters.stores.mongo import MongoStores
from tunemeld.application.divide import STAGES
from tunemeld.application.report import RunReport, RunStatus, Stage

DAYS = (*EARLIER_WEEKS, *WEEKS)
RUNS = 30
GENRES = ("east", "north", "south", "west")
DATABASE = "tunemeld"
FIRST = datetime(2026, 1, 3, 2, 30, 10, tzinfo=UTC)
PLAYLISTS = "\n".join(
    f"""
    [{genre}.Spotify]
    id = "37i9dQZF1DX4dyzvuaRJ0n"
    [{genre}.AppleMusic]
    url = "https://music.apple.com/us/playlist/dancexl/pl.6bf4415b83ce4f3789614ac4c3675740"
    name = "danceXL"
    [{genre}.SoundCloud]
    url = "https://soundcloud.com/soundcloud-the-peak/sets/on-the-up-new-edm-hits"
    """
    for genre in GENRES
)
"""Four genres with the lists of one, so that all of them change whenever it does."""


def day_of(number: int) -> str:
    """Which edition of the lists a run finds: never the same as the one before."""
    return DAYS[number % len(DAYS)]


def expected(simulated: Upstreams, settings: dict[str, str], folder: Path) -> list[dict[str, str]]:
    """The snapshot of each genre after each run, in one process that nothing disturbs."""
    seen = []
    for number in range(RUNS):
        simulated.set(date=day_of(number))
        with installed(folder / "alone.db", settings) as alone:
            run(alone, *GENRES)
            current = {genre: alone.stores().charts.current(genre) for genre in GENRES}
        seen.append({genre: shown.snapshot_id for genre, shown in current.items() if shown})
    return seen


@dataclass
class Round:
    """A run that is due, and what befalls it at one of its calls upstream."""

    machines: Machines
    simulated: Upstreams
    mongo: MongoClient[dict[str, Any]]
    stores: MongoStores
    chance: random.Random

    def go(self, now: datetime) -> None:
        """Let it be time for a run, disturb it, and wait until it is done."""
        reached, at, calls = threading.Event(), self.chance.randrange(1, 20), count(1)

        def look(_: str) -> bool:
            if next(calls) == at:
                reached.set()
            return False

        with self.simulated.seeing_each_call(look):
            self.machines.start_schedulers(2, now)
            wait_until(reached.is_set)
            self._disturb()
            wait_until(lambda: self._handled() == now.replace(second=0))
        assert self.machines.stop_schedulers() == [0, 0]

    def _disturb(self) -> None:
        """What befalls a run: one of three, or two of them."""
        troubles: list[Callable[[], None]] = [
            lambda: self.machines.kill_worker(self.chance.randrange(4)),
            self._pause_leader,
            self.machines.step_down,
        ]
        for trouble in self.chance.sample(troubles, self.chance.choice([1, 1, 2])):
            trouble()

    def _pause_leader(self) -> None:
        leader = self._leader()
        if leader is not None:
            self.machines.pause_leader(leader, lambda: self._leader() not in {leader, None})

    def _leader(self) -> int | None:
        return holder_pid(self.mongo, DATABASE, "playlists")

    def _handled(self) -> datetime | None:
        standing = self.stores.schedules.standing("playlists")
        return standing.handled if standing else None


def overlapping(reports: list[RunReport]) -> list[str]:
    """Parts of one genre that went on at the same time, as far as they ended."""
    found = []
    for genre in GENRES:
        parts = [r for r in reports if f"/{genre}/" in r.run_id and r.finished_at]
        parts.sort(key=lambda r: r.started_at)
        for before, after in pairwise(parts):
            if before.finished_at and before.finished_at > after.started_at:
                found.append(f"{before.run_id} and {after.run_id}")
    return found


def test_thirty_runs_through_kills_pauses_and_elections(tell: Tell, tmp_path: Path) -> None:
    chance, book = random.Random(30), LeaseBook()  # noqa: S311 - the same troubles each time
    playlists = tmp_path / "playlists.toml"
    playlists.write_text(PLAYLISTS, "utf-8")
    with upstreams(DAYS[0]) as simulated, Mongod(replica_set=True) as mongod, RedisProcess() as redis:
        settings = settings_for(simulated.url, DAYS[0], TUNEMELD_PLAYLISTS_FILE=str(playlists))
        del settings["TUNEMELD_NOW"]
        wanted = expected(simulated, settings, tmp_path)
        shared = {
            **settings,
            "MONGODB_URL": mongod.url,
            "MONGODB_DATABASE": DATABASE,
            "REDIS_URL": redis.url,
            "TUNEMELD_CACHE": "memory",
            "SCHEDULER_LEASE_SECONDS": str(LEASE_SECONDS),
            "SCHEDULE_PLAYLISTS": "30 2 * * *",
            "SCHEDULE_COUNTS": "0 0 1 1 *",
            "WORKER_TASK_SECONDS": "6",
        }
        machines = Machines(CommandLine(tmp_path, shared), mongod)
        with (
            closing(machines),
            closing(MongoStores(mongod.url, DATABASE)) as stores,
            MongoClient[dict[str, Any]](mongod.url) as mongo,
        ):
            stores.upkeep.prepare()
            with book.kept(mongod.url, DATABASE):
                machines.start_workers(4)
                for number in range(RUNS):
                    simulated.set(date=day_of(number))
                    Round(machines, simulated, mongo, stores, chance).go(FIRST + timedelta(days=number))
                    current = {genre: stores.charts.current(genre) for genre in GENRES}
                    shown = {genre: each.snapshot_id for genre, each in current.items() if each}
                    assert shown == wanted[number], number
            runs = stores.runs.recent(100_000)
            parts = [f"{run.run_id}/{genre}/{stage}" for run in runs for genre in GENRES for stage in STAGES]
            reports = [*runs, *stores.runs.of(parts).values()]
            history = {genre: stores.charts.publications(genre, "rapidapi") for genre in GENRES}

    changes = {genre: 1 + sum(a[genre] != b[genre] for a, b in pairwise(wanted)) for genre in GENRES}
    whole = [r for r in reports if "/" not in r.run_id and r.stage is Stage.FULL]
    done = [r for r in whole if r.status is RunStatus.DONE]
    befell = ", ".join(f"{count} {what}" for what, count in sorted(machines.befell.items()))
    tell(
        f"{RUNS} runs of {len(GENRES)} genres by 2 schedulers and 4 workers: {befell}; "
        f"{sum(map(len, history.values()))} charts published for {sum(changes.values())} changes; runs begun "
        f"{len(whole)}, done {len(done)}; parts begun {sum('/' in r.run_id for r in reports)}; leases taken "
        f"{len({(held.job, held.number) for held in book.changes})}"
    )
    assert book.faults() == [], "a job was taken while another had it"
    assert overlapping(reports) == []
    assert {genre: len(each) for genre, each in history.items()} == changes
    assert all([p.seq for p in each] == list(range(1, len(each) + 1)) for each in history.values())
    assert len(done) == RUNS
    begun = {r.run_id for r in reports}
    assert {f"{r.run_id}/{genre}/extract" for r in done for genre in GENRES} <= begun
