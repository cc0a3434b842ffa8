"""A server that starts while MongoDB is away: it has what the cache has, says so, and recovers by itself."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.api_server import api_server
from tests.mongod import Mongod
from tests.proof.figures import Tell
from tests.proof.publishing import CHART, NEXT, installed_on
from tests.proof.readers import Asked, ask, from_every_worker
from tests.proof.simulator_apart import KV, SimulatorApart
from tests.redis_server import RedisProcess

FROM_THE_CACHE = (
    CHART,
    f"{CHART}?strategy=tiers",
    f"{CHART}?format=csv",
    f"{CHART}?as_of={NEXT}",
    "/graph-data/dance",
    "/header-art/dance",
    "/last-updated/dance",
    "/genres",
    "/service-playlist/dance/Spotify",
    "/search?q=love",
)
"""What a worker can tell of one genre's newest chart, though nothing is known of the other genres."""


@contextmanager
def _cache(kind: str, folder: Path) -> Iterator[dict[str, str]]:
    """The settings of a cache of that kind, which is there until the context is left."""
    if kind == "Redis":
        with RedisProcess() as redis:
            yield {"TUNEMELD_CACHE": "redis", "REDIS_URL": redis.url}
    else:
        with SimulatorApart(NEXT, folder) as kv:
            yield {**KV, **kv.address_of_kv}


@pytest.mark.parametrize("kind", ["KV", "Redis"])
def test_a_server_that_starts_without_its_store_serves_what_the_cache_has(
    kind: str, tmp_path: Path, tell: Tell
) -> None:
    with (
        Mongod() as store,
        _cache(kind, tmp_path) as settings,
        installed_on(store, tmp_path, **settings) as installation,
    ):
        with api_server(tmp_path, installation.settings) as before:
            wanted = {path: _told(ask(before, path)) for path in FROM_THE_CACHE}
        store.kill()
        began = time.monotonic()
        with api_server(tmp_path, installation.settings, workers=2) as server:
            from_every_worker(server, CHART, _is_served)
            served = time.monotonic() - began
            found = {path: ask(server, path) for path in FROM_THE_CACHE}
            ready, unknown = ask(server, "/health/ready"), ask(server, "/playlist-data/pop")
            store.start()
            back = from_every_worker(server, CHART, lambda done: _is_served(done) and done.age is None)
            after = {path: ask(server, path) for path in FROM_THE_CACHE}
            never = ask(server, "/playlist-data/pop")

    days = min(done.age or 0 for done in found.values()) / 86_400
    tell(f"{kind}: the chart after {served:.1f} s, {days:.0f} days old; all of it {back:.1f} s after mongod")
    assert {path: done.outcome for path, done in found.items()} == dict.fromkeys(FROM_THE_CACHE, 200)
    assert {path: _told(done) for path, done in found.items() if path != "/genres"} == {
        path: told for path, told in wanted.items() if path != "/genres"
    }
    assert all(done.age is not None for done in (*found.values(), ready, unknown))
    assert json.loads(ready.body)["data"]["store"] is False
    assert unknown.outcome == 503
    assert {path: _told(done) for path, done in after.items()} == wanted
    assert never.outcome == 404


def test_a_server_with_nothing_at_all_says_when_to_ask_again_and_recovers(tmp_path: Path, tell: Tell) -> None:
    with Mongod() as store, installed_on(store, tmp_path) as installation:
        store.kill()
        with api_server(tmp_path, installation.settings, workers=2) as server:
            found = {path: ask(server, path) for path in (*FROM_THE_CACHE, "/health/ready", "/runs")}
            alive, health = ask(server, "/health/live"), ask(server, "/health")
            store.start()
            back = from_every_worker(server, CHART, _is_served)
            after = {path: ask(server, path) for path in (*FROM_THE_CACHE, "/health/ready", "/runs")}

    longest = max(done.seconds for done in found.values())
    tell(f"nothing at all: {len(found)} paths answer 503, after {longest:.1f} s at most")
    tell(f"both workers serve {back:.1f} s after mongod is back")
    assert {(done.outcome, done.retry_after) for done in found.values()} == {(503, "5")}
    assert {path: done.outcome for path, done in after.items()} == dict.fromkeys(found, 200)
    assert (alive.outcome, health.outcome) == (200, 200)
    assert not json.loads(health.body)["data"]["checks"]["store"]["healthy"]


def _is_served(done: Asked) -> bool:
    return done.outcome == 200


def _told(done: Asked) -> bytes:
    """The answer without what tells of this moment alone."""
    assert done.outcome == 200, done
    return done.body
