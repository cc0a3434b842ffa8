"""What is the KV cache's own: what it sends, how its values end, and what a server that fails costs."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier, Event

import pytest
from structlog.testing import capture_logs
from tests.caches import kv_cache
from tests.clocks import HandClock
from tests.integration.http_client.raw_server import Behaviour, dripping, raw_server, resetting, silent
from tests.kv_server import TOKEN, KvServer, Told, kv_server

from tunemeld.adapters.caches.breaker import REST_SECONDS
from tunemeld.adapters.caches.kv import KvCache
from tunemeld.adapters.http.meter import ThreadCallMeter
from tunemeld.adapters.http.pause import Pause
from tunemeld.adapters.http.rate_limit import RateLimiter
from tunemeld.application.errors import CacheError

HTML = (("Content-Type", "text/html"),)
FAULTS = {
    "wrong token": Told(401, b'{"success": false, "errors": [{"code": 10000}]}'),
    "forbidden": Told(403, b"<html>Forbidden</html>", HTML),
    "too many": Told(429, b"", (("Retry-After", "1"),)),
    "broken": Told(500, b"oops"),
    "unavailable": Told(503, b"<html>Busy</html>", HTML),
    "a page": Told(200, b"<html>Please log in</html>", HTML),
    "a redirect": Told(302, b"", (("Location", "https://elsewhere.example/"),)),
    "not packed as said": Told(200, b"plain", (("Content-Encoding", "gzip"),)),
    "the request": Told(500, None),
}
ACTIONS: dict[str, Callable[[KvCache], object]] = {
    "get": lambda cache: cache.get("a"),
    "set": lambda cache: cache.set("a", b"1"),
    "set many": lambda cache: cache.set_many({"a": b"1", "b": b"2"}),
    "set many for no time": lambda cache: cache.set_many({"a": b"1", "b": b"2"}, ttl_seconds=0),
    "delete": lambda cache: cache.delete("a"),
    "clear": lambda cache: cache.clear(),
}


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def server(clock: HandClock) -> Iterator[KvServer]:
    """A namespace with one key in it that is not ours."""
    with kv_server(clock, page=2) as namespace:
        namespace.values["somebody:else"] = b"kept"
        yield namespace


@pytest.fixture
def cache(server: KvServer, clock: HandClock) -> Iterator[KvCache]:
    with kv_cache(server.url, clock) as opened:
        yield opened


def test_the_value_itself_is_stored_under_a_key_that_tells_whose_it_is(
    cache: KvCache, server: KvServer
) -> None:
    cache.set("published:v1:country", b'{"tracks": []}')

    assert server.values["tunemeld:published:v1:country"] == b'{"tracks": []}'
    assert cache.name == "Cloudflare KV"


def test_keys_are_encoded_once(cache: KvCache, server: KvServer) -> None:
    cache.set("a/b?c=d&e#f %2F ü", b"1")

    assert "tunemeld:a/b?c=d&e#f %2F ü" in server.values
    assert server.calls[0].endswith("/values/tunemeld%3Aa%2Fb%3Fc%3Dd%26e%23f%20%252F%20%C3%BC")


def test_a_key_may_have_512_bytes_and_a_longer_one_is_refused_without_a_call(
    cache: KvCache, server: KvServer
) -> None:
    longest = "ü" * 251 + "x"  # and the prefix
    cache.set(longest, b"1")
    assert cache.get(longest) == b"1"
    calls = len(server.calls)

    with pytest.raises(CacheError, match=r"keys of 512 bytes, and 'ü+'… is longer"):
        cache.get(longest + "x")
    with pytest.raises(CacheError, match=r"keys of 512 bytes, and 'ü+'… is longer"):
        cache.set(longest + "x", b"1")

    assert len(server.calls) == calls


def test_a_value_ends_when_its_time_is_over(cache: KvCache, clock: HandClock) -> None:
    cache.set("a", b"1", ttl_seconds=3_600)
    clock.put_forward(3_599)
    assert cache.get("a") == b"1"

    clock.put_forward(1)

    assert cache.get("a") is None


def test_less_than_a_minute_becomes_one_since_kv_knows_no_less(cache: KvCache, clock: HandClock) -> None:
    cache.set("a", b"1", ttl_seconds=1)
    clock.put_forward(59)
    assert cache.get("a") == b"1"

    clock.put_forward(1)

    assert cache.get("a") is None


def test_a_later_value_takes_the_end_of_an_earlier_one_away(cache: KvCache, clock: HandClock) -> None:
    cache.set("a", b"1", ttl_seconds=60)
    cache.set("a", b"2")

    clock.put_forward(1_000_000)

    assert cache.get("a") == b"2"


def test_writes_to_one_key_are_a_second_apart_and_others_wait_for_nobody(
    cache: KvCache, clock: HandClock
) -> None:
    for key in "abc":
        cache.set(key, b"1")
    assert clock.monotonic() == 0

    cache.set("a", b"2")
    cache.delete("a")

    assert 2 < clock.monotonic() < 3


def test_several_values_are_kept_by_one_call_as_they_are(cache: KvCache, server: KvServer) -> None:
    cache.set_many({"a": b'{"tracks": []}', "b/c %2F": b"\x00\xff"})

    assert server.values["tunemeld:a"] == b'{"tracks": []}'
    assert server.values["tunemeld:b/c %2F"] == b"\x00\xff"
    assert len(server.calls) == 1
    assert server.calls[0].startswith("PUT ")
    assert server.calls[0].endswith("/bulk")


def test_of_no_values_the_server_is_not_told(cache: KvCache, server: KvServer) -> None:
    cache.set_many({})
    cache.set_many({}, ttl_seconds=0)

    assert server.calls == []


def test_values_for_no_time_are_deleted_by_one_call(cache: KvCache, server: KvServer) -> None:
    cache.set_many({"a": b"1", "b": b"1"})

    cache.set_many({"a": b"2", "b": b"2"}, ttl_seconds=0)

    assert server.values == {"somebody:else": b"kept"}
    assert len(server.calls) == 2


def test_values_that_are_kept_together_end_when_their_time_is_over(
    cache: KvCache, server: KvServer, clock: HandClock
) -> None:
    cache.set_many({"a": b"1", "b": b"1"}, ttl_seconds=3_600)
    cache.set_many({"c": b"1"}, ttl_seconds=1)
    cache.set_many({"d": b"1"})
    assert server.ends_at == {"tunemeld:a": 3_600, "tunemeld:b": 3_600, "tunemeld:c": 60}

    clock.put_forward(3_600)

    assert [cache.get(key) for key in "abcd"] == [None, None, None, b"1"]


def test_values_that_are_kept_together_wait_for_each_of_their_keys_and_others_wait_for_them(
    cache: KvCache, clock: HandClock
) -> None:
    cache.set("b", b"1")
    cache.set_many({"a": b"2", "b": b"2"})
    assert 1 < clock.monotonic() < 2

    cache.set_many({"c": b"3"})
    assert clock.monotonic() < 2
    cache.set("a", b"3")

    assert 2 < clock.monotonic() < 3
    assert [cache.get(key) for key in "abc"] == [b"3", b"2", b"3"]


def test_values_of_which_some_are_not_kept_are_told_and_keep_no_other_from_being_asked_for(
    cache: KvCache, server: KvServer, clock: HandClock
) -> None:
    with kv_cache(server.url, clock) as another:
        another.set("b", b"another's")

    with pytest.raises(CacheError, match="Cloudflare KV did not keep all values: try again later"):
        cache.set_many({"a": b"1", "b": b"2"})

    assert cache.get("a") == b"1"
    assert cache.get("b") == b"another's"


def test_of_values_with_a_key_that_is_too_long_none_is_kept(cache: KvCache, server: KvServer) -> None:
    with pytest.raises(CacheError, match="keys of 512 bytes"):
        cache.set_many({"a": b"1", "x" * 504: b"2"})

    assert server.calls == []


def test_clearing_leaves_the_keys_of_others_whatever_the_server_lists(
    cache: KvCache, server: KvServer
) -> None:
    for number in range(5):
        cache.set(f"key {number}", b"1")

    assert cache.clear() == 5
    assert server.values == {"somebody:else": b"kept"}
    assert sum("GET" in call and "/keys?" in call for call in server.calls) == 3
    assert sum("/bulk/delete" in call for call in server.calls) == 1


def test_a_list_that_goes_round_in_a_circle_ends(cache: KvCache, server: KvServer) -> None:
    server.told = Told(200, b'{"success": true, "result": [], "result_info": {"cursor": "again"}}')

    with pytest.raises(CacheError, match="in a circle"):
        cache.clear()

    assert len(server.calls) == 2


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_cache_that_fails_says_so_and_is_asked_once_a_rest(
    cache: KvCache, server: KvServer, clock: HandClock, fault: str, action: str
) -> None:
    server.told = FAULTS[fault]
    said = set()

    for _ in range(5):
        with pytest.raises(CacheError) as failed:
            ACTIONS[action](cache)
        said.add(str(failed.value))

    assert len(server.calls) == len(said) == 1
    assert "Cloudflare KV" in said.pop()
    server.told = None
    clock.put_forward(REST_SECONDS)
    assert cache.get("a") is None


def test_what_fails_for_one_key_keeps_no_other_from_being_asked_for(cache: KvCache, server: KvServer) -> None:
    server.told = Told(413)
    with pytest.raises(CacheError, match=r"413 .*: it does not take such a key or value"):
        cache.set("a", bytes(1_000))
    server.told = None

    cache.set("b", b"1")

    assert cache.get("b") == b"1"


def test_a_wrong_token_is_told_with_its_remedy(server: KvServer, clock: HandClock) -> None:
    with kv_cache(server.url, clock, token="another") as cache, pytest.raises(CacheError) as failed:
        cache.get("a")

    assert str(failed.value) == (
        "Cloudflare KV answered 401 Unauthorized (code 10000): "
        "check CLOUDFLARE_API_TOKEN, and that it may edit Workers KV"
    )


def test_a_namespace_that_there_is_not_is_told_with_its_remedy(server: KvServer, clock: HandClock) -> None:
    with kv_cache(server.url, clock, namespace_id="nowhere") as cache, pytest.raises(CacheError) as failed:
        cache.get("a")

    assert "(code 7003): check CLOUDFLARE_ACCOUNT_ID and CLOUDFLARE_NAMESPACE_ID" in str(failed.value)


@pytest.mark.parametrize(
    ("behave", "said"),
    [
        (silent, "did not answer within 0.2 seconds"),
        (resetting, "could not be reached, or hung up"),
        (
            dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n", drop=b"x", every=0.02),
            "did not finish its answer within 0.4 seconds",
        ),
    ],
    ids=["silent", "resetting", "dripping"],
)
def test_a_cache_that_hangs_costs_a_bounded_time_once(behave: Behaviour, said: str) -> None:
    class RealTime(HandClock):
        def monotonic(self) -> float:
            return time.monotonic()

    with raw_server(behave) as server, kv_cache(server.url, RealTime(), timeout_seconds=0.2) as cache:
        began = time.monotonic()
        for _ in range(50):
            with pytest.raises(CacheError, match=said):
                cache.get("a")
        spent = time.monotonic() - began

    assert len(server.requests) == 1
    assert spent < 5


def test_nobody_listens_where_the_cache_should_be(clock: HandClock) -> None:
    with kv_cache("http://127.0.0.1:9", clock) as cache, pytest.raises(CacheError) as failed:
        cache.get("a")

    assert str(failed.value) == (
        "Cloudflare KV could not be reached, or hung up (Connection refused): "
        "check CLOUDFLARE_API_URL, or try again later"
    )


class _Queue(RateLimiter):
    """One permit, and nobody gets it before so many stand in line."""

    def __init__(self, clock: HandClock, length: int) -> None:
        super().__init__(1, monotonic=clock.monotonic, sleep=clock.put_forward)
        self._all_are_here = Barrier(length)

    @contextmanager
    def slot(self) -> Iterator[None]:
        self._all_are_here.wait()
        with super().slot():
            yield


def test_who_stood_in_line_while_the_cache_failed_does_not_ask_it(server: KvServer, clock: HandClock) -> None:
    server.told = FAULTS["broken"]

    with kv_cache(server.url, clock, limiter=_Queue(clock, 8)) as cache, ThreadPoolExecutor(8) as pool:
        errors = [asked.exception() for asked in [pool.submit(cache.get, "a") for _ in range(8)]]

    assert len(server.calls) == 1
    assert len({str(error) for error in errors}) == 1


def test_a_stopped_run_waits_for_no_permit(server: KvServer, clock: HandClock) -> None:
    stop = Event()
    stop.set()
    pace = RateLimiter(1, monotonic=clock.monotonic, sleep=Pause(stop))

    with kv_cache(server.url, clock, limiter=pace) as cache, pytest.raises(CacheError, match="interrupted"):
        cache.set("a", b"1")

    assert server.calls == []


def test_every_call_is_counted_and_logged_without_the_token(server: KvServer, clock: HandClock) -> None:
    meter = ThreadCallMeter()
    server.told = FAULTS["the request"]

    with (
        kv_cache(server.url, clock, meter=meter) as cache,
        capture_logs() as lines,
        meter.counting() as counted,
        pytest.raises(CacheError) as failed,
    ):
        cache.set("a", b"1")

    assert counted == {"Cloudflare KV": 1}
    assert [line["event"] for line in lines] == ["upstream.started", "upstream.finished"]
    assert TOKEN not in f"{lines} {failed.value}"
