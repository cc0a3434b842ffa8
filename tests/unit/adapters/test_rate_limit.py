"""No upstream ever sees more calls in a second than its rate allows."""

import heapq
import math
import tracemalloc
from collections import deque
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunemeld.adapters.http.rate_limit import RateLimiter


@dataclass
class VirtualTime:
    """A clock that stands still until somebody sleeps or an event comes."""

    now: float = 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@dataclass
class Traffic:
    """Threads that want calls, as events in virtual time: each waits, travels, is answered, ends its slot.

    A slot is only entered while a permit is there, as a blocked thread would be woken; all of it runs in one
    thread, so that every interleaving can be replayed.
    """

    rate: float
    permits: int
    time: VirtualTime = field(default_factory=VirtualTime)
    arrivals: list[float] = field(default_factory=list)

    def run(self, calls: list[tuple[float, float, float]]) -> None:
        """Play calls of (wanted at, way there, way back)."""
        limiter = RateLimiter(self.rate, monotonic=self.time.monotonic, sleep=self.time.sleep)
        events = [(wanted_at, number) for number, (wanted_at, _, _) in enumerate(calls)]
        heapq.heapify(events)
        held: dict[int, AbstractContextManager[None]] = {}
        waiting: deque[int] = deque()
        while events:
            at, number = heapq.heappop(events)
            self.time.now = at
            if number in held:
                held.pop(number).__exit__(None, None, None)
            else:
                waiting.append(number)
            while waiting and len(held) < self.permits:
                self.time.now = at
                entering = waiting.popleft()
                held[entering] = limiter.slot()
                held[entering].__enter__()
                _, there, back = calls[entering]
                self.arrivals.append(self.time.now + there)
                heapq.heappush(events, (self.time.now + there + back, entering))


latency = st.floats(min_value=0, max_value=3)
calls_of_threads = st.lists(st.tuples(st.floats(min_value=0, max_value=5), latency, latency), max_size=40)


@given(calls=calls_of_threads, rate=st.floats(min_value=0.2, max_value=12))
def test_no_window_of_a_second_holds_more_calls_than_the_rate(
    calls: list[tuple[float, float, float]], rate: float
) -> None:
    allowed = max(1, math.floor(rate))
    window = max(1.0, 1 / rate)
    traffic = Traffic(rate, allowed)

    traffic.run(calls)

    arrivals = sorted(traffic.arrivals)
    assert len(arrivals) == len(calls)
    assert all(later - earlier > window for earlier, later in zip(arrivals, arrivals[allowed:], strict=False))


def test_as_many_calls_as_the_rate_allows_go_at_once() -> None:
    traffic = Traffic(4, 4)

    traffic.run([(0.0, 0.0, 0.0)] * 9)

    assert traffic.arrivals == pytest.approx([0, 0, 0, 0, 1.01, 1.01, 1.01, 1.01, 2.02])


def test_a_slow_rate_keeps_calls_more_than_a_second_apart() -> None:
    traffic = Traffic(0.33, 1)

    traffic.run([(0.0, 0.0, 0.0)] * 3)

    assert traffic.arrivals == pytest.approx([0, 1 / 0.33 + 0.01, 2 / 0.33 + 0.02])


def test_a_permit_comes_back_after_the_answer_and_not_after_the_question() -> None:
    traffic = Traffic(1, 1)

    traffic.run([(0.0, 0.0, 0.7), (0.0, 0.0, 0.0)])

    assert traffic.arrivals == pytest.approx([0, 0.7 + 1.01])


def test_a_call_that_fails_gives_its_permit_back() -> None:
    time = VirtualTime()
    limiter = RateLimiter(1, monotonic=time.monotonic, sleep=time.sleep)
    with pytest.raises(ConnectionError), limiter.slot():
        raise ConnectionError

    with limiter.slot():
        entered_at = time.now

    assert entered_at == pytest.approx(1.01)


def test_a_wait_that_is_interrupted_leaves_the_permit_to_others() -> None:
    time = VirtualTime()
    patience = iter([True, False, True])

    def sleep(seconds: float) -> None:
        if not next(patience):
            raise KeyboardInterrupt
        time.sleep(seconds)

    limiter = RateLimiter(1, monotonic=time.monotonic, sleep=sleep)
    with limiter.slot():
        pass
    with pytest.raises(KeyboardInterrupt), limiter.slot():
        pass

    with limiter.slot():
        entered_at = time.now

    assert entered_at == pytest.approx(1.01)


@pytest.mark.parametrize("rate", [0, -1, math.nan, math.inf])
def test_a_rate_that_allows_nothing_is_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="RATE_LIMITS"):
        RateLimiter(rate, monotonic=lambda: 0.0, sleep=lambda _: None)


@pytest.mark.parametrize("rate", [1e9, 1e300])
def test_a_rate_that_is_no_limit_costs_no_memory(rate: float) -> None:
    tracemalloc.start()
    limiter = RateLimiter(rate, monotonic=lambda: 0.0, sleep=lambda _: None)
    with limiter.slot():
        pass

    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()
