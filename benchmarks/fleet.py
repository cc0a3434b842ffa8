"""Everything that a distributed run needs, on one machine: servers, invented services, workers, commands."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import requests
from benchmarks.invented_genres import playlists_file
from tests.mongod import Mongod
from tests.redis_server import RedisProcess
from tests.tied_process import tied_process

_LATENCY_MS = 50
_LONGEST_SECONDS = 1_800.0
_ADDRESS = re.compile(r"(?:Serving on |Listening at: )?(http://127\.0\.0\.1:\d+)")
_READY = re.compile(r"Working; Ctrl-C")
_Found = TypeVar("_Found")


@dataclass(frozen=True)
class Ended:
    """A command that has ended well: when it began, for how long it ran and computed, in seconds."""

    began: float
    seconds: float
    computed: float
    megabytes: float


@dataclass(frozen=True)
class Fleet:
    """A MongoDB replica set of one, a Redis, the services, and the settings by which all are found."""

    folder: Path
    mongod: Mongod
    redis: RedisProcess
    lists: "subprocess.Popen[bytes]"
    lists_url: str

    def settings(self, database: str) -> dict[str, str]:
        """The environment of a command that works on a database."""
        url = self.lists_url
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "TUNEMELD_ENV": "production",
            "MONGODB_URL": self.mongod.url,
            "MONGODB_DATABASE": database,
            "REDIS_URL": self.redis.url,
            "RAPIDAPI_KEY": "invented",
            "TUNEMELD_PLAYLISTS_FILE": str(self.folder / "playlists.toml"),
            "RATE_LIMITS": "rapidapi=1000000,itunes=1000000",
            "SPOTIFY_RAPIDAPI_URL": f"{url}/spotify23",
            "APPLE_MUSIC_RAPIDAPI_URL": f"{url}/apple-music24",
            "SOUNDCLOUD_RAPIDAPI_URL": f"{url}/soundcloud-scraper",
            "SPOTIFY_OEMBED_URL": f"{url}/spotify-oembed",
            "SOUNDCLOUD_OEMBED_URL": f"{url}/soundcloud-oembed",
            "ITUNES_API_URL": f"{url}/itunes",
        }

    def command(self, database: str, *words: str, until: Callable[[], object] | None = None) -> Ended:
        """Carry out `tunemeld` with these words; kill it once something is so, where that is given.

        Raises:
            RuntimeError: it fails, or ends before it is so, with the end of what it said.
        """
        with (self.folder / "command").open("wb") as said:
            began, started = time.time(), time.perf_counter()
            process = subprocess.Popen(
                _tunemeld(*words),
                env=self.settings(database),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
            )
            while until and not until():
                if process.poll() is not None:
                    raise RuntimeError(f"{words} ended too early: {_end(self.folder / 'command')}")
                time.sleep(1)
            if until:
                process.kill()
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode and not until:
            raise RuntimeError(f"{words} ended with {process.returncode}: {_end(self.folder / 'command')}")
        seconds = time.perf_counter() - started
        return Ended(began, seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)

    @contextmanager
    def workers(self, database: str, count: int) -> Iterator[list[int]]:
        """So many workers of one process each, as if each were a machine; their processes."""
        with ExitStack() as opened:
            yield [
                opened.enter_context(self._running(database, f"worker-{n}", _READY, *_WORKER))[0]
                for n in range(count)
            ]

    @contextmanager
    def api(self, database: str) -> Iterator[tuple[int, str]]:
        """The API with one worker, which has read everything; its process, and its address."""
        command = ("api", "start", "--port", "0", "--workers", "1")
        with self._running(database, "api", _ADDRESS, *command) as (pid, address):
            _until(lambda: requests.get(f"{address}/health/ready", timeout=60).ok or None)
            yield pid, address

    def show_week(self, week: int) -> None:
        """Have the services answer with the lists of that week."""
        requests.get(f"{self.lists_url}/week/{week}", timeout=_LONGEST_SECONDS).raise_for_status()

    @contextmanager
    def _running(
        self, database: str, name: str, ready: re.Pattern[str], *words: str
    ) -> Iterator[tuple[int, str]]:
        said = self.folder / name
        process = tied_process(
            _tunemeld(*words), output=said, folder=self.folder, surroundings=self.settings(database)
        )
        try:
            found = _until(lambda: ready.search(_said_by(process, said)))
            yield process.pid, found[found.lastindex or 0]
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(_LONGEST_SECONDS)


_WORKER = ("worker", "start", "--concurrency", "1")


@contextmanager
def fleet(genres: int) -> Iterator[Fleet]:
    """Start all that lasts, for so many genres."""
    with ExitStack() as opened:
        folder = Path(opened.enter_context(TemporaryDirectory()))
        (folder / "playlists.toml").write_text(playlists_file(genres), "utf-8")
        redis = opened.enter_context(RedisProcess())
        mongod = opened.enter_context(Mongod(replica_set=True))
        command = [sys.executable, "-P", "-m", "benchmarks.list_server", str(genres), str(_LATENCY_MS)]
        lists = tied_process(command, output=folder / "lists")
        opened.callback(lists.kill)
        address = _until(lambda: _ADDRESS.search(_said_by(lists, folder / "lists")))
        yield Fleet(folder, mongod, redis, lists, address[1])


def _tunemeld(*words: str) -> list[str]:
    return [sys.executable, "-P", "-m", "tunemeld", *words]


def _said_by(process: "subprocess.Popen[bytes]", said: Path) -> str:
    if process.poll() is not None:
        raise RuntimeError(f"a process that should go on has ended: {_end(said)}")
    return said.read_text("utf-8", errors="replace")


def _end(said: Path) -> str:
    return said.read_text("utf-8", errors="replace")[-2_000:]


def _until(condition: Callable[[], _Found | None]) -> _Found:
    limit = time.monotonic() + _LONGEST_SECONDS
    while not (found := condition()):
        if time.monotonic() > limit:
            raise RuntimeError("it takes longer than half an hour")
        time.sleep(0.02)
    return found
