"""Who listens to a worker: a bounded number of streams, woken when something new lies ready."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakSet

from prometheus_client import CollectorRegistry, Gauge

from tunemeld.entrypoints.http.events.news import News

if TYPE_CHECKING:
    from tunemeld.entrypoints.http.events.stream import Stream


class TooManyStreams(Exception):
    """Raised where as many listen already as a worker tells."""


@dataclass(frozen=True)
class Pace:
    """Seconds from one heartbeat to the next; until a stream ends, and its listener comes back, perhaps to a
    worker that has fewer; until one that takes nothing is given up; until a store that was away is asked.
    """

    heartbeat: float = 15.0
    longest: float = 3_600.0
    slowest: float = 10.0
    again: float = 2.0


class Audience:
    """The open streams of a worker, at most so many, and up to where they can be told of each genre.

    `heads` has by genre the number of the publication whose answers lie ready, 0 before the first; a genre of
    which nothing is known yet is left out. Only `hear` may be called outside the event loop.
    """

    def __init__(self, news: News, registry: CollectorRegistry, *, most: int, pace: Pace) -> None:
        self.news = news
        self.pace = pace
        self.heads: Mapping[str, int] = {}
        self._most = most
        self._streams: WeakSet[Stream] = WeakSet()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._has_ended = False
        self._open = Gauge(
            "tunemeld_event_streams",
            "Streams of events that are listened to.",
            registry=registry,
            multiprocess_mode="livesum",
        )

    def hear(self, heads: Mapping[str, int]) -> None:
        """Take over up to where there are answers now, for these genres, and have it told."""
        before, self.heads = self.heads, {**self.heads, **heads}
        if self.heads == before or self._loop is None:
            return
        with suppress(RuntimeError):  # the loop may be closed by now, and nobody listens
            self._loop.call_soon_threadsafe(self._wake, any(self.heads[g] < before[g] for g in before))

    def join(self, stream: "Stream") -> None:
        """Wake this one too from now on; where all streams have been ended, it ends at once.

        Raises:
            TooManyStreams: there is no room for it.
        """
        if len(self._streams) >= self._most:
            raise TooManyStreams
        self._loop = asyncio.get_running_loop()
        self._streams.add(stream)
        if self._has_ended:
            stream.end()

    def leave(self, stream: "Stream") -> None:
        """Wake it no more."""
        self._streams.discard(stream)

    def end(self) -> None:
        """End all streams: their listeners come back to whoever serves then."""
        self._has_ended = True
        for stream in list(self._streams):
            stream.end()

    def hand_on(self) -> None:
        """Add how many listen to the metrics.

        Raises:
            OSError: there is no room, or no file more, for what several workers share.
        """
        self._open.set(len(self._streams))

    def _wake(self, was_set_back: bool) -> None:  # noqa: FBT001 - handed on by the loop
        if was_set_back:  # a backup was restored: the same numbers mean other charts
            self.news.forget()
        for stream in list(self._streams):
            stream.wake()
