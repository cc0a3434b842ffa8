"""What every Cache promises to those who do not ask how long it remembers."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tunemeld.application.ports.runtime import Cache


def test_what_was_never_set_is_a_miss(cache: Cache) -> None:
    cache.set("a", b"1")

    assert cache.get("b") is None


@pytest.mark.parametrize("value", [b"", b"\x00", b"0", b"null", "Señorita 夜".encode(), bytes(9 * 10**5)])
def test_a_value_comes_back_byte_for_byte(cache: Cache, value: bytes) -> None:
    cache.set("a", value, ttl_seconds=3_600)

    assert cache.get("a") == value


def test_a_later_value_replaces_an_earlier_one(cache: Cache) -> None:
    cache.set("a", b"1")
    cache.set("a", b"2")

    assert cache.get("a") == b"2"


def test_a_deleted_value_is_a_miss(cache: Cache) -> None:
    cache.set("a", b"1")
    cache.set("b", b"2")

    cache.delete("a")

    assert cache.get("a") is None
    assert cache.get("b") == b"2"


def test_an_unknown_key_may_be_deleted(cache: Cache) -> None:
    cache.delete("a")

    assert cache.get("a") is None


def test_a_cleared_cache_has_forgotten_everything_and_says_how_much_that_was(cache: Cache) -> None:
    for key in "abc":
        cache.set(key, b"1")
    cache.set("a", b"2")
    cache.delete("b")

    assert cache.clear() == 2
    assert [cache.get(key) for key in "abc"] == [None] * 3


def test_an_empty_cache_may_be_cleared(cache: Cache) -> None:
    cache.set("a", b"1")
    cache.clear()

    assert cache.clear() == 0


def test_a_cleared_cache_keeps_what_is_set_afterwards(cache: Cache) -> None:
    cache.set("a", b"1")
    cache.clear()

    cache.set("a", b"2")

    assert cache.get("a") == b"2"


@pytest.mark.parametrize("key", ["chart:country", "a/b?c=d&e#f", "Señorita 夜", "with space", "%2F", ".."])
def test_keys_are_taken_as_they_are(cache: Cache, key: str) -> None:
    cache.set(key, b"1")

    assert cache.get(key) == b"1"
    assert cache.get(key.upper() + "x") is None


@pytest.mark.parametrize("seconds", [0, -1])
def test_a_value_for_no_time_is_not_kept_and_ends_the_earlier_one(cache: Cache, seconds: int) -> None:
    cache.set("a", b"1")

    cache.set("a", b"2", ttl_seconds=seconds)

    assert cache.get("a") is None


def test_several_values_are_kept_together(cache: Cache) -> None:
    cache.set("a", b"1")
    cache.set("z", b"1")
    values = {"a": b"2", "b/c %2F": b"", "Señorita 夜": b"\x00\xff", "d": bytes(10**5)}

    cache.set_many(values, ttl_seconds=3_600)

    assert {key: cache.get(key) for key in values} == values
    assert cache.get("z") == b"1"
    assert cache.clear() == len(values) + 1


def test_no_values_may_be_kept_together(cache: Cache) -> None:
    cache.set("a", b"1")

    cache.set_many({})
    cache.set_many({}, ttl_seconds=0)

    assert cache.get("a") == b"1"


def test_hundreds_of_values_are_kept_together(cache: Cache) -> None:
    values = {f"key {number}": str(number).encode() for number in range(700)}

    cache.set_many(values)

    assert [cache.get(key) for key in ("key 0", "key 350", "key 699")] == [b"0", b"350", b"699"]
    assert cache.clear() == 700


@pytest.mark.parametrize("seconds", [0, -1])
def test_values_for_no_time_are_not_kept_and_end_the_earlier_ones(cache: Cache, seconds: int) -> None:
    cache.set_many({"a": b"1", "b": b"1"})

    cache.set_many({"a": b"2", "c": b"2"}, ttl_seconds=seconds)

    assert [cache.get(key) for key in "abc"] == [None, b"1", None]


def test_threads_may_use_it_at_once(cache: Cache) -> None:
    def use(thread: int) -> list[bytes | None]:
        answers = []
        for number in range(50):
            cache.set(f"{thread}:{number}", str(number).encode())
            answers.append(cache.get(f"{thread}:{number}"))
            cache.delete(f"{thread}:{number - 1}")
        return answers

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(use, range(8)))

    assert answers == [[str(number).encode() for number in range(50)]] * 8
