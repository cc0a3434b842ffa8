"""Requests are counted exactly, by route, method and status, and handed on once."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, Histogram

from tunemeld.entrypoints.http.traffic import BUCKETS, Traffic

SECONDS = "tunemeld_http_request_duration_seconds"
REQUESTS = "tunemeld_http_requests_total"
ANSWERS = "tunemeld_http_answers_total"
ROUTE = {"route": "/genres", "method": "GET"}


@pytest.fixture
def registry() -> CollectorRegistry:
    """Where the metrics of a test stand."""
    return CollectorRegistry()


def count(traffic: Traffic, seconds: float, **changed: str) -> None:
    """Count a request for all genres whose answer lay ready."""
    route, method, status = (ROUTE | {"status": "200"} | changed).values()
    traffic.count(route, method, int(status), seconds, was_ready=True)


def buckets(registry: CollectorRegistry) -> dict[float, float | None]:
    """How many requests took so long at most, by the bounds."""
    named = {bound: str(bound) for bound in BUCKETS} | {float("inf"): "+Inf"}
    return {b: registry.get_sample_value(f"{SECONDS}_bucket", {**ROUTE, "le": le}) for b, le in named.items()}


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["/genres", "/playlist-data/{genre}", "unmatched"]),
            st.sampled_from(["GET", "HEAD"]),
            st.sampled_from([200, 304, 404, 503]),
            st.booleans(),
            st.booleans(),
        )
    )
)
def test_what_was_asked_is_what_is_told_however_often_it_is_handed_on(
    asked: list[tuple[str, str, int, bool, bool]],
) -> None:
    registry = CollectorRegistry()
    traffic = Traffic(registry)
    for route, method, status, was_ready, is_handed_on in asked:
        traffic.count(route, method, status, 0.25, was_ready=was_ready)
        if is_handed_on:
            traffic.hand_on()
    traffic.hand_on()

    for (route, method, status), times in Counter((r, m, s) for r, m, s, _, _ in asked).items():
        labels = {"route": route, "method": method, "status": str(status)}
        assert registry.get_sample_value(REQUESTS, labels) == times
    for (route, method), times in Counter((r, m) for r, m, _, _, _ in asked).items():
        labels = {"route": route, "method": method}
        assert registry.get_sample_value(f"{SECONDS}_count", labels) == times
        assert registry.get_sample_value(f"{SECONDS}_sum", labels) == times * 0.25
    hits = sum(was_ready for _, _, _, was_ready, _ in asked)
    told = [registry.get_sample_value(ANSWERS, {"cache": name}) or 0 for name in ("hit", "miss")]
    assert told == [hits, len(asked) - hits]


@given(st.lists(st.floats(0, 20) | st.sampled_from(BUCKETS), min_size=1))
def test_each_bucket_holds_what_took_so_long_at_most(took: list[float]) -> None:
    registry = CollectorRegistry()
    traffic = Traffic(registry)
    for seconds in took:
        count(traffic, seconds)
    traffic.hand_on()

    expected = {bound: sum(seconds <= bound for seconds in took) for bound in (*BUCKETS, float("inf"))}
    assert buckets(registry) == expected
    assert registry.get_sample_value(f"{SECONDS}_sum", ROUTE) == pytest.approx(sum(took))


def test_what_is_counted_is_told_once_it_is_handed_on_and_not_twice(registry: CollectorRegistry) -> None:
    traffic = Traffic(registry)
    labels = ROUTE | {"status": "200"}
    count(traffic, 0.1)

    told = [registry.get_sample_value(REQUESTS, labels)]
    for _ in range(2):
        traffic.hand_on()
        told.append(registry.get_sample_value(REQUESTS, labels))

    assert told == [None, 1, 1]


def test_a_ready_answer_and_one_that_was_made_are_requests_of_one_route(registry: CollectorRegistry) -> None:
    traffic = Traffic(registry)
    traffic.count("/genres", "GET", 200, 0.1, was_ready=True)
    traffic.count("/genres", "GET", 200, 3.0, was_ready=False)
    traffic.hand_on()

    assert registry.get_sample_value(REQUESTS, ROUTE | {"status": "200"}) == 2
    assert (buckets(registry)[0.1], buckets(registry)[2.5], buckets(registry)[5.0]) == (1, 1, 2)


def test_what_cannot_be_handed_on_is_handed_on_the_next_time(
    registry: CollectorRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("too many open files")

    traffic = Traffic(registry)
    count(traffic, 0.25)
    with monkeypatch.context() as broken:
        broken.setattr(Histogram, "labels", fail)
        with pytest.raises(OSError, match="too many open files"):
            traffic.hand_on()
    count(traffic, 0.25)

    traffic.hand_on()

    labels = {**ROUTE, "status": "200"}
    assert registry.get_sample_value(REQUESTS, labels) == 2
    assert registry.get_sample_value(ANSWERS, {"cache": "hit"}) == 2
    assert registry.get_sample_value(f"{SECONDS}_count", ROUTE) == 2
