"""Chronicle: what has happened in all streams, in one row by time, read no further back than asked."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import merge
from itertools import islice

from tunemeld.application.events import STREAM_KINDS, Event, genre_of, kind_of
from tunemeld.application.ports.events import EventLog

TYPES = tuple(STREAM_KINDS)
"""The types of events, in the order in which a run brings them about."""
# The end of most streams is older than what is asked for, which their first event tells.
_FEWEST, _MOST = 4, 256


@dataclass(frozen=True)
class Chronicle:
    """Reads the log; `genre` and `types` let only some events through, all unless told.

    What an earlier TuneMeld left has happened before all this, and is not told. Where clocks of several
    machines differ, the order of streams among each other is as they had it. Of one moment, streams are told
    by name, which is the order of a run: fetches, publications, readings, its end.
    """

    log: EventLog
    genre: str = ""
    types: Collection[str] = field(default=TYPES)

    def heads(self) -> Mapping[str, int]:
        """How far the streams that may have such events have come; the moment of now.

        Raises:
            StoreError: the store cannot be read.
        """
        kinds = {STREAM_KINDS[each] for each in self.types}
        return {
            stream: head
            for stream, head in self.log.heads().items()
            if kind_of(stream) in kinds and self.genre in {"", genre_of(stream)}
        }

    def last(self, count: int, until: Mapping[str, int]) -> tuple[Event, ...]:
        """The newest events up to these heads, at most so many, the newest last; raises as `heads`."""
        streams = [self._backwards(stream, head) for stream, head in sorted(until.items(), reverse=True)]
        return (*reversed([*islice(merge(*streams, key=_moment, reverse=True), count)]),)

    def between(self, after: Mapping[str, int], until: Mapping[str, int]) -> tuple[Event, ...]:
        """All events behind some heads up to later ones; raises as `heads`."""
        streams = [
            self._forwards(stream, after.get(stream, 0), head) for stream, head in sorted(until.items())
        ]
        return (*merge(*streams, key=_moment),)

    def _backwards(self, stream: str, head: int) -> Iterator[Event]:
        """One stream, the newest first."""
        until, width = head, _FEWEST
        while until > 0:
            after = max(until - width, 0)
            # Among so many numbers there are no more facts than that.
            read = self.log.read(stream, after, until - after)
            yield from self._told(reversed([each for each in read if each.seq <= until]))
            until, width = after, min(2 * width, _MOST)

    def _forwards(self, stream: str, after: int, head: int) -> Iterator[Event]:
        while after < head:
            read = [each for each in self.log.read(stream, after, _MOST) if each.seq <= head]
            if not read:
                return
            yield from self._told(iter(read))
            after = read[-1].seq

    def _told(self, events: Iterator[Event]) -> Iterator[Event]:
        return (each for each in events if each.type in self.types)


def _moment(event: Event) -> float:
    return event.at.timestamp()
