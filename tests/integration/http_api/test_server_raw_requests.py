"""Bytes that are several requests, an old one, or none: what a server makes of them."""

import pytest
from tests.api_server import ApiServer
from tests.raw_client import ALIVE, HEAD, sent, status

_ORDER = f"POST /runs HTTP/1.1\r\n{HEAD}"


def test_requests_that_come_together_are_answered_in_their_order(undisturbed: ApiServer) -> None:
    asked = [f"GET /{path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode() for path in ("genres", "nowhere")]

    answers = sent(undisturbed, b"".join([*asked * 2, ALIVE])).split(b"HTTP/1.1 ")

    assert [answer[:3] for answer in answers] == [b"", b"200", b"404", b"200", b"404", b"200"]
    assert b"country" in answers[1]


def test_a_client_of_http_1_0_is_answered_and_keeps_its_connection_where_it_asks_to(
    undisturbed: ApiServer,
) -> None:
    once = b"GET /health/live HTTP/1.0\r\n\r\n"
    again = once.replace(b"\r\n\r\n", b"\r\nConnection: keep-alive\r\n\r\n")

    assert sent(undisturbed, once).count(b'{"alive":true}') == 1
    assert sent(undisturbed, again * 2 + once).count(b'{"alive":true}') == 3


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (b"HELLO\r\n\r\n", 400),
        (b"\0" * 1_000 + b"\r\n\r\n", 400),
        (b"GET /genres HTTP/1.1\r\nHost localhost\r\n\r\n", 400),
        (b"GET /genres HTTP/1.1\r\nHost: localhost\r\nHost: elsewhere\r\n\r\n", 400),
        (b"GET /genres HTTP/9.9\r\nHost: localhost\r\n\r\n", 400),
        (b"GET /genres HTTP/1.1\r\nHost: localhost\r\nX-Long: " + b"a" * 10_000 + b"\r\n\r\n", 431),
        (b"GET /genres HTTP/1.1\r\nHost: localhost\r\n" + b"X-More: 1\r\n" * 200 + b"\r\n", 431),
        (f"{_ORDER}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n".encode(), 400),
        (f"{_ORDER}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd".encode(), 400),
        (f"{_ORDER}Transfer-Encoding: chunked\r\n\r\nnumber\r\n".encode(), 400),
    ],
    ids=[
        "a word",
        "zeros",
        "no colon",
        "two hosts",
        "a version",
        "a long one",
        "many",
        "both",
        "two",
        "chunk",
    ],
)
def test_what_is_no_request_is_refused_and_ends_its_connection(
    undisturbed: ApiServer, said: bytes, expected: int
) -> None:
    answer = sent(undisturbed, said)

    assert status(answer) == expected
    assert answer.count(b"HTTP/1.1 ") == 1


def test_a_handshake_for_a_web_socket_is_refused(undisturbed: ApiServer) -> None:
    upgrade = (
        b"GET /genres HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )

    assert status(sent(undisturbed, upgrade)) == 403
