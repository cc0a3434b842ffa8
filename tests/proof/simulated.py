"""The upstreams' simulator over the recorded lists, and the settings that send TuneMeld to it."""

import json
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from tests.shared import RECORDED, SHARED, start_simulator

FAULTS = ("429", "500", "503", "timeout", "truncated", "html", "not_json_types", "empty", "reset")
"""Every kind of fault that the simulator knows."""


@dataclass(frozen=True)
class Upstreams:
    """All upstreams on this machine: `url` is where they answer, `state` the simulator's own."""

    url: str
    state: Any

    def set(self, **wanted: object) -> None:
        """Change what the simulator does, in the words of its `/__config`."""
        self.state.configure(wanted)

    def be_generous(self) -> None:
        """Let YouTube answer however often it is asked: many installations share one day of its quota."""
        self.set(youtube_searches=10**6, youtube_quota=10**6)

    def forget(self) -> None:
        """Set its counters to zero."""
        with self.state.lock:
            self.state.reset()

    def calls(self, beginning: str = "") -> int:
        """How many calls came since then, to the paths that begin so."""
        counted: Mapping[str, int] = self.state.stats()["calls"]
        return sum(count for path, count in counted.items() if path.startswith(beginning))

    def on_each_call(self, do: Callable[[str], bool]) -> None:
        """Call `do` with the upstream's name whenever it is asked; True makes it answer 429."""
        limited = self.state.limited
        self.state.limited = lambda upstream: do(upstream) or limited(upstream)

    @contextmanager
    def seeing_each_call(self, do: Callable[[str], bool]) -> Iterator[None]:
        """The same as long as the context lasts."""
        limited = self.state.limited
        self.on_each_call(do)
        try:
            yield
        finally:
            self.state.limited = limited

    def count_refusals(self) -> tuple[Counter[str], Counter[str]]:
        """Two counters that grow by upstream: calls from now on, and those that a rate limit refuses."""
        calls, refused = Counter[str](), Counter[str]()
        limited = self.state.limited

        def count(upstream: str) -> bool:
            is_refused: bool = limited(upstream)
            calls[upstream] += 1
            refused[upstream] += is_refused
            return is_refused

        self.state.limited = count
        return calls, refused

    def fail_only(self, *names: str) -> None:
        """Let the faults that are set befall the upstreams of these names alone."""
        asked, fault = threading.local(), self.state.fault

        def note(upstream: str) -> bool:
            asked.upstream = upstream
            return False

        self.on_each_call(note)
        self.state.fault = lambda: fault() if asked.upstream in names else None

    @contextmanager
    def failing(self, kinds: Mapping[str, str]) -> Iterator[None]:
        """Let each of these upstreams answer with its kind of fault only, as long as the context lasts."""
        asked, fault = threading.local(), self.state.fault

        def note(upstream: str) -> bool:
            asked.upstream = upstream
            return False

        self.state.fault = lambda: kinds.get(asked.upstream)
        try:
            with self.seeing_each_call(note):
                yield
        finally:
            self.state.fault = fault

    def asked(self) -> list[str]:
        """The paths that were called since then, sorted."""
        return sorted(self.state.stats()["calls"])


@contextmanager
def upstreams(day: str, data: Path = RECORDED) -> Iterator[Upstreams]:
    """The simulator, serving each list as it was on a day, until the context is left."""
    url, state, stop = start_simulator(day, data=data)
    try:
        yield Upstreams(url, state)
    finally:
        stop()


@contextmanager
def upstreams_apart(day: str, *, latency_ms: int) -> Iterator[str]:
    """The address of a simulator in a process of its own, which takes no time from ours."""
    command = [sys.executable, str(SHARED / "upstream" / "simulator.py"), "--data", str(RECORDED)]
    told = [*command, "--date", day, "--latency-ms", str(latency_ms)]
    with subprocess.Popen(told, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().split()[3]
        finally:
            process.terminate()


def calls_at(url: str) -> dict[str, int]:
    """The calls that such a simulator has counted, by path."""
    with urlopen(f"{url}/__stats") as answer:  # noqa: S310 - an address of this machine
        counted: dict[str, int] = json.load(answer)["calls"]
    return counted


def addresses(url: str) -> dict[str, str]:
    """The settings that put the simulator, or a server like it, in the place of every upstream."""
    return {
        "SPOTIFY_RAPIDAPI_URL": f"{url}/spotify23",
        "APPLE_MUSIC_RAPIDAPI_URL": f"{url}/apple-music24",
        "SOUNDCLOUD_RAPIDAPI_URL": f"{url}/soundcloud-scraper",
        "SPOTIFY_ACCOUNTS_URL": f"{url}/spotify-accounts",
        "SPOTIFY_API_URL": f"{url}/spotify-api",
        "YOUTUBE_API_URL": f"{url}/youtube",
        "ITUNES_API_URL": f"{url}/itunes",
        "DEEZER_API_URL": f"{url}/deezer",
        "SPOTIFY_OEMBED_URL": f"{url}/oembed/spotify",
        "SOUNDCLOUD_OEMBED_URL": f"{url}/oembed/soundcloud",
        "CLOUDFLARE_API_URL": f"{url}/cloudflare/client/v4",
    }


UNHURRIED = {"RATE_LIMITS": "rapidapi=5000,spotify=5000,itunes=5000,youtube=5000"}
"""Rates so high that nobody waits."""

WITH_SPOTIFY = {"SPOTIFY_CLIENT_ID": "any-client", "SPOTIFY_CLIENT_SECRET": "any-client-secret"}
"""What switches ISRC lookups on."""

WITH_YOUTUBE = {"YOUTUBE_API_KEY": "anything"}
"""What makes full runs search for videos, and count how often they were seen."""


def settings_for(url: str, day: str, **more: str) -> dict[str, str]:
    """Settings of an installation that reads its lists from a server like the simulator, at noon of a day."""
    return {
        **addresses(url),
        **UNHURRIED,
        "RAPIDAPI_KEY": "anything",
        "TUNEMELD_NOW": f"{day}T12:00:00Z",
        "ETL_RETRY_DELAY": "0",
        **more,
    }
