"""What was published behind a number, read from the store once for all who ask for the same."""

import asyncio
from collections.abc import Callable
from functools import partial

from tunemeld.application.events import ChartPublished, publications_of
from tunemeld.application.ports.events import EventLog
from tunemeld.entrypoints.http.crew import Crew

# A publication is read whole, with all that it shows.
_AT_ONCE = 20
# What somebody has asked for is asked for by everybody within a moment, and then by nobody any more.
_MOST_KEPT = 64


class News:
    """Reads publications off the event loop; `shows` says of which sources readers see them."""

    def __init__(self, events: EventLog, crew: Crew, shows: Callable[[str], bool]) -> None:
        self._events = events
        self._crew = crew
        self.shows = shows
        self._asked: dict[tuple[str, int, int], asyncio.Future[tuple[ChartPublished, ...]]] = {}

    async def behind(self, genre: str, after: int, until: int) -> tuple[ChartPublished, ...]:
        """The next publications of a genre behind one number, up to another; () where there are none.

        Raises:
            StoreError: the store cannot be read.
            CrewIsBusy: too many others ask the store for something.
        """
        key = (genre, after, until)
        if key not in self._asked:
            while len(self._asked) >= _MOST_KEPT:
                del self._asked[next(iter(self._asked))]
            reading = self._asked[key] = asyncio.ensure_future(self._crew.do(partial(self._read, *key)))
            reading.add_done_callback(partial(self._forget_failure, key))
        return await asyncio.shield(self._asked[key])

    async def knows(self, genre: str, seq: int) -> bool:
        """Whether the store has a publication of that number; raises as `behind`."""
        # Not shared: whoever asks may know of something newer than who asked before.
        return bool(await self._crew.do(partial(self._read, genre, seq - 1, seq)))

    def forget(self) -> None:
        """Read everything anew: the store is not what it was."""
        self._asked.clear()

    def _read(self, genre: str, after: int, until: int) -> tuple[ChartPublished, ...]:
        # Their numbers have no gaps: among so many numbers there are as many publications.
        read = self._events.read(publications_of(genre), after, min(_AT_ONCE, until - after))
        return tuple(each for each in read if isinstance(each, ChartPublished))

    def _forget_failure(
        self, key: tuple[str, int, int], reading: "asyncio.Future[tuple[ChartPublished, ...]]"
    ) -> None:
        if (reading.cancelled() or reading.exception()) and self._asked.get(key) is reading:
            del self._asked[key]
