"""`tunemeld cache`: what clearing tells, of a cache that others share and of one that nobody does."""

from pathlib import Path

import pytest
from dependency_injector import providers
from tests.clocks import HandClock
from tests.fakes import UnreachableCache
from tests.integration.cli.conftest import Tunemeld

from tunemeld.adapters.caches.memory import MemoryCache
from tunemeld.container import Container


class SharedCache(MemoryCache):
    """A cache that other processes see too, as far as whoever asks can tell."""

    name = "Redis at cache.example"
    shared = True


def test_a_cache_in_memory_is_said_to_have_nothing_to_clear_from_outside(tunemeld: Tunemeld) -> None:
    cleared = tunemeld("cache", "clear")

    assert (cleared.code, cleared.err) == (0, "")
    assert cleared.out == (
        "Nothing to clear: the cache is in memory, each process has one of its own, and it ends with the "
        "process. Restart a process to empty its cache.\n"
    )


@pytest.mark.parametrize(
    ("keys", "said"),
    [("", "0 entries were removed"), ("a", "1 entry was removed"), ("abc", "3 entries were removed")],
)
def test_a_shared_cache_is_emptied_and_the_entries_are_counted(
    tunemeld: Tunemeld, keys: str, said: str
) -> None:
    shared = SharedCache(HandClock())
    for key in keys:
        shared.set(key, b"1")

    with Container.cache.override(providers.Object(shared)):
        cleared = tunemeld("cache", "clear")

    assert (cleared.code, cleared.out) == (0, f"Cleared: {said} from Redis at cache.example.\n")
    assert [shared.get(key) for key in keys] == [None] * len(keys)


def test_a_run_after_clearing_fills_the_cache_again_though_nothing_is_new(tunemeld: Tunemeld) -> None:
    shared = SharedCache(HandClock())
    with Container.cache.override(providers.Object(shared)):
        tunemeld("etl", "run", "--genre", "country", TUNEMELD_NOW="2026-01-03T03:00:00Z")
        before = shared.clear()
        assert before
        tunemeld("etl", "run", "--genre", "country", TUNEMELD_NOW="2026-01-03T03:10:00Z")
        assert shared.clear() == 0

        tunemeld("cache", "clear")
        tunemeld("etl", "run", "--genre", "country", TUNEMELD_NOW="2026-01-03T03:20:00Z")

        assert shared.clear() == before


def test_a_cache_that_does_not_answer_is_one_sentence(tunemeld: Tunemeld) -> None:
    with Container.cache.override(providers.Object(UnreachableCache())):
        failed = tunemeld("cache", "clear")

    assert (failed.code, failed.out, failed.err) == (1, "", "Error: the cache does not answer\n")


def test_clearing_the_cache_makes_no_store(tunemeld: Tunemeld, store: Path) -> None:
    tunemeld("cache", "clear")

    assert not store.parent.exists()
