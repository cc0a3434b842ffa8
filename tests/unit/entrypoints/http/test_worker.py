"""A connection on which nobody asks does not stay: nothing else would ever end it."""

import asyncio
from types import SimpleNamespace

import pytest
from gunicorn.config import Config

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
