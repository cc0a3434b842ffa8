"""What is the Redis cache's own: what it stores, how it survives its server, what it says of a bad one."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from redis import Redis
from tests.clocks import HandClock
from tests.integration.http_client.raw_server import Behaviour, raw_server, resetting, sending, silent
from tests.redis_server import PASSWORD, RedisProcess, shared_redis

from tunemeld.adapters.caches.breaker import REST_SECONDS
from tunemeld.adapters.caches.redis import RedisCache
from tunemeld.application.errors import CacheError

_SOURCES = Path(__file__).parents[2] / "src"

_FORKED = """
import os, sys
from tunemeld.adapters.caches.redis import RedisCache
from tunemeld.adapters.clock import SystemClock

cache = RedisCache(sys.argv[1], SystemClock(), namespace=sys.argv[2], timeout_seconds=10)
cache.set("connected", b"before the fork")
child = os.fork()
own = b"child" if child == 0 else b"parent"
for number in range(300):
    cache.set(f"{own} {number}", own)
    assert cache.get(f"{own} {number}") == own
if child == 0:
    os._exit(0)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
print(cache.clear())
"""
_NOT_LOADED = """
import sys
from tunemeld.adapters.clock import SystemClock
from tunemeld.wiring.caches import RedisCache
RedisCache("redis://127.0.0.1:1", SystemClock())
print("redis" in sys.modules)
"""


@pytest.fixture
def namespace() -> str:
    return f"tunemeld_test_{uuid4().hex[:12]}"


@pytest.fixture
def driver() -> Iterator[Redis]:
    """The driver itself, to look at what is on the shared server."""
    with closing(Redis.from_url(shared_redis())) as client:
        yield client


@pytest.fixture
def cache(namespace: str) -> Iterator[RedisCache]:
    """A cache on the shared server."""
    opened = RedisCache(shared_redis(), HandClock(), namespace=namespace)
    yield opened
    opened.clear()


def _trouble(cache: RedisCache) -> str:
    with pytest.raises(CacheError) as failed:
        cache.set("a", b"1")
    return str(failed.value)


def test_the_value_itself_is_stored_under_a_key_that_tells_whose_it_is(
    cache: RedisCache, driver: Redis, namespace: str
) -> None:
    cache.set("published:v1:country", b"\x00{}")

    assert driver.get(f"{namespace}:published:v1:country") == b"\x00{}"


def test_redis_itself_ends_a_value_or_never(cache: RedisCache, driver: Redis, namespace: str) -> None:
    cache.set("for a while", b"1", ttl_seconds=3_600)
    cache.set("for good", b"1", ttl_seconds=3_600)
    cache.set("for good", b"1")

    assert 3_500 < driver.ttl(f"{namespace}:for a while") <= 3_600
    assert driver.ttl(f"{namespace}:for good") == -1


def test_redis_itself_ends_values_that_are_kept_together(
    cache: RedisCache, driver: Redis, namespace: str
) -> None:
    cache.set_many({"for a while": b"1", "for as long": b"2"}, ttl_seconds=3_600)
    cache.set_many({"for good": b"1"})

    assert 3_500 < driver.ttl(f"{namespace}:for a while") <= driver.ttl(f"{namespace}:for as long") <= 3_600
    assert driver.ttl(f"{namespace}:for good") == -1


@pytest.mark.parametrize("ttl_seconds", [None, 3_600, 0])
def test_several_values_take_one_round_trip(ttl_seconds: int | None) -> None:
    def reads(driver: Redis) -> int:
        return int(driver.info("stats")["total_reads_processed"])

    with RedisProcess() as server, closing(Redis.from_url(server.url)) as driver:
        cache = RedisCache(server.url, HandClock())
        cache.get("connected")
        before = reads(driver)

        cache.set_many({f"key {n}": b"1" for n in range(100)}, ttl_seconds=ttl_seconds)

        assert reads(driver) - before == 2  # with that of the question
        assert cache.clear() == (0 if ttl_seconds == 0 else 100)


def test_clearing_leaves_the_keys_of_others(cache: RedisCache, driver: Redis, namespace: str) -> None:
    for number in range(2_500):
        cache.set(str(number), b"1")
    others = [f"{namespace}_of_another:a", f"x{namespace}:a"]
    for name in others:
        driver.set(name, b"kept", ex=60)

    assert cache.clear() == 2_500
    assert [driver.get(name) for name in others] == [b"kept", b"kept"]
    driver.delete(*others)


def test_two_processes_see_the_same(cache: RedisCache, namespace: str) -> None:
    cache.set("a", b"1")

    assert RedisCache(shared_redis(), HandClock(), namespace=namespace).get("a") == b"1"


def test_after_a_fork_both_go_on_with_connections_of_their_own(namespace: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _FORKED, shared_redis(), namespace],
        env=os.environ | {"PYTHONPATH": str(_SOURCES)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (0, "601\n"), done.stderr


def test_a_server_that_was_restarted_is_used_as_if_it_had_never_been_away() -> None:
    with RedisProcess() as server:
        cache = RedisCache(server.url, HandClock())
        cache.set("a", b"1")
        server.kill()
        server.start()

        assert cache.get("a") is None
        cache.set("a", b"2")
        assert cache.get("a") == b"2"


def test_a_server_that_is_away_is_left_alone_and_found_again() -> None:
    clock = HandClock()
    with RedisProcess() as server:
        cache = RedisCache(server.url, clock)
        server.kill()
        said = f"Redis at {server.address} cannot be reached: start the server, or see REDIS_URL"
        assert _trouble(cache) == said

        server.start()
        assert _trouble(cache) == said
        clock.put_forward(REST_SECONDS)
        cache.set("a", b"1")

        assert cache.get("a") == b"1"


def test_a_server_that_hangs_costs_a_bounded_time_once() -> None:
    with RedisProcess() as server:
        cache = RedisCache(server.url, HandClock(), timeout_seconds=0.2)
        cache.set("a", b"1")
        server.pause()

        began = time.monotonic()
        said = {_trouble(cache) for _ in range(50)}
        spent = time.monotonic() - began
        server.resume()

    assert len(said) == 1
    assert "did not answer in time" in said.pop()
    assert 0.2 <= spent < 5


@pytest.mark.parametrize(
    ("behave", "said"),
    [
        (silent, "did not answer in time"),
        (resetting, "cannot be reached"),
        (sending(b""), "cannot be reached"),
        (sending(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "answers as no Redis would"),
        (sending(b"-LOADING Redis is loading the dataset in memory\r\n"), "is still loading its data"),
        (sending(b"-NOAUTH Authentication required.\r\n"), "refuses the login"),
        (sending(b"-ERR max number of clients reached\r\n"), "cannot be reached"),
    ],
)
def test_whatever_answers_there_is_asked_once_and_told_in_a_sentence(behave: Behaviour, said: str) -> None:
    # That server takes an empty line for the end of a request, as in HTTP: the password brings one.
    with raw_server(behave) as server:
        cache = RedisCache(f"redis://:%0D%0A%0D%0A@{server.address}", HandClock(), timeout_seconds=0.2)
        told = [_trouble(cache) for _ in range(3)]

    assert len(server.requests) == len(set(told)) == 1
    assert told[0].startswith(f"Redis at {server.address} {said}")


@pytest.mark.parametrize(
    ("login", "database", "said"),
    [
        ("", "0", "refuses the login: see user and password in REDIS_URL"),
        (":wrong-password-31@", "0", "refuses the login: see user and password in REDIS_URL"),
        ("nobody:wrong-password-31@", "0", "refuses the login: see user and password in REDIS_URL"),
        (f":{PASSWORD.replace('/', '%2F')}@", "99", "refuses the command: see its log, and the database's"),
    ],
)
def test_what_the_server_does_not_accept_is_told_without_the_password(
    login: str, database: str, said: str
) -> None:
    with RedisProcess() as server:
        cache = RedisCache(f"redis://{login}{server.address}/{database}", HandClock())
        told = _trouble(cache)

    assert told.startswith(f"Redis at {server.address} {said}")
    assert "wrong-password-31" not in told + cache.name
    assert PASSWORD not in told + cache.name


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--maxmemory", "1"), "has no room left: raise its maxmemory, or set a maxmemory-policy"),
        (
            ("--replicaof", "127.0.0.1 1"),
            "is a replica, which takes no writes: name the primary in REDIS_URL",
        ),
    ],
)
def test_a_server_that_takes_no_values_can_be_read_yet(options: tuple[str, ...], said: str) -> None:
    with RedisProcess(*options) as server:
        cache = RedisCache(server.url, HandClock())

        assert _trouble(cache).startswith(f"Redis at {server.address} {said}")
        with pytest.raises(CacheError, match=said):
            cache.set_many({"a": b"1", "b": b"2"})
        assert cache.get("a") is None


def test_a_user_without_rights_is_told_which_ones_it_takes() -> None:
    with RedisProcess() as server:
        with closing(Redis.from_url(server.url)) as admin:
            admin.acl_setuser("reader", enabled=True, passwords=["+s3cret"], commands=["+get"], keys=["*"])
        cache = RedisCache(f"redis://reader:s3cret@{server.address}", HandClock())

        assert _trouble(cache).endswith("does not let this user do that: allow GET, SET, UNLINK and SCAN")
        assert cache.get("a") is None


@pytest.mark.parametrize(
    "address",
    [
        "redis://:planted-31@127.0.0.1:99999",
        "redis://:planted-31@127.0.0.1:1?db=x",
        "redis://127.0.0.1:1?password=planted-31&nope=1",
        "redis://:planted-31@127.0.0.1:1?socket_timeout=soon",
    ],
)
def test_an_address_that_the_driver_cannot_use_is_told_without_the_password(address: str) -> None:
    cache = RedisCache(address, HandClock())

    told = _trouble(cache)

    assert told.endswith("has an address that the driver cannot use: see REDIS_URL")
    assert "planted" not in told


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("redis://anna:word@cache.example:6379/3?password=word", "Redis at cache.example:6379"),
        ("rediss://[::1]:6380", "Redis at [::1]:6380"),
        ("unix:///run/redis.sock?db=1&password=word", "Redis at /run/redis.sock"),
    ],
)
def test_it_is_named_by_its_place_alone(address: str, name: str) -> None:
    assert RedisCache(address, HandClock()).name == name


def test_without_the_package_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "tunemeld.adapters.caches.redis_server", raising=False)
    monkeypatch.setitem(sys.modules, "redis", None)

    assert _trouble(RedisCache("redis://127.0.0.1:1", HandClock())) == (
        "the package redis is not installed: add it where TuneMeld runs (pip install redis), "
        "or set TUNEMELD_CACHE=memory"
    )


def test_the_driver_is_loaded_by_nobody_who_does_not_use_it() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _NOT_LOADED],
        env={"PYTHONPATH": str(_SOURCES)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == "False\n"


def test_without_a_program_the_test_is_skipped_and_says_how_to_get_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")

    with pytest.raises(pytest.skip.Exception, match=r"install redis-server.*REDIS_TEST_URL"):
        RedisProcess()
