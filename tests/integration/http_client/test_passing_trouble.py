"""What may go better the next time is tried again, and for how long."""

from pathlib import Path
from typing import Any

import pytest
import requests
from pytest_httpserver import HTTPServer
from tests.integration.http_client.raw_server import (
    Behaviour,
    dripping,
    raw_server,
    resetting,
    sending,
    silent,
)
from tests.integration.http_client.upstream import GOOD, Connect, calls_seen, response, serve
from werkzeug import Response

from tunemeld.adapters.http.retry import RetryPolicy
from tunemeld.application.errors import UpstreamRejected, UpstreamUnavailable


@pytest.mark.parametrize(
    "trouble",
    [
        pytest.param(response(429, {"message": "Too many requests"}), id="429"),
        pytest.param(response(500, ""), id="500"),
        pytest.param(response(503, "<html>Maintenance</html>"), id="503 as a page"),
        pytest.param(response(504, "<html>Gateway</html>"), id="504"),
    ],
)
def test_passing_trouble_is_waited_out(httpserver: HTTPServer, connect: Connect, trouble: Response) -> None:
    upstream = connect(serve(httpserver, trouble, response(200, GOOD)))

    assert upstream.get() == GOOD
    assert [5 <= wait <= 10 for wait in upstream.waits] == [True]


def test_trouble_that_does_not_pass_ends_when_the_attempts_are_used_up(
    httpserver: HTTPServer, connect: Connect
) -> None:
    upstream = connect(serve(httpserver, response(503, {"message": "Busy"})))

    with pytest.raises(UpstreamUnavailable) as raised:
        upstream.get()

    assert str(raised.value) == (
        "spotify23 answered 503 Service Unavailable: Busy (3 attempts); try again later"
    )
    assert (calls_seen(httpserver), raised.value.upstream) == (3, "spotify23")


class _NobodyThere(requests.Session):
    """The way to a host that answers no attempt to connect: whoever waits longest is told last."""

    def request(self, *_: Any, **asked: Any) -> requests.Response:
        """Nothing, within the time for connecting."""
        connecting, _answering = asked["timeout"]
        if connecting > 5:
            raise AssertionError("still waiting for a connection")
        raise requests.ConnectTimeout


def test_a_connection_that_does_not_stand_is_given_up_before_an_answer_would_be(connect: Connect) -> None:
    upstream = connect("http://127.0.0.1:9", session=_NobodyThere(), timeout_seconds=20)

    with pytest.raises(UpstreamUnavailable, match=r"could not be reached within 5 seconds \(3 attempts\)"):
        upstream.get()


# Said by all raw servers, since they hang up: a client that kept the connection would sometimes meet a reset.
CLOSE = b"Connection: close\r\n"
HEAD = b"HTTP/1.1 200 OK\r\n" + CLOSE + b"Content-Type: application/json\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("behave", "what"),
    [
        pytest.param(silent, "did not answer within 1 seconds", id="never answers"),
        pytest.param(resetting, "hung up", id="reset"),
        pytest.param(sending(), "hung up", id="closed at once"),
        pytest.param(sending(b"no HTTP at all\r\n\r\n"), "hung up", id="another protocol"),
        pytest.param(sending(HEAD, b"Content-Length: 50\r\n\r\n{"), "broke off", id="truncated"),
        pytest.param(sending(CHUNKED, b"5\r\n{"), "broke off", id="truncated chunk"),
        pytest.param(sending(CHUNKED, b"1\r\n{\r\n"), "broke off", id="last chunk missing"),
        pytest.param(sending(CHUNKED, b"zz\r\n{"), "broke off", id="broken chunk"),
        pytest.param(
            sending(HEAD, b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}"),
            "broke off",
            id="wrongly packed",
        ),
        pytest.param(
            dripping(HEAD + b"Content-Length: 9999\r\n\r\n", drop=b" ", every=0.02),
            "did not finish its answer within 2 seconds",
            id="drips its body",
        ),
        pytest.param(dripping(CHUNKED, drop=b"1\r\n \r\n", every=0.02), "did not finish", id="drips chunks"),
    ],
)
def test_a_broken_connection_is_passing_trouble(connect: Connect, behave: Behaviour, what: str) -> None:
    retry = RetryPolicy(attempts=2, delay_seconds=0, retry_after_cap_seconds=60)
    with raw_server(behave) as server:
        upstream = connect(server.url, retry=retry, timeout_seconds=1)

        with upstream.meter.counting() as calls, pytest.raises(UpstreamUnavailable, match=what):
            upstream.get()

        assert (len(server.requests), calls) == (2, {"spotify23": 2})


def test_nobody_listening_is_said_in_the_systems_words(connect: Connect) -> None:
    with raw_server(silent) as server:
        url = server.url

    with pytest.raises(UpstreamUnavailable, match=r"could not be reached, or hung up \(Connection refused\)"):
        connect(url).get()


@pytest.mark.parametrize(
    ("told", "wait"),
    [
        pytest.param({"Retry_After": "2"}, 2.0, id="seconds"),
        pytest.param({"Retry_After": "Sat, 22 Jun 2024 02:30:07 GMT", "Date": ""}, 7.0, id="date"),
        pytest.param({"Retry_After": "60"}, 60.0, id="as long as the cap"),
        pytest.param({"X_RateLimit_Reset": "9"}, 9.0, id="end of a short window"),
    ],
)
def test_the_wait_that_was_asked_for_is_waited(connect: Connect, told: dict[str, str], wait: float) -> None:
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in told.items())
    answers = iter([b"429 Too Many Requests", b"200 OK"])

    def behave(connection: Any) -> None:
        connection.sendall(
            b"HTTP/1.1 %s\r\n%s%sContent-Length: 0\r\n\r\n" % (next(answers), CLOSE, lines.encode())
        )

    with raw_server(behave) as server:
        upstream = connect(server.url)

        upstream.get()

    assert upstream.waits == [wait]
    assert upstream.cool_downs.times_set == 0


def test_an_encryption_that_fails_is_told_apart(httpserver: HTTPServer, connect: Connect) -> None:
    plain = serve(httpserver, response(200, GOOD))

    with pytest.raises(UpstreamUnavailable, match="TLS: "):
        connect(plain.replace("http:", "https:")).get()


def test_a_missing_certificate_file_is_named_as_the_cause(
    connect: Connect, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "absent.pem"))

    with pytest.raises(UpstreamRejected, match="REQUESTS_CA_BUNDLE"):
        connect("https://127.0.0.1:9").get()


@pytest.mark.parametrize("url", ["http://", "ftp://upstream.example", "http://[", "upstream.example"])
def test_an_address_that_is_none_is_not_tried_again(connect: Connect, url: str) -> None:
    upstream = connect(url)

    with pytest.raises(UpstreamRejected, match="no valid URL"):
        upstream.get()

    assert upstream.waits == []
