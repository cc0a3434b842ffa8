"""A cache that failed is left alone for a while, and then asked by one caller for all."""

import pytest
from tests.clocks import HandClock

from tunemeld.adapters.caches.breaker import REST_SECONDS, Breaker, CacheAway
from tunemeld.application.errors import CacheError


class Asked:
    """A cache behind a breaker: how often it was asked, and with what it fails."""

    def __init__(self) -> None:
        self.clock = HandClock()
        self.breaker = Breaker(self.clock.monotonic)
        self.times = 0
        self.trouble: Exception | None = CacheAway("it is down")

    def ask(self) -> None:
        with self.breaker.asking():
            self.times += 1
            if self.trouble:
                raise self.trouble

    def fail(self) -> str:
        with pytest.raises(CacheError) as failed:
            self.ask()
        return str(failed.value)


def test_a_failed_cache_is_left_alone_and_says_why_each_time() -> None:
    asked = Asked()

    said = [asked.fail() for _ in range(5)]

    assert asked.times == 1
    assert said == ["it is down"] * 5


def test_a_caller_that_would_have_to_wait_first_can_ask_whether_it_is_left_alone() -> None:
    asked = Asked()
    asked.breaker.refuse_at_rest()
    asked.fail()

    with pytest.raises(CacheError, match="it is down"):
        asked.breaker.refuse_at_rest()


def test_a_cache_that_answers_again_is_asked_again_after_its_rest() -> None:
    asked = Asked()
    asked.fail()
    asked.trouble = None

    asked.clock.put_forward(REST_SECONDS)
    for _ in range(3):
        asked.ask()

    assert asked.times == 4


def test_a_cache_that_is_still_down_costs_one_call_a_rest() -> None:
    asked = Asked()

    for _ in range(100):
        asked.fail()
        asked.clock.put_forward(REST_SECONDS / 10)

    assert asked.times == 10


def test_after_the_rest_one_caller_finds_out_for_all() -> None:
    asked = Asked()
    asked.fail()
    asked.clock.put_forward(REST_SECONDS)

    with asked.breaker.asking(), pytest.raises(CacheError, match="it is down"):
        asked.ask()  # as another thread would meanwhile

    asked.trouble = None
    asked.ask()
    assert asked.times == 2


def test_a_cache_may_ask_for_a_longer_rest() -> None:
    asked = Asked()
    asked.trouble = CacheAway("too much was asked of it", rest_seconds=60)
    asked.fail()

    asked.clock.put_forward(59)
    asked.fail()
    assert asked.times == 1

    asked.clock.put_forward(1)
    asked.fail()
    assert asked.times == 2


@pytest.mark.parametrize("trouble", [CacheError("it does not take this key"), KeyboardInterrupt()])
def test_what_says_nothing_about_the_next_call_ends_no_call(trouble: Exception) -> None:
    asked = Asked()
    asked.trouble = trouble

    for _ in range(3):
        with pytest.raises(type(trouble)):
            asked.ask()

    assert asked.times == 3
