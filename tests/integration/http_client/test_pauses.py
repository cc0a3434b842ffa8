"""Quotas, rates and interruptions: when an upstream is not asked."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from pytest_httpserver import HTTPServer
from tests.integration.http_client.upstream import (
    GOOD,
    NOW,
    Connect,
    KeptCoolDowns,
    calls_seen,
    response,
    serve,
)
from werkzeug import Request, Response

from tunemeld.adapters.http.pause import Pause
from tunemeld.adapters.http.rate_limit import RateLimiter
from tunemeld.application.errors import (
    UpstreamCoolingDown,
    UpstreamUnavailable,
)


@pytest.mark.parametrize(
    ("refused", "pause"),
    [
        pytest.param(
            response(
                429,
                {"message": "You have exceeded the MONTHLY quota for Requests on your current plan, BASIC."},
                x_ratelimit_requests_reset="86400",
            ),
            timedelta(days=1),
            id="monthly quota",
        ),
        pytest.param(
            response(
                429,
                {"error": {"status": 429, "message": "Too many requests", "reason": "QUOTA_EXCEEDED"}},
                Retry_After="30",
            ),
            timedelta(seconds=30),
            id="spotify quota",
        ),
        pytest.param(
            response(500, "", x_ratelimit_requests_remaining="0", x_ratelimit_requests_reset="7200"),
            timedelta(hours=2),
            id="nothing remains",
        ),
        pytest.param(response(429, "", Retry_After="61"), timedelta(seconds=61), id="beyond the cap"),
        pytest.param(response(503, "", Retry_After="3600"), timedelta(hours=1), id="503 beyond the cap"),
    ],
)
def test_a_long_pause_is_recorded_once_and_nobody_asks_meanwhile(
    httpserver: HTTPServer, connect: Connect, refused: Response, pause: timedelta
) -> None:
    upstream = connect(serve(httpserver, refused))

    untils = []
    with upstream.meter.counting() as calls:
        for _ in range(3):
            with pytest.raises(UpstreamCoolingDown) as raised:
                upstream.get()
            untils.append(raised.value.until)

    assert untils == [NOW + pause] * 3
    assert upstream.cool_downs.pauses == {"spotify23": NOW + pause}
    assert (upstream.cool_downs.times_set, upstream.waits) == (1, [])
    assert (calls, calls_seen(httpserver)) == ({"spotify23": 1}, 1)


def test_the_message_says_until_when(httpserver: HTTPServer, connect: Connect) -> None:
    with pytest.raises(UpstreamCoolingDown) as raised:
        connect(serve(httpserver, response(429, "", Retry_After="3600"))).get()

    assert str(raised.value) == (
        "spotify23 is left alone until 2024-06-22 03:30:00 UTC, as it asks; run again after that"
    )


def test_the_last_call_of_a_quota_still_gives_its_answer(httpserver: HTTPServer, connect: Connect) -> None:
    last = response(200, GOOD, x_ratelimit_requests_remaining="0", x_ratelimit_requests_reset="600")
    upstream = connect(serve(httpserver, last))

    assert upstream.get() == GOOD
    with pytest.raises(UpstreamCoolingDown):
        upstream.get()
    assert calls_seen(httpserver) == 1


def test_a_pause_that_is_over_stops_nobody(httpserver: HTTPServer, connect: Connect) -> None:
    upstream = connect(serve(httpserver, response(200, GOOD)))
    upstream.cool_downs.cool_down("spotify23", NOW)

    assert upstream.get() == GOOD


def test_a_pause_that_a_wrong_clock_has_set_for_years_stops_nobody(
    httpserver: HTTPServer, connect: Connect
) -> None:
    upstream = connect(serve(httpserver, response(200, GOOD)))
    upstream.cool_downs.cool_down("spotify23", NOW + timedelta(days=33))

    assert upstream.get() == GOOD


def test_another_upstreams_pause_stops_nobody(httpserver: HTTPServer, connect: Connect) -> None:
    upstream = connect(serve(httpserver, response(200, GOOD)))
    upstream.cool_downs.cool_down("itunes", NOW + timedelta(days=1))

    assert upstream.get() == GOOD


def test_nobody_stands_in_line_to_hear_of_a_pause(connect: Connect) -> None:
    stood: list[float] = []
    upstream = connect(
        "http://upstream.invalid", limiter=RateLimiter(1, monotonic=time.monotonic, sleep=stood.append)
    )
    upstream.cool_downs.cool_down("spotify23", NOW + timedelta(hours=1))

    with pytest.raises(UpstreamCoolingDown):
        upstream.get()

    assert stood == []


def test_a_pause_set_while_a_call_stands_in_line_stops_it(httpserver: HTTPServer, connect: Connect) -> None:
    cool_downs = KeptCoolDowns()

    def meanwhile(_: float) -> None:
        cool_downs.cool_down("spotify23", NOW + timedelta(hours=1))

    upstream = connect(
        serve(httpserver, response(200, GOOD)),
        cool_downs=cool_downs,
        limiter=RateLimiter(1, monotonic=time.monotonic, sleep=meanwhile),
    )

    with pytest.raises(UpstreamCoolingDown):
        upstream.get()

    assert calls_seen(httpserver) == 0


def test_threads_together_never_exceed_the_rate(httpserver: HTTPServer, connect: Connect) -> None:
    rate, arrivals = 20, list[float]()

    def note(_: Request) -> Response:
        arrivals.append(time.monotonic())
        return response(200, GOOD)

    httpserver.expect_request("/list/").respond_with_handler(note)
    limiter = RateLimiter(rate, monotonic=time.monotonic, sleep=time.sleep)
    upstreams = [connect(httpserver.url_for(""), limiter=limiter, timeout_seconds=5) for _ in range(2)]

    with ThreadPoolExecutor(8) as pool:
        texts = list(pool.map(lambda number: upstreams[number % 2].get(), range(30)))

    arrivals.sort()
    assert texts == [GOOD] * 30
    assert all(later - earlier > 1 for earlier, later in zip(arrivals, arrivals[rate:], strict=False))


def test_an_interruption_passes_through_at_once(httpserver: HTTPServer, connect: Connect) -> None:
    def interrupted(_: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        connect(serve(httpserver, response(503)), sleep=interrupted).get()

    assert calls_seen(httpserver) == 1


def test_a_stopped_run_waits_no_longer(httpserver: HTTPServer, connect: Connect) -> None:
    stop = threading.Event()

    def stopping(_: Request) -> Response:
        stop.set()
        return response(503, "", Retry_After="60")

    httpserver.expect_request("/list/").respond_with_handler(stopping)

    with pytest.raises(UpstreamUnavailable, match="interrupted"):
        connect(httpserver.url_for(""), sleep=Pause(stop)).get()

    assert calls_seen(httpserver) == 1


def test_a_stopped_run_makes_no_further_call(httpserver: HTTPServer, connect: Connect) -> None:
    stop = threading.Event()
    stop.set()
    pause = Pause(stop)
    limiter = RateLimiter(1, monotonic=time.monotonic, sleep=pause)

    with pytest.raises(UpstreamUnavailable, match="interrupted"):
        connect(serve(httpserver, response(200, GOOD)), limiter=limiter, sleep=pause).get()

    assert calls_seen(httpserver) == 0
