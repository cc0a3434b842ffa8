"""Two hundred clients that send or take one byte a second: nobody else notices, and they are answered too."""

import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.api_server import ApiServer, api_server
from tests.proof.figures import Tell
from tests.proof.publishing import CHART, installed, paths_of
from tests.proof.readers import Asked, ask, failures, milliseconds, outcomes, reading

TOKEN = "any-token-that-is-long-enough"
HEAD = f"GET {CHART} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Slow: {'x' * 200}\r\n\r\n".encode()
BODY = (
    f"POST /runs HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {TOKEN}\r\n"
    f"Content-Type: application/json\r\nContent-Length: 200\r\n\r\n"
).encode()
ASKED_IN_A_ROW = 50
"""How many charts a reader asks for at once who then takes a byte a second: more than any buffer holds."""
LOAD_SECONDS = 20.0


class SlowClient:
    """Sends one byte of `slowly` a second after having sent `at_once`, or else takes one byte a second."""

    def __init__(self, server: ApiServer, at_once: bytes, slowly: bytes = b"") -> None:
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        self._socket.connect(server.address)
        self._socket.settimeout(60)
        self._socket.sendall(at_once)
        self._left = slowly
        self._taken = b""

    def go_on(self) -> None:
        """The next byte."""
        if self._left:
            self._socket.sendall(self._left[:1])
            self._left = self._left[1:]
        elif not self._taken or len(self._taken) < 100:
            self._taken += self._socket.recv(1)

    def hurry(self) -> bytes:
        """Send or take all that is left, until the server closes; what it answered altogether."""
        self._socket.sendall(self._left)
        parts = [self._taken]
        while part := self._socket.recv(1 << 20):
            parts.append(part)
        self._socket.close()
        return b"".join(parts)


@contextmanager
def _going_on(clients: list[SlowClient]) -> Iterator[list[str]]:
    """Let these clients go on once a second; gives what went wrong with them."""
    wrong: list[str] = []
    end = threading.Event()

    def go_on() -> None:
        while not end.wait(1):
            for client in clients:
                try:
                    client.go_on()
                except OSError as error:
                    wrong.append(type(error).__name__)

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield wrong
    finally:
        end.set()
        thread.join()


def _clients(server: ApiServer) -> dict[str, list[SlowClient]]:
    asked = HEAD.replace(b"close", b"keep-alive") * (ASKED_IN_A_ROW - 1) + HEAD
    return {
        "head": [SlowClient(server, b"", HEAD) for _ in range(70)],
        "body": [SlowClient(server, BODY, b" " * 200) for _ in range(30)],
        "answer": [SlowClient(server, asked) for _ in range(100)],
    }


def test_two_hundred_slow_clients_stop_nobody(tmp_path: Path, tell: Tell) -> None:
    with (
        installed(tmp_path, ADMIN_TOKEN=TOKEN) as installation,
        api_server(tmp_path, installation.settings, workers=2) as server,
    ):
        paths = paths_of(server)
        alone = _load(server, paths)
        memory = _memory(server)
        slow = _clients(server)
        with _going_on([client for clients in slow.values() for client in clients]) as wrong:
            beside = _load(server, paths)
        grown = _memory(server) - memory
        answers = {kind: [client.hurry() for client in clients] for kind, clients in slow.items()}
        whole = len(ask(server, CHART).body)

    for what, asked in (("without slow clients", alone), ("beside 200", beside)):
        shares = ", ".join(f"{milliseconds(asked, share):.0f}" for share in (0.5, 0.99, 1))
        tell(f"{what}: {outcomes(asked)}; median, p99 and longest {shares} ms")
    tell(f"the workers' memory grew by {grown:.0f} MB")
    assert failures(alone) == failures(beside) == []
    assert len(beside) > len(alone) / 2
    assert milliseconds(beside, 0.99) < 2 * milliseconds(alone, 0.99) + 50
    assert wrong == []
    assert [answer.count(b"HTTP/1.1 200 ") for answer in answers["head"]] == [1] * 70
    assert [answer.count(b"HTTP/1.1 400 ") for answer in answers["body"]] == [1] * 30
    assert [answer.count(b"HTTP/1.1 200 ") for answer in answers["answer"]] == [ASKED_IN_A_ROW] * 100
    assert min(map(len, answers["answer"])) > whole * ASKED_IN_A_ROW


def _load(server: ApiServer, paths: Sequence[str]) -> list[Asked]:
    with reading(server, paths) as asked:
        time.sleep(LOAD_SECONDS)
    return asked


def _memory(server: ApiServer) -> float:
    """What the workers hold of the machine's memory, in MB."""
    pages = [int(Path(f"/proc/{worker}/statm").read_text("ascii").split()[1]) for worker in server.workers()]
    return sum(pages) * 4_096 / 1e6
