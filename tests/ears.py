"""Whoever listens to a stream of events: what was heard, in this process or over a socket."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

from tests.api_server import ApiServer

from tunemeld.entrypoints.http.events.stream import Stream
from tunemeld.entrypoints.http.site import Site

_LONGEST_SECONDS = 30.0


@dataclass(frozen=True)
class Heard:
    """One event as a browser takes it: its type, the id that it leaves behind, what it says.

    `data` is None where it is no event, but an id, a `retry` or a comment; those are in `fields`.
    """

    fields: Mapping[str, str]

    @property
    def id(self) -> str:
        """How far the listener has come."""
        return self.fields["id"]

    @property
    def data(self) -> Any:
        """What happened."""
        return json.loads(self.fields["data"]) if "data" in self.fields else None

    @property
    def what(self) -> tuple[str, int]:
        """The genre, and the number of its publication."""
        return self.data["genre"], self.data["seq"]


def parted(lines: Iterable[str]) -> Iterator[Heard]:
    """Events out of their lines; a comment is a field without a name."""
    fields: dict[str, str] = {}
    for line in lines:
        if line:
            name, _, value = line.partition(":")
            assert name not in fields, f"two fields of one name would be one of two lines: {line}"
            fields[name] = value.removeprefix(" ")
        elif fields:
            yield Heard(fields)
            fields = {}


class Ear:
    """A listener in this process, who hears one event after the other, and may go, or stop to take them.

    `opening` is what was heard at once, `stream` what is listened to.
    """

    opening: Heard
    stream: Stream

    def __init__(self) -> None:
        self.takes = asyncio.Event()
        self.takes.set()
        self.is_gone = asyncio.Event()
        self.has_ended = asyncio.Event()
        self._heard: asyncio.Queue[Heard] = asyncio.Queue()

    async def next(self) -> Heard:
        """What comes next. Raises TimeoutError where nothing does for half a minute."""
        return await asyncio.wait_for(self._heard.get(), _LONGEST_SECONDS)

    async def event(self) -> Heard:
        """The next one that is an event; raises as `next`."""
        async with asyncio.timeout(_LONGEST_SECONDS):
            while (heard := await self.next()).data is None:
                pass
        return heard

    async def rest(self) -> list[Heard]:
        """What comes until the stream ends."""
        await asyncio.wait_for(self.has_ended.wait(), _LONGEST_SECONDS)
        return [self._heard.get_nowait() for _ in range(self._heard.qsize())]

    async def receive(self) -> dict[str, Any]:
        """What a server would say to the application."""
        await self.is_gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        """Take what the application says."""
        assert message["type"] == "http.response.body"
        if not message.get("more_body"):
            self.has_ended.set()
            return
        for heard in parted(message["body"].decode().split("\n")):
            self._heard.put_nowait(heard)
        await self.takes.wait()


@asynccontextmanager
async def listening(
    site: Site,
    *genres: str,
    places: Mapping[str, int] | None = None,
    limit: int | None = None,
) -> AsyncIterator[Ear]:
    """Somebody who listens to a worker, and goes away with the context."""
    ear = Ear()
    ear.stream = Stream(site.audience, genres, places or {}, limit)
    site.audience.join(ear.stream)
    running = asyncio.create_task(ear.stream.run(ear.receive, ear.send))
    try:
        ear.opening = await ear.next()
        yield ear
    finally:
        ear.is_gone.set()
        await asyncio.wait_for(running, _LONGEST_SECONDS)


class FarEar:
    """A listener over a socket; `opening` is what was heard at once."""

    def __init__(self, server: ApiServer, target: str = "/events", last_event_id: str = "") -> None:
        self._connection = HTTPConnection(*server.address, timeout=_LONGEST_SECONDS)
        headers = {"Last-Event-ID": last_event_id} if last_event_id else {}
        self._connection.request("GET", target, headers=headers)
        self._answer = self._connection.getresponse()
        assert self._answer.status == 200, self._answer.read()
        self._heard = parted(self._lines())
        self.opening = next(self._heard)

    def event(self) -> Heard:
        """The next event. Raises StopIteration where the stream ends before."""
        return next(each for each in self._heard if each.data)

    def rest(self) -> list[Heard]:
        """What comes until the stream ends, as it has to: in order, and not by a connection that breaks."""
        return list(self._heard)

    def go(self) -> None:
        """Hang up."""
        self._answer.close()
        self._connection.close()

    def _lines(self) -> Iterator[str]:
        while line := self._answer.readline():
            yield line.decode().removesuffix("\n")
