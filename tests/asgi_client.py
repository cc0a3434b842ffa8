"""Asks an ASGI application in this process, as a server would that has parsed the request."""

import asyncio
import gzip
import json
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from threading import Thread
from typing import Any, Self, TypeVar
from urllib.parse import unquote_to_bytes

App = Callable[[Any, Any, Any], Awaitable[None]]
_LONGEST_SECONDS = 30.0
_Result = TypeVar("_Result")
HOST = "127.0.0.1:8000"
"""Under this name the application is asked, unless a test says otherwise."""


@dataclass(frozen=True)
class Answer:
    """What came back; the names of `headers` are in lower case, and `body` is as it was sent."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def content(self) -> bytes:
        """The body without its encoding."""
        return gzip.decompress(self.body) if self.headers.get("content-encoding") == "gzip" else self.body

    @property
    def text(self) -> str:
        """The content as text."""
        return self.content.decode()

    @property
    def document(self) -> Any:
        """The content as JSON."""
        return json.loads(self.content)

    @property
    def data(self) -> Any:
        """What lies in the envelope."""
        return self.document["data"]

    @property
    def message(self) -> str:
        """What the envelope says."""
        said: str = self.document["message"]
        return said


class AsgiClient:
    """Runs an application in a thread's event loop, from its start to its end; asked from any thread."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="asgi", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._wait(self._start())
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._wait(self._end())
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()

    def ask(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str] | None = None,
        *,
        body: Sequence[bytes] = (),
        client: str = "127.0.0.1",
    ) -> Answer:
        """The answer to one request; `body` are its pieces as they arrive.

        Raises AssertionError where the application breaks the rules of ASGI.
        """
        path, _, query = target.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote_to_bytes(path).decode(errors="replace"),
            "raw_path": path.encode(),
            "query_string": query.encode("latin-1"),
            "root_path": "",
            "headers": [
                (name.lower().encode(), value.encode("latin-1"))
                for name, value in ({"Host": HOST} | dict(headers or {})).items()
            ],
            "client": (client, 50_000),
            "server": ("127.0.0.1", 8_000),
        }
        return self._wait(_exchange(self._app, scope, body))

    def get(self, target: str, headers: Mapping[str, str] | None = None) -> Answer:
        """The answer to a GET."""
        return self.ask("GET", target, headers)

    def _wait(self, work: Coroutine[Any, Any, _Result]) -> _Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(_LONGEST_SECONDS)

    async def _start(self) -> None:
        self._asked: asyncio.Queue[dict[str, str]] = asyncio.Queue()
        self._said: asyncio.Queue[dict[str, str]] = asyncio.Queue()
        scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}}
        self._life = asyncio.ensure_future(self._app(scope, self._asked.get, self._said.put))
        await self._pass("startup")

    async def _end(self) -> None:
        await self._pass("shutdown")
        await self._life

    async def _pass(self, step: str) -> None:
        await self._asked.put({"type": f"lifespan.{step}"})
        said = await self._said.get()
        assert said["type"] == f"lifespan.{step}.complete", said


async def _exchange(app: App, scope: dict[str, Any], pieces: Sequence[bytes]) -> Answer:
    left = list(pieces) or [b""]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if not left:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": left.pop(0), "more_body": bool(left)}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    start, *rest = sent
    assert start["type"] == "http.response.start", sent
    assert [each["type"] for each in rest] == ["http.response.body"] * len(rest), sent
    assert not rest[-1].get("more_body"), "the body has no end"
    assert all(each.get("more_body") for each in rest[:-1]), "something comes after the end of the body"
    names = [name.decode() for name, _ in start["headers"]]
    assert len(names) == len({*names}), f"a header is sent twice: {names}"
    assert all(name == name.lower() for name in names), names
    return Answer(
        status=start["status"],
        headers={name.decode(): value.decode("latin-1") for name, value in start["headers"]},
        body=b"".join(each.get("body", b"") for each in rest),
    )
