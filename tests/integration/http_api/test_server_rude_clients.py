"""Clients that are slow, gone or greedy: each gets its answer, and the others get theirs."""

import socket
import struct
from contextlib import ExitStack

import pytest
from tests.api_in_process import ADMIN_TOKEN
from tests.api_server import ApiServer
from tests.raw_client import ALIVE, HEAD, connected, sent, status

_LARGEST_BODY = 16 * 1024
_ORDER = (
    f"POST /runs HTTP/1.1\r\n{HEAD}Authorization: Bearer {ADMIN_TOKEN}\r\nContent-Type: application/json\r\n"
)
# Closes with a reset, as a process that crashes does.
_ABRUPT = struct.pack("ii", 1, 0)


def test_heads_that_come_a_byte_at_a_time_stop_nobody(undisturbed: ApiServer) -> None:
    with ExitStack() as opened:
        slow = [opened.enter_context(connected(undisturbed)) for _ in range(50)]
        for number in range(len(ALIVE)):
            for client in slow:
                client.sendall(ALIVE[number : number + 1])
            if number % 10 == 0:
                assert status(sent(undisturbed, ALIVE)) == 200
        answers = [client.makefile("rb").read() for client in slow]

    assert [status(answer) for answer in answers] == [200] * 50


@pytest.mark.parametrize(
    "said",
    [b"", ALIVE[:20], f"{_ORDER}Content-Length: 20\r\n\r\n{{".encode(), ALIVE.replace(b"close", b"keep")],
    ids=["before the head", "in the head", "in the body", "before the answer"],
)
@pytest.mark.parametrize("abruptly", [False, True], ids=["closing", "crashing"])
def test_a_client_that_goes_away_disturbs_nobody(undisturbed: ApiServer, said: bytes, abruptly: bool) -> None:
    for _ in range(20):
        with connected(undisturbed) as client:
            client.sendall(said)
            if abruptly:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABRUPT)

    assert status(sent(undisturbed, ALIVE)) == 200


@pytest.mark.parametrize(
    ("framing", "body"),
    [
        (f"Content-Length: {_LARGEST_BODY + 1}", b" " * (_LARGEST_BODY + 1)),
        ("Content-Length: 100000000000", b"{"),
        ("Transfer-Encoding: chunked", (b"1000\r\n" + b" " * 4_096 + b"\r\n") * 5),
    ],
    ids=["with its length", "with its length alone", "in chunks without an end"],
)
def test_a_body_beyond_the_limit_is_refused_before_it_has_come(
    undisturbed: ApiServer, framing: str, body: bytes
) -> None:
    answer = sent(undisturbed, f"{_ORDER}{framing}\r\n\r\n".encode() + body)

    assert status(answer) == 413
    assert b'"the body is larger than 16384 bytes"' in answer
    assert answer.count(b"HTTP/1.1 ") == 1  # what is left of it is no further request


@pytest.mark.parametrize(("length", "in_envelope"), [(5_000, True), (9_000, False), (1_000_000, False)])
def test_an_address_that_is_too_long_is_refused(
    undisturbed: ApiServer, length: int, in_envelope: bool
) -> None:
    answer = sent(undisturbed, f"GET /{'a' * length} HTTP/1.1\r\n{HEAD}\r\n".encode())

    assert status(answer) == 414
    assert (b'"status":"error"' in answer) == in_envelope
