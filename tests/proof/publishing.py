"""An installation whose charts of some recorded weeks are published, and more when a proof says so."""

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from tests.api_server import ApiServer
from tests.mongod import Mongod
from tests.proof.command_line import CommandLine
from tests.proof.readers import ask, from_every_worker
from tests.proof.recorded import WEEKS
from tests.proof.simulated import WITH_SPOTIFY, Upstreams, settings_for, upstreams

CHART = "/playlist-data/dance"
PUBLISHED, NEXT = WEEKS[-4:-1], WEEKS[-1]
"""The weeks that are published at first, and the next one, in which all clocks stand."""

PATHS = (
    CHART,
    f"{CHART}?strategy=priority",
    f"{CHART}?strategy=tiers&limit=5",
    f"{CHART}?min_sources=1&format=csv",
    *(f"{CHART}?format={form}" for form in ("xspf", "m3u8", "atom")),
    "/graph-data/dance",
    "/header-art/dance",
    "/last-updated/dance",
    "/genres",
    "/movers/dance?strategy=tiers",
    "/trending/dance?limit=5",
    *(f"/service-playlist/dance/{service}" for service in ("Spotify", "applemusic", "SoundCloud")),
    "/search?q=love",
    *(f"{CHART}?as_of={day}" for day in (*PUBLISHED, NEXT)),
    f"{CHART}?as_of={PUBLISHED[0]}&strategy=tiers",
)
"""What readers ask for; `paths_of` adds what a chart itself names."""


class Installation:
    """Somebody's home, settings, and the command that publishes."""

    def __init__(self, folder: Path, simulated: Upstreams, **settings: str) -> None:
        self.folder = folder
        self.settings = settings_for(simulated.url, NEXT, **WITH_SPOTIFY) | settings
        self.simulated = simulated
        self.tunemeld = CommandLine(folder, self.settings)

    def publish(self, day: str) -> dict[str, Any]:
        """Publish the chart of a day, at its noon; what the command printed."""
        self.simulated.set(date=day)
        now = f"{day}T12:00:00Z"
        done = self.tunemeld("aggregate", "--genre", "dance", "--format", "json", TUNEMELD_NOW=now)
        assert done.code == 0, done.err
        return done.document


@contextmanager
def installed(folder: Path, **settings: str) -> Iterator[Installation]:
    """An installation with the charts of PUBLISHED, in a file unless the settings say otherwise."""
    with upstreams(NEXT) as simulated:
        installation = Installation(folder, simulated, **settings)
        for day in PUBLISHED:
            installation.publish(day)
        yield installation


def installed_on(store: Mongod, folder: Path, **settings: str) -> AbstractContextManager[Installation]:
    """The same on a MongoDB server."""
    return installed(folder, TUNEMELD_STORAGE="mongo", MONGODB_URL=store.url, **settings)


def paths_of(server: ApiServer) -> tuple[str, ...]:
    """All of PATHS, the current snapshot by its id, and some tracks; every worker was asked for each."""
    chart = json.loads(ask(server, CHART).body)["data"][0]
    tracks = [track["isrc"] or track["id"] for track in chart["tracks"][:5]]
    paths = (*PATHS, f"{CHART}?as_of={chart['snapshot_id'][:8]}", *(f"/tracks/{each}" for each in tracks))
    for path in paths:
        from_every_worker(server, path, lambda done: done.outcome == 200)
    return paths
