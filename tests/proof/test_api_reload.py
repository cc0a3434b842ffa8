"""SIGHUP replaces all workers under load: no request on a new connection fails, and no chart is missed."""

import signal
import time
from pathlib import Path

from tests.api_server import ApiServer, api_server
from tests.proof.figures import Tell
from tests.proof.publishing import CHART, NEXT, installed, paths_of
from tests.proof.readers import (
    FRESH,
    KEPT,
    Asked,
    Client,
    ask,
    failures,
    from_every_worker,
    milliseconds,
    outcomes,
    reading,
)

RELOADS = 4
IDLE = Client(fresh=False, rest_seconds=1.0)
LOAD_SECONDS = 40.0


def test_four_reloads_fail_nobody_who_connects_anew(tmp_path: Path, tell: Tell) -> None:
    with (
        installed(tmp_path) as installation,
        api_server(tmp_path, installation.settings, workers=2) as server,
    ):
        paths = paths_of(server)
        with (
            reading(server, paths, [FRESH] * 4) as fresh,
            reading(server, paths, [KEPT] * 2) as busy,
            reading(server, paths, [IDLE] * 40) as idle,
        ):
            began = time.monotonic()
            took = [_reload(server) for _ in range(RELOADS)]
            latest = installation.publish(NEXT)["snapshot_id"]
            from_every_worker(server, CHART, lambda done: latest.encode() in done.body)
            time.sleep(max(0.0, began + LOAD_SECONDS - time.monotonic()))
        ended = server.log().count("Worker exiting")

    tell(f"{RELOADS} reloads, each over after {min(took):.1f} to {max(took):.1f} s; {ended} workers ended")
    for what, asked in (("a new connection each", fresh), ("kept and busy", busy), ("kept and idle", idle)):
        tell(f"{what}: {outcomes(asked)}; p99 {milliseconds(asked, 0.99):.0f} ms")
    assert failures(fresh) == []
    assert len(fresh) > 2_000
    assert ended == 2 * RELOADS
    # A connection that the server closes while a request is on its way: the client has to ask again.
    assert {each.outcome for each in (*busy, *idle)} <= {200, "RemoteDisconnected", "ConnectionResetError"}


def _reload(server: ApiServer) -> float:
    """Replace the workers; how long it takes until the former ones are gone, and new ones answer."""
    former, started = set(server.workers()), time.monotonic()
    server.process.send_signal(signal.SIGHUP)
    server.wait_for(lambda: not former & set(server.workers()))
    server.wait_for(lambda: _is_served(ask(server, CHART)))
    return time.monotonic() - started


def _is_served(done: Asked) -> bool:
    return done.outcome == 200
