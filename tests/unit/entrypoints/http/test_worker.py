"""A connection on which nobody asks does not stay: nothing else would ever end it."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import pytest
from gunicorn.config import Config
from gunicorn.glogging import Logger

from tunemeld.entrypoints.http import worker


@pytest.mark.parametrize("said", [b"", b"GET /genres HTTP/1.1\r\nHost: localhost\r\n"])
def test_a_connection_on_which_nobody_asks_is_closed_after_its_time(
    said: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "FIRST_HEAD_SECONDS", 0.05)

    async def read_to_the_end() -> bytes:
        loop = asyncio.get_running_loop()
        serving = SimpleNamespace(cfg=Config(), log=None, asgi=None, loop=loop, nr_conns=0, alive=True)
        server = await loop.create_server(lambda: worker.PatientProtocol(serving), "127.0.0.1", 0)
        async with server:
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
            writer.write(said)
            answer = await asyncio.wait_for(reader.read(), 30)
            writer.close()
        return answer

    assert asyncio.run(read_to_the_end()) == b""


async def _give_up_who_reads_nothing(
    _scope: Any, _receive: Any, send: Callable[[dict[str, Any]], Awaitable[None]]
) -> None:
    """An application that says much, and ends in order once nobody takes it."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    with suppress(TimeoutError):
        while True:
            async with asyncio.timeout(0.05):
                await send({"type": "http.response.body", "body": bytes(65_536), "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def test_a_connection_on_which_nobody_reads_ends_with_its_answer() -> None:
    async def read_nothing() -> None:
        loop = asyncio.get_running_loop()
        serving = SimpleNamespace(
            cfg=Config(),
            log=Logger(Config()),
            asgi=_give_up_who_reads_nothing,
            loop=loop,
            nr=0,
            nr_conns=0,
            max_requests=10,
            alive=True,
        )
        server = await loop.create_server(lambda: worker.PatientProtocol(serving), "127.0.0.1", 0)
        with socket.socket() as client:
            client.connect(server.sockets[0].getsockname())
            client.sendall(b"GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
            async with asyncio.timeout(30):
                while not serving.nr_conns:
                    await asyncio.sleep(0)
                while serving.nr_conns:
                    await asyncio.sleep(0)
        server.close()

    asyncio.run(read_nothing())
