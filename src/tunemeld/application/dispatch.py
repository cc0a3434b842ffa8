"""Dispatch: telling handlers what has happened since they were told the last time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tunemeld.application.errors import StoreError, TuneMeldError
from tunemeld.application.events import STREAM_KINDS, Event, kind_of
from tunemeld.application.ports.events import EventHandler, EventLog, HandlerPlaces

_PAGE = 500


@dataclass(frozen=True)
class Dispatch:
    """Brings every handler up to date with the log, each from its own place in it.

    - A handler that fails, or has a defect, stops no other; it is told the same again the next time.
    - Its place is moved after it has acted: a process that is killed in between tells it once more.
    - Nobody is told of what a handler does not ask for, and what has no news costs two small questions.
    """

    log: EventLog
    places: HandlerPlaces
    handlers: Sequence[EventHandler]
    log_defect: Callable[[str, Exception], None]

    def catch_up(self) -> tuple[str, ...]:
        """Tell each handler what is new to it; a sentence for each that failed, which is told again later."""
        if not self.handlers:
            return ()
        try:
            heads = self.log.heads()
        except StoreError as error:
            return (f"what is new could not be read, and nobody was told of it: {error}",)
        return tuple(note for handler in self.handlers if (note := self._tell(handler, heads)))

    def _tell(self, handler: EventHandler, heads: Mapping[str, int]) -> str:
        """Tell one handler; why it failed, or ""."""
        try:
            places, kinds = self.places.of(handler.name), {STREAM_KINDS[each] for each in handler.kinds}
            ahead = {s: n for s, n in heads.items() if kind_of(s) in kinds and n > places.get(s, 0)}
            events = [
                event
                for stream, head in sorted(ahead.items())
                for event in self._between(stream, places.get(stream, 0), head)
                if event.type in handler.kinds
            ]
            if events:
                handler.handle(sorted(events, key=lambda event: event.at))
            if ahead:
                self.places.move(handler.name, ahead)
        except TuneMeldError as error:
            return f"{handler.name} was not told of what is new: {error}"
        except Exception as defect:  # noqa: BLE001 - of one handler, which must not end what goes on besides
            self.log_defect(handler.name, defect)
            return f"{handler.name} was not told of what is new: it has a defect ({type(defect).__name__})"
        return ""

    def _between(self, stream: str, after: int, head: int) -> list[Event]:
        """The events behind a number, up to the newest that is known of."""
        found: list[Event] = []
        while after < head:
            page = self.log.read(stream, after, _PAGE)
            if not page:  # an event is never taken back; what is not there was never there
                break
            found += [event for event in page if event.seq <= head]
            after = page[-1].seq
        return found
