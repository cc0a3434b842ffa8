"""Store and cache go away under readers who ask all the while: they are answered, and told how old it is."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.api_server import api_server
from tests.mongod import Mongod
from tests.proof.figures import Tell
from tests.proof.publishing import CHART, NEXT, PUBLISHED, installed_on, paths_of
from tests.proof.readers import (
    FRESH,
    Asked,
    ask,
    failures,
    from_every_worker,
    milliseconds,
    outcomes,
    reading,
)
from tests.proof.simulator_apart import KV, SimulatorApart

LOAD_SECONDS = 60.0
HANGS_SECONDS = 10
LONGEST_MS = 1_000.0
"""For 99 of 100 readers; the machine that this runs on does much else besides."""
UNSEEN = tuple(f"{CHART}?as_of={PUBLISHED[0]}&limit={limit}" for limit in range(1, 5_001))
CROWD = (FRESH,) * 60
"""Readers of charts that only the store can tell."""


def test_a_mongod_that_is_killed_and_comes_back_fails_no_reader(tmp_path: Path, tell: Tell) -> None:
    with (
        Mongod() as store,
        installed_on(store, tmp_path) as installation,
        api_server(tmp_path, installation.settings, workers=2) as server,
    ):
        paths = paths_of(server)
        with reading(server, paths) as asked:
            began = time.monotonic()
            time.sleep(5)
            store.kill()
            noted = from_every_worker(server, "/health/ready", _tells(store=False))
            aged = from_every_worker(server, CHART, _is_aged) + noted
            time.sleep(15)
            store.start()
            back = from_every_worker(server, "/health/ready", _tells(store=True))
            fresh = from_every_worker(server, CHART, _is_fresh) + back
            latest = installation.publish(NEXT)
            shown = from_every_worker(server, CHART, _shows(latest))
            _rest_of_a_minute(began)

    tell(f"/health/ready tells after {noted:.1f} s, X-Data-Age after {aged:.1f} s; gone {fresh:.1f} s after")
    tell(f"a chart that is published then is shown by both workers after {shown:.1f} s")
    _judge(asked, tell, "mongod killed and started again")


def test_a_mongod_that_hangs_fails_no_reader(tmp_path: Path, tell: Tell) -> None:
    with (
        Mongod() as store,
        installed_on(store, tmp_path) as installation,
        api_server(tmp_path, installation.settings, workers=2) as server,
    ):
        paths = paths_of(server)
        with reading(server, paths) as asked, reading(server, UNSEEN, CROWD) as crowd:
            time.sleep(3)
            store.pause()
            aged = from_every_worker(server, CHART, _is_aged)
            noted = from_every_worker(server, "/health/ready", _tells(store=False))
            time.sleep(max(0, HANGS_SECONDS - aged - noted))
            store.resume()
            fresh = from_every_worker(server, CHART, _is_fresh)
            back = from_every_worker(server, "/health/ready", _tells(store=True))
            latest = installation.publish(NEXT)
            shown = from_every_worker(server, CHART, _shows(latest))

    tell(f"X-Data-Age after {aged:.1f} s, /health/ready {noted:.1f} s later; gone {fresh + back:.1f} s after")
    tell(f"a chart that is published then is shown by both workers after {shown:.1f} s")
    tell(f"{len(CROWD)} more ask for what nobody has asked for before: {outcomes(crowd)}")
    _judge(asked, tell, f"mongod hanging for {HANGS_SECONDS} s")
    assert {each.outcome for each in crowd} <= {200, 503}


@pytest.mark.parametrize("gone", ["KV", "KV and mongod"])
def test_a_kv_that_is_killed_and_comes_back_fails_no_reader(gone: str, tmp_path: Path, tell: Tell) -> None:
    with (
        Mongod() as store,
        SimulatorApart(NEXT, tmp_path) as kv,
        installed_on(store, tmp_path, **KV, **kv.address_of_kv) as installation,
        api_server(tmp_path, installation.settings, workers=2) as server,
    ):
        servers: list[Mongod | SimulatorApart] = [kv, store] if gone == "KV and mongod" else [kv]
        paths = paths_of(server)
        with reading(server, paths) as asked:
            began = time.monotonic()
            time.sleep(5)
            for each in servers:
                each.kill()
            unwell = ask(server, "/health")
            time.sleep(20)
            for each in servers:
                each.start()
            from_every_worker(server, CHART, _is_fresh)
            well = server.wait_for(lambda: _well(ask(server, "/health")))
            latest = installation.publish(NEXT)
            from_every_worker(server, CHART, _shows(latest))
            _rest_of_a_minute(began)
        pushed = kv.value("tunemeld:answer:v1:real:/playlist-data/dance")

    _judge(asked, tell, f"{gone} killed and started again")
    tell(f"/health says so, and takes {unwell.seconds:.1f} s for it; {well.seconds:.1f} s when all is well")
    assert not json.loads(unwell.body)["data"]["checks"]["cache"]["healthy"]
    assert pushed is not None
    assert json.loads(pushed)["data"][0]["snapshot_id"] == latest["snapshot_id"]


def _tells(*, store: bool) -> Callable[[Asked], bool]:
    return lambda done: done.outcome == 200 and json.loads(done.body)["data"]["store"] is store


def _shows(chart: dict[str, Any]) -> Callable[[Asked], bool]:
    return lambda done: json.loads(done.body)["data"][0]["snapshot_id"] == chart["snapshot_id"]


def _is_aged(done: Asked) -> bool:
    return done.outcome == 200 and done.age is not None


def _is_fresh(done: Asked) -> bool:
    return done.outcome == 200 and done.age is None


def _well(done: Asked) -> Asked | None:
    return done if json.loads(done.body)["data"]["overall_healthy"] else None


def _rest_of_a_minute(since: float) -> None:
    time.sleep(max(0.0, since + LOAD_SECONDS - time.monotonic()))


def _judge(asked: list[Asked], tell: Tell, what: str) -> None:
    shares = ", ".join(f"{milliseconds(asked, share):.0f}" for share in (0.5, 0.99, 1))
    ages = [each.age for each in asked if each.age is not None]
    oldest = f", data up to {max(ages)} s old" if ages else ""
    tell(f"{what}: {outcomes(asked)}{oldest}; median, p99 and longest {shares} ms")
    assert failures(asked) == []
    assert milliseconds(asked, 0.99) < LONGEST_MS
