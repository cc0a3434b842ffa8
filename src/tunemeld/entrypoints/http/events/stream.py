"""One listener: what it is told, in which order, and when that ends.

It begins with `retry` and with the id of now, which browsers keep also without an event, so that a listener
who has been told nothing yet resumes as exactly as any other.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any, TypeAlias

import structlog

from tunemeld.application.answers.news import chart_news
from tunemeld.application.errors import StoreError
from tunemeld.application.events import ChartPublished
from tunemeld.entrypoints.http.crew import CrewIsBusy
from tunemeld.entrypoints.http.events import ids
from tunemeld.entrypoints.http.events.audience import Audience

MEDIA_TYPE = "text/event-stream"
_RETRY_MS = 1_000
_log = structlog.get_logger()

Send: TypeAlias = Callable[[dict[str, Any]], Awaitable[None]]
Receive: TypeAlias = Callable[[], Awaitable[Mapping[str, Any]]]


class Stream:
    """Tells of publications of these genres behind `places`; of one that has no place, of those from now on.

    It ends after `limit` events and heartbeats (None: never), when its listener is gone or takes nothing, and
    when it is told to. `run` it once.
    """

    def __init__(
        self,
        audience: Audience,
        genres: tuple[str, ...],
        places: Mapping[str, int],
        limit: int | None = None,
    ) -> None:
        self._audience = audience
        self._genres = genres
        self._places = {genre: places[genre] for genre in genres if genre in places}
        self._left = limit
        self._woken = asyncio.Event()
        self._over = asyncio.Event()

    def wake(self) -> None:
        """There may be something to tell."""
        self._woken.set()

    def end(self) -> None:
        """End at once; what was not told yet is told when the listener is back."""
        self._over.set()

    async def run(self, receive: Receive, send: Send) -> None:
        """Send the body of an answer whose headers were sent, piece by piece, to its end."""
        doing = (self._tell(send), self._beat(send), self._over.wait(), _until_gone(receive))
        parts = [asyncio.ensure_future(each) for each in doing]
        try:
            longest = self._audience.pace.longest
            await asyncio.wait(parts, timeout=longest, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._audience.leave(self)
            for part in parts:
                part.cancel()
        for ended in await asyncio.gather(*parts, return_exceptions=True):
            # Whoever takes nothing for too long is cut off, and that is no news.
            if isinstance(ended, Exception) and not isinstance(ended, TimeoutError):
                _log.error("api.defect", exc_info=ended)
        await send({"type": "http.response.body", "body": b""})

    async def _tell(self, send: Send) -> None:
        self._begin_with_now()
        await self._say(send, f"retry: {_RETRY_MS}\nid: {ids.written(self._places)}\n\n")
        while not self._over.is_set():
            self._woken.clear()
            pause = None
            try:
                await self._catch_up(send)
            except (StoreError, CrewIsBusy):  # heartbeats go on meanwhile
                pause = self._audience.pace.again
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), pause)

    async def _beat(self, send: Send) -> None:
        while not self._over.is_set():
            await asyncio.sleep(self._audience.pace.heartbeat)
            await self._say(send, ": still here\n\n", counts=True)

    async def _catch_up(self, send: Send) -> None:
        """Tell all that lies ready and was not told yet."""
        if self._begin_with_now():
            await self._say(send, f"id: {ids.written(self._places)}\n\n")
        for genre in [genre for genre in self._genres if genre in self._places]:
            head = self._audience.heads.get(genre, 0)
            if self._places[genre] > head:
                await self._see_whether_set_back(genre, head)
            while self._places[genre] < head and not self._over.is_set():
                await self._tell_some(send, genre, head)

    def _begin_with_now(self) -> bool:
        """Take the place of now in genres that have none; whether there was one of which it is known."""
        heads = self._audience.heads
        new = {genre: heads[genre] for genre in self._genres if genre in heads and genre not in self._places}
        self._places |= new
        return bool(new)

    async def _see_whether_set_back(self, genre: str, head: int) -> None:
        """Another worker may be ahead of this one; but a store from a backup knows nothing of that number.

        Then what is shown now is told.
        """
        if not await self._audience.news.knows(genre, self._places[genre]):
            self._places[genre] = max(head - 1, 0)

    async def _tell_some(self, send: Send, genre: str, head: int) -> None:
        news = self._audience.news
        found = await news.behind(genre, self._places[genre], head)
        for event in found:
            if self._over.is_set():
                return
            self._places[genre] = event.seq
            if news.shows(event.source):
                await self._say(send, _written(event, ids.written(self._places)), counts=True)
        if not found:
            self._places[genre] = head

    async def _say(self, send: Send, text: str, *, counts: bool = False) -> None:
        async with asyncio.timeout(self._audience.pace.slowest):
            await send({"type": "http.response.body", "body": text.encode(), "more_body": True})
        if counts and self._left is not None:
            self._left -= 1
            if self._left == 0:
                self.end()


def _written(event: ChartPublished, event_id: str) -> str:
    data = chart_news(event).model_dump_json()
    return f"event: {event.type}\nid: {event_id}\ndata: {data}\n\n"


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
