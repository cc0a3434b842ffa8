"""Servers and runs at once on one store: every answer is of one edition, and a new one is everywhere soon."""

import json
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from tests.api_server import api_server
from tests.proof.figures import Tell
from tests.proof.installed import opened
from tests.proof.publishing import CHART, Installation
from tests.proof.readers import FRESH, KEPT, Asked, ask, failures, from_every_worker, outcomes, reading
from tests.proof.recorded import WEEKS
from tests.proof.simulated import upstreams
from tests.proof.storages import Storage

SERVERS, WORKERS, RUNS = 3, 2, 2
EDITIONS = WEEKS[-7:]
SOON_SECONDS = 5.0
PATHS = (
    CHART,
    f"{CHART}?strategy=tiers",
    f"{CHART}?format=csv",
    "/graph-data/dance",
    "/header-art/dance",
    "/last-updated/dance",
    "/service-playlist/dance/Spotify",
    "/service-playlist/dance/SoundCloud",
)
OF_TODAY = {
    CHART: {"sources", "complete"},
    "/graph-data": set[str](),
    "/service-playlist": {"insert_timestamp", "status"},
}
"""What answers tell of how lists stand today, beside what an edition is made of."""

PLAYS = {"view_count_data_json", "view_counts"}


class Seen:
    """Every body that came, by its path, and when charts came from which worker."""

    def __init__(self) -> None:
        self.bodies: dict[str, set[bytes]] = defaultdict(set)
        self.charts: list[tuple[str, float, float, str]] = []
        self._turn = threading.Lock()

    def look(self, done: Asked) -> str | None:
        """Note an answer; the snapshot of a chart."""
        snapshot = _snapshot(done.body) if done.path == CHART else None
        with self._turn:
            self.bodies[done.path].add(_lasting(done))
            if snapshot:
                self.charts.append((done.worker, done.began, done.began + done.seconds, snapshot))
        return snapshot

    def steps_back(self, order: list[str]) -> int:
        """How often a worker showed an older edition to somebody who asked after it had shown a newer one."""
        back = 0
        for worker in {worker for worker, *_ in self.charts}:
            own = [(began, ended, order.index(s)) for w, began, ended, s in self.charts if w == worker]
            back += sum(
                any(end < began and other > edition for _, end, other in own) for began, _, edition in own
            )
        return back


def test_readers_of_several_servers_see_whole_editions_only(
    storage: Storage, tmp_path: Path, tell: Tell
) -> None:
    seen, whole = Seen(), defaultdict[str, set[bytes]](set)
    order, delays = [], []
    with upstreams(EDITIONS[0]) as simulated, ExitStack() as running:
        installation = Installation(tmp_path, simulated, **storage.settings)
        order.append(installation.publish(EDITIONS[0])["snapshot_id"])
        _read_anew(installation, whole)
        servers = [
            running.enter_context(api_server(_home(tmp_path, n), installation.settings, workers=WORKERS))
            for n in range(SERVERS)
        ]
        asked = [
            running.enter_context(reading(server, PATHS, [KEPT, FRESH], look=seen.look)) for server in servers
        ]
        for day in EDITIONS[1:]:
            with _noting_publication(installation) as noted:
                order.append(_publish_at_once(installation, day))
            for server in servers:
                from_every_worker(server, CHART, lambda done: seen.look(done) == order[-1])
            delays += [_first(seen, worker, order[-1]) - noted[0] for worker in _workers(seen)]
            _read_anew(installation, whole)

    all_asked = [each for some in asked for each in some]
    mixed = {path: len(bodies - whole[path]) for path, bodies in seen.bodies.items()}
    tell(f"{SERVERS} servers, {len(_workers(seen))} workers, {len(order)} editions: {outcomes(all_asked)}")
    tell(f"{sum(map(len, seen.bodies.values()))} different bodies, {sum(mixed.values())} of no edition")
    tell(f"a worker shows a publication after {min(delays):.1f} to {max(delays):.1f} s")
    assert failures(all_asked) == []
    assert mixed == dict.fromkeys(PATHS, 0)
    assert len(order) == len(set(order))
    assert len(_workers(seen)) == SERVERS * WORKERS
    assert seen.steps_back(order) == 0
    assert max(delays) < SOON_SECONDS


def _home(parent: Path, name: object) -> Path:
    home = parent / str(name)
    home.mkdir(exist_ok=True)
    return home


def _publish_at_once(installation: Installation, day: str) -> str:
    """Let several runs publish the same day's chart; its snapshot."""
    with ThreadPoolExecutor(RUNS) as pool:
        printed = list(pool.map(installation.publish, [day] * RUNS))
    (snapshot,) = {each["snapshot_id"] for each in printed}
    return str(snapshot)


@contextmanager
def _noting_publication(installation: Installation) -> Iterator[list[float]]:
    """Gives the moment at which the store had another publication."""
    noted: list[float] = []
    with opened(installation.settings) as ours, ThreadPoolExecutor(1) as pool:
        charts = ours.stores().charts
        former = charts.current("dance")

        def watch() -> None:
            while charts.current("dance") == former:
                time.sleep(0.01)
            noted.append(time.monotonic())

        watching = pool.submit(watch)
        yield noted
        watching.result(60)


def _read_anew(installation: Installation, whole: dict[str, set[bytes]]) -> None:
    """What a server that has just begun tells of the newest edition."""
    with api_server(_home(installation.folder, "anew"), installation.settings) as server:
        for path in PATHS:
            whole[path].add(_lasting(ask(server, path)))


def _lasting(done: Asked) -> bytes:
    """An answer without how lists stand, told before a chart is made of it, and plays, told after."""
    today = next((names for path, names in OF_TODAY.items() if done.path.startswith(path)), None)
    if today is None or not done.body.startswith(b"{"):
        return done.body
    document = json.loads(done.body, object_hook=_uncounted)
    told = [{name: each[name] for name in each if name not in today} for each in document["data"]]
    return json.dumps({**document, "data": told}).encode()


def _uncounted(read: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in read.items() if name not in PLAYS}


def _snapshot(body: bytes) -> str:
    return str(json.loads(body)["data"][0]["snapshot_id"])


def _workers(seen: Seen) -> list[str]:
    return sorted({worker for worker, *_ in seen.charts})


def _first(seen: Seen, worker: str, snapshot: str) -> float:
    return min(ended for w, _, ended, s in seen.charts if (w, s) == (worker, snapshot))
