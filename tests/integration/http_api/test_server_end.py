"""How a server ends: in order, with exit code 0, and with nothing of it left."""

import os
import re
import signal
import socket
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
import requests
from tests.api_server import START, ApiServer, api_server, end
from tests.proof.command_line import CommandLine

_TOKEN = "an-admin-token-that-is-long-enough"
_BODY = b'{"genre": "klezmer"}'
_WITHIN_SECONDS = 20.0
_SOON_SECONDS = 12.0  # less than an idle connection is kept, or a slow one waited for


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ApiServer]:
    with api_server(tmp_path, {"ADMIN_TOKEN": _TOKEN}, workers=2) as running:
        yield running


def _counts(server: ApiServer) -> Path | None:
    """The folder in which the workers count, once one of them has done so."""
    for worker in server.workers():
        opened = Path(f"/proc/{worker}/maps").read_text("utf-8")
        if found := re.search(r"/\S*tunemeld-counts-\w+", opened):
            return Path(found[0])
    return None


def _terminate(server: ApiServer) -> None:
    server.process.terminate()


def _interrupt(server: ApiServer) -> None:
    """Ctrl-C, which a terminal sends to all processes of a command."""
    os.killpg(server.process.pid, signal.SIGINT)


def _is_gone(server: ApiServer) -> bool:
    try:
        os.killpg(server.process.pid, 0)
    except ProcessLookupError:
        return True
    return False


def _refuses(server: ApiServer) -> bool:
    try:
        socket.create_connection(server.address, timeout=5).close()
    except ConnectionRefusedError:
        return True
    return False


@pytest.mark.parametrize("ending", [_terminate, _interrupt])
def test_a_server_that_is_told_to_end_writes_down_what_was_asked_and_leaves_nothing(
    server: ApiServer, ending: Callable[[ApiServer], None]
) -> None:
    counts = server.wait_for(lambda: _counts(server))
    assert counts.is_dir()
    requests.get(f"{server.url}/genres", headers={"X-Request-ID": "the-last-one"}, timeout=30)

    ending(server)

    assert server.process.wait(_WITHIN_SECONDS) == 0
    assert _is_gone(server)
    assert not counts.exists()
    assert [file.name for file in server.tunemeld.store.parent.iterdir()] == ["tunemeld.db"]
    assert "Traceback" not in server.log()
    assert "the-last-one" in server.log()
    assert _refuses(server)


def test_a_request_that_is_under_way_is_answered_before_the_server_ends(server: ApiServer) -> None:
    head = (
        f"POST /runs HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {_TOKEN}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(_BODY)}\r\n\r\n"
    )
    with socket.create_connection(server.address, timeout=30) as client:
        client.sendall(head.encode() + _BODY[:-1])
        server.process.terminate()
        server.wait_for(partial(_refuses, server))
        silence_ends = time.monotonic() + 3  # for so long also those are waited for who ask for nothing
        server.wait_for(lambda: time.monotonic() > silence_ends)
        client.sendall(_BODY[-1:])
        answer = client.makefile("rb").read()

    assert answer.startswith(b"HTTP/1.1 404 ")
    assert b"klezmer" in answer
    assert server.process.wait(_WITHIN_SECONDS) == 0


def test_nobody_who_asks_for_nothing_is_waited_for(server: ApiServer) -> None:
    with (
        socket.create_connection(server.address, timeout=30) as silent,
        socket.create_connection(server.address, timeout=30) as slow,
        requests.Session() as idle,
    ):
        slow.sendall(b"GET /genres HTTP/1.1\r\nHost: loc")
        assert idle.get(f"{server.url}/genres", timeout=30).ok

        assert server.stop(within=_SOON_SECONDS) == 0

        assert (silent.recv(1), slow.recv(1)) == (b"", b"")


def test_a_server_that_is_told_to_end_while_its_workers_begin_ends_in_order(
    tmp_path: Path,
) -> None:
    server = ApiServer(CommandLine(tmp_path, {}), (*START, "--workers", "2"))
    try:
        server.wait_for(lambda: "Serving on" in server.log())

        # A worker that is told before it listens to signals is ended by gunicorn, 30 seconds later.
        assert server.stop(within=3 * _WITHIN_SECONDS) == 0

        assert _is_gone(server)
        assert "Traceback" not in server.log()
    finally:
        end(server.process)
