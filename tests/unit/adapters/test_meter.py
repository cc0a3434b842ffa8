"""Calls are counted for whoever asked, in the thread that makes them."""

import contextvars
from concurrent.futures import ThreadPoolExecutor

import pytest

from tunemeld.adapters.http.meter import ThreadCallMeter


def test_calls_count_by_upstream_while_the_context_lasts() -> None:
    meter = ThreadCallMeter()
    meter.count("spotify23")
    with meter.counting() as calls:
        meter.count("spotify23")
        meter.count("itunes")
        meter.count("spotify23")
    meter.count("spotify23")

    assert calls == {"spotify23": 2, "itunes": 1}


def test_nested_contexts_count_each_for_itself() -> None:
    meter = ThreadCallMeter()
    with meter.counting() as outer:
        meter.count("itunes")
        with meter.counting() as inner:
            meter.count("itunes")
        meter.count("itunes")

    assert (outer, inner) == ({"itunes": 3}, {"itunes": 1})


def test_a_context_that_is_left_by_an_error_counts_no_more() -> None:
    meter = ThreadCallMeter()
    with pytest.raises(ConnectionError), meter.counting() as calls:
        raise ConnectionError
    meter.count("itunes")

    assert calls == {}


def test_threads_count_apart_even_with_a_copied_context() -> None:
    meter = ThreadCallMeter()

    def work() -> dict[str, int]:
        with meter.counting() as calls:
            meter.count("itunes")
        return calls

    with meter.counting() as outside, ThreadPoolExecutor() as pool:
        inside = pool.submit(contextvars.copy_context().run, work).result()

    assert (outside, inside) == ({}, {"itunes": 1})
