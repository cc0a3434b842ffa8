"""What the use cases ask of the log of events, and of those who act upon it.

Raises, everywhere:
    StoreError: the store cannot be reached, read or written.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from tunemeld.application.events import Event


class EventLog(Protocol):
    """All that has happened, stream by stream. It is only read: events are facts that are stored anyway.

    Whoever has read a stream up to a number never misses anything by reading on from there: nothing appears
    in a stream behind what could be read already.
    """

    def heads(self) -> Mapping[str, int]:
        """By stream the number of its newest event; streams without any are left out.

        What this costs does not grow with the length of the streams.
        """
        ...

    def read(self, stream: str, after: int, limit: int) -> tuple[Event, ...]:
        """The events behind a number, in their order, of `limit` facts at most.

        A stream that does not exist has none. `BEFORE_ALL` begins with what an earlier TuneMeld left.
        """
        ...


class HandlerPlaces(Protocol):
    """How far each handler has come in each stream."""

    def of(self, handler: str) -> Mapping[str, int]:
        """By stream the number up to which the handler has seen everything; {} before the first."""
        ...

    def move(self, handler: str, places: Mapping[str, int]) -> None:
        """Put the handler's places forward; one that is further on stays."""
        ...

    def forget(self, handler: str) -> None:
        """Let the handler begin again with the first event."""
        ...


class EventHandler(Protocol):
    """Acts upon events, each of which it is told at least once, in the order of its stream."""

    @property
    def name(self) -> str:
        """Who acts, as the subject of a sentence; its places are kept under this name."""
        ...

    @property
    def kinds(self) -> frozenset[str]:
        """The types of events that it is told of, by name."""
        ...

    def handle(self, events: Sequence[Event]) -> None:
        """Act upon events, which are new to it or were told before; there is at least one.

        Raises:
            TuneMeldError: not done, or not wholly; the same events are told again later.
        """
        ...
