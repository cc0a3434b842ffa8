"""What is the memory cache's own: its bounds, and when a value ends."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.clocks import HandClock

from tunemeld.adapters.caches.memory import MemoryCache


def keys_of(cache: MemoryCache, *keys: str) -> list[str]:
    """Those of the keys that the cache still knows; asking makes them the last used, in this order."""
    return [key for key in keys if cache.get(key) is not None]


def test_a_value_ends_when_its_time_is_up_and_not_before() -> None:
    clock = HandClock()
    cache = MemoryCache(clock)
    cache.set("a", b"1", ttl_seconds=60)

    clock.put_forward(59.9)
    assert cache.get("a") == b"1"
    clock.put_forward(0.1)
    assert cache.get("a") is None


def test_a_value_whose_time_is_up_is_not_said_to_be_cleared() -> None:
    clock = HandClock()
    cache = MemoryCache(clock)
    cache.set("a", b"1", ttl_seconds=60)
    cache.set("b", b"1")

    clock.put_forward(60)

    assert cache.clear() == 1


def test_clearing_makes_room() -> None:
    cache = MemoryCache(HandClock(), max_bytes=10)
    cache.set("a", b"0123456789")
    cache.clear()

    cache.set("b", b"01234")
    cache.set("c", b"56789")

    assert keys_of(cache, "a", "b", "c") == ["b", "c"]


def test_a_value_without_a_time_stays() -> None:
    clock = HandClock()
    cache = MemoryCache(clock)
    cache.set("a", b"1")

    clock.put_forward(10 * 365 * 86_400)

    assert cache.get("a") == b"1"


def test_a_value_set_again_has_its_own_time() -> None:
    clock = HandClock()
    cache = MemoryCache(clock)
    cache.set("a", b"1", ttl_seconds=60)
    cache.set("b", b"1", ttl_seconds=60)
    cache.set("a", b"2", ttl_seconds=120)
    cache.set("b", b"2")

    clock.put_forward(100)

    assert cache.get("a") == b"2"
    assert cache.get("b") == b"2"


@pytest.mark.parametrize("ttl_seconds", [0, -1])
def test_a_value_without_any_time_is_not_kept(ttl_seconds: int) -> None:
    cache = MemoryCache(HandClock())
    cache.set("a", b"1")

    cache.set("a", b"2", ttl_seconds=ttl_seconds)

    assert cache.get("a") is None


def test_the_value_not_used_for_longest_goes_when_there_are_too_many() -> None:
    cache = MemoryCache(HandClock(), max_entries=2)
    cache.set("a", b"1")
    cache.set("b", b"1")
    cache.get("a")

    cache.set("c", b"1")

    assert keys_of(cache, "a", "b", "c") == ["a", "c"]


def test_setting_a_value_again_is_a_use() -> None:
    cache = MemoryCache(HandClock(), max_entries=2)
    cache.set("a", b"1")
    cache.set("b", b"1")
    cache.set("a", b"2")

    cache.set("c", b"1")

    assert keys_of(cache, "a", "b", "c") == ["a", "c"]


def test_as_many_go_as_a_large_value_needs() -> None:
    cache = MemoryCache(HandClock(), max_bytes=10)
    for key in "abcde":
        cache.set(key, b"12")

    cache.set("f", b"123456")

    assert keys_of(cache, *"abcdef") == ["d", "e", "f"]


def test_a_replaced_deleted_or_ended_value_makes_room() -> None:
    clock = HandClock()
    cache = MemoryCache(clock, max_bytes=10)
    cache.set("kept", b"12")
    for _ in range(10):
        cache.set("a", b"1234")
        cache.set("a", b"12345678")
        cache.delete("a")
        cache.set("a", b"12345678", ttl_seconds=1)
        clock.put_forward(1)
        assert cache.get("a") is None

    assert keys_of(cache, "kept") == ["kept"]


def test_a_value_larger_than_all_room_is_not_kept_and_drives_nothing_out() -> None:
    cache = MemoryCache(HandClock(), max_bytes=10)
    cache.set("a", b"1")
    cache.set("b", b"1")

    cache.set("a", b"12345678901")

    assert keys_of(cache, "a", "b") == ["b"]


def test_values_that_are_kept_together_end_together() -> None:
    clock = HandClock()
    cache = MemoryCache(clock)
    cache.set_many({"a": b"1", "b": b"1"}, ttl_seconds=60)

    clock.put_forward(59.9)
    assert keys_of(cache, "a", "b") == ["a", "b"]
    clock.put_forward(0.1)
    assert keys_of(cache, "a", "b") == []


def test_of_values_that_are_kept_together_the_last_stay_where_there_is_not_room_for_all() -> None:
    cache = MemoryCache(HandClock(), max_entries=4, max_bytes=10)
    cache.set("a", b"1")

    cache.set_many({"b": b"1234", "too large": bytes(11), "c": b"1234", "d": b"123456"})

    assert keys_of(cache, "a", "b", "too large", "c", "d") == ["c", "d"]


def test_values_are_handed_out_without_a_copy() -> None:
    value = bytes(1_000)
    cache = MemoryCache(HandClock())
    cache.set("a", value)

    assert cache.get("a") is value


def test_threads_that_race_leave_the_bounds_and_the_count_whole() -> None:
    cache = MemoryCache(HandClock(), max_entries=5, max_bytes=40)

    def use(thread: int) -> None:
        for number in range(2_000):
            cache.set(str(number % 7), bytes(number % 11))
            cache.get(str(thread))
            cache.delete(str((number + thread) % 7))

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(use, range(8)))
    finally:
        sys.setswitchinterval(interval)
    for key in "0123456":
        cache.delete(key)
    for key in "abcde":
        cache.set(key, bytes(8))

    assert keys_of(cache, *"abcde") == list("abcde")
