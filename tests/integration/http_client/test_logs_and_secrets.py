"""Every attempt leaves its lines in the log, and no secret anywhere."""

import json
import re
import traceback
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from tests.integration.http_client.raw_server import (
    Behaviour,
    raw_server,
    resetting,
    sending,
    silent,
)
from tests.integration.http_client.upstream import (
    GOOD,
    KEY,
    Connect,
    Upstream,
    answering,
    calls_seen,
    response,
    serve,
)

from tunemeld.application.errors import (
    UpstreamError,
    UpstreamUnavailable,
)


def test_every_attempt_and_every_wait_is_logged(
    httpserver: HTTPServer, connect: Connect, logged: list[Any]
) -> None:
    connect(serve(httpserver, response(503, "", Retry_After="2"), response(200, GOOD))).get(params={"q": "x"})

    for line in logged:
        assert line.pop("duration_seconds", 0) >= 0
    about = {"upstream": "spotify23", "path": "/list/"}
    assert logged == [
        {"event": "upstream.started", "log_level": "debug", "attempt": 1, **about},
        {
            "event": "upstream.finished",
            "log_level": "info",
            "attempt": 1,
            "status": 503,
            "bytes": 0,
            **about,
        },
        {
            "event": "upstream.retry_scheduled",
            "log_level": "warning",
            "upstream": "spotify23",
            "attempt": 1,
            "wait_seconds": 2.0,
            "reason": "answered 503 Service Unavailable",
        },
        {"event": "upstream.started", "log_level": "debug", "attempt": 2, **about},
        {
            "event": "upstream.finished",
            "log_level": "info",
            "attempt": 2,
            "status": 200,
            "bytes": len(GOOD.encode()),
            **about,
        },
    ]


def test_an_attempt_without_an_answer_is_logged_with_its_reason(connect: Connect, logged: list[Any]) -> None:
    with raw_server(resetting) as server, pytest.raises(UpstreamUnavailable):
        connect(server.url).get()

    finished = [line["status"] for line in logged if line["event"] == "upstream.finished"]
    assert finished == ["could not be reached, or hung up (Connection reset by peer)"] * 3


ECHO = {"message": f"Key {KEY} unknown"}


def fails(upstream: Upstream, **arguments: Any) -> str:
    """All that a log with tracebacks would print about a call that fails."""
    with pytest.raises(UpstreamError) as raised:
        upstream.get(**arguments)
    return "".join(traceback.format_exception(raised.value)) + repr(raised.value)


@pytest.mark.parametrize("status", [302, 400, 401, 404, 429, 500])
def test_a_key_that_comes_back_in_a_refusal_is_not_shown(
    httpserver: HTTPServer, connect: Connect, logged: list[Any], status: int
) -> None:
    refused = response(status, ECHO, Location=f"https://{KEY}.example/")
    httpserver.expect_request(re.compile(".*")).respond_with_handler(answering(refused))

    shown = fails(connect(httpserver.url_for("")), path=f"/{KEY}/", params={"key": KEY}) + repr(logged)

    assert KEY not in shown
    assert "planted" not in shown


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500])
def test_a_proxy_that_a_refusal_names_is_not_told_to_readers_of_the_reason(
    httpserver: HTTPServer, connect: Connect, status: int
) -> None:
    refused = response(status, {"message": "Host: proxy.inside.example; unknown"})

    shown = fails(connect(serve(httpserver, refused)))

    assert "Host: [redacted]; unknown" in shown
    assert "proxy" not in shown


def test_a_key_that_comes_back_in_data_is_neither_kept_nor_shown(
    httpserver: HTTPServer, connect: Connect
) -> None:
    text = connect(serve(httpserver, response(200, ECHO))).get()

    assert json.loads(text) == {"message": "Key [redacted] unknown"}


@pytest.mark.parametrize(
    "behave", [silent, resetting, sending(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n")]
)
def test_a_key_in_the_address_of_a_failed_call_is_not_shown(
    connect: Connect, logged: list[Any], behave: Behaviour
) -> None:
    with raw_server(behave) as server:
        shown = fails(connect(server.url), path=f"/{KEY}/", params={"key": KEY}) + repr(logged)

    assert "planted" not in shown


@pytest.mark.parametrize("broken", [f"{KEY}\n", f"{KEY}\r\nInjected: 1", f" {KEY}", f"{KEY}–"])
def test_a_key_that_no_header_can_carry_is_not_shown(
    httpserver: HTTPServer, connect: Connect, logged: list[Any], broken: str
) -> None:
    upstream = connect(serve(httpserver, response(200, GOOD)), headers={"X-RapidAPI-Key": broken})

    shown = fails(upstream) + repr(logged)

    assert "planted" not in shown
    assert "a key holds" in shown
    assert calls_seen(httpserver) == 0


def test_a_proxys_password_is_not_shown(
    connect: Connect, logged: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    with raw_server(resetting) as proxy:
        monkeypatch.setenv("http_proxy", f"http://user:proxy-password@{proxy.address}")

        shown = fails(connect("http://upstream.invalid")) + repr(logged)

    assert "proxy-password" not in shown
