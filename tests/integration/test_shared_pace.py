"""Processes that share a pace: together they ask an upstream no more often than one of them may."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from redis import Redis
from tests.redis_server import RedisProcess

from tunemeld.adapters.http.shared_pace import MOST_SHARED, SharedPace


@pytest.fixture
def server() -> Iterator[RedisProcess]:
    """A Redis server of the test's own."""
    with RedisProcess() as started:
        yield started


def pace(server: RedisProcess, rate: float, upstream: str = "rapidapi") -> SharedPace:
    """The pace of one more process."""
    client = Redis.from_url(server.url, socket_timeout=1, socket_connect_timeout=1)
    return SharedPace(rate, upstream=upstream, redis=client, monotonic=time.monotonic, sleep=time.sleep)


def begun_by(paces: list[SharedPace], calls: int) -> list[float]:
    """When each call began, in order, all processes calling as often as they can."""
    begun: list[float] = []
    turn = threading.Lock()

    def call(one: SharedPace) -> None:
        with one.slot(), turn:
            begun.append(time.monotonic())

    with ThreadPoolExecutor(len(paces)) as pool:
        list(pool.map(call, [one for _ in range(calls) for one in paces]))
    return sorted(begun)


def test_processes_together_keep_the_pace_of_one(server: RedisProcess) -> None:
    begun = begun_by([pace(server, 4) for _ in range(3)], calls=3)

    # Nine calls at four a second: of any five that follow each other, the last began a second later.
    assert all(later - earlier >= 1 for earlier, later in zip(begun, begun[4:], strict=False))


def test_upstreams_do_not_wait_for_each_other(server: RedisProcess) -> None:
    with pace(server, 0.01).slot(), pace(server, 0.01, "spotify").slot():
        held = set(Redis.from_url(server.url).keys("*"))

    assert held == {b"tunemeld-pace:rapidapi:0", b"tunemeld-pace:spotify:0"}


def test_the_permit_of_a_call_comes_back_a_period_after_its_answer(server: RedisProcess) -> None:
    with pace(server, 0.01).slot():
        pass

    left = Redis.from_url(server.url).pttl("tunemeld-pace:rapidapi:0")
    assert 99_000 < left <= 100_010


def test_the_permit_of_a_process_that_was_killed_comes_back_by_itself(server: RedisProcess) -> None:
    with pace(server, 1).slot():
        left = Redis.from_url(server.url).pttl("tunemeld-pace:rapidapi:0")

    assert 0 < left <= 120_000


def test_where_redis_is_away_each_process_keeps_its_own_pace(server: RedisProcess) -> None:
    one = pace(server, 50)
    server.kill()

    assert len(begun_by([one], calls=3)) == 3


def test_a_rate_that_nobody_has_to_wait_for_asks_nobody(server: RedisProcess) -> None:
    with pace(server, MOST_SHARED + 1).slot():
        assert Redis.from_url(server.url).keys("*") == []
