"""What has happened, read from where it is kept in memory, and how far handlers have come."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import chain
from threading import Lock

from tunemeld.adapters.stores.event_views import of_batch, of_fetch, of_publication, of_run
from tunemeld.adapters.stores.memory.charts import MemoryChartRepository
from tunemeld.adapters.stores.memory.playlists import MemoryPlaylistRepository
from tunemeld.adapters.stores.memory.readings import MemoryReadingLog
from tunemeld.adapters.stores.memory.runs import MemoryRunLog
from tunemeld.application.events import Event
from tunemeld.application.ports.events import EventLog, HandlerPlaces


class MemoryEventLog(EventLog):
    """All that the stores of this process hold, as events; each question looks through all of it."""

    def __init__(
        self,
        playlists: MemoryPlaylistRepository,
        charts: MemoryChartRepository,
        readings: MemoryReadingLog,
        runs: MemoryRunLog,
    ) -> None:
        self._playlists = playlists
        self._charts = charts
        self._readings = readings
        self._runs = runs

    def heads(self) -> Mapping[str, int]:
        """By stream the number of its newest event; streams without any are left out."""
        heads: dict[str, int] = {}
        for event in self._all():
            if event.seq > 0:
                heads[event.stream] = max(event.seq, heads.get(event.stream, 0))
        return heads

    def read(self, stream: str, after: int, limit: int) -> tuple[Event, ...]:
        """The events behind a number, in their order, of `limit` facts at most."""
        found: defaultdict[int, list[Event]] = defaultdict(list)
        for event in self._all():
            if event.stream == stream and event.seq > after:
                found[event.seq].append(event)
        return tuple(chain.from_iterable(found[seq] for seq in sorted(found)[: max(limit, 0)]))

    def _all(self) -> Iterable[Event]:
        for number, fetch in self._playlists.all():
            yield from of_fetch(number, fetch)
        for publications in self._charts.all().values():
            for publication in publications:
                yield from of_publication(publication)
        for number, batch in enumerate(self._readings.batches(), start=1):
            yield from of_batch(number, batch)
        for number, report in enumerate(self._runs.finished(), start=1):
            yield from of_run(number, report)


class MemoryHandlerPlaces(HandlerPlaces):
    """Places by handler and stream."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._places: dict[str, dict[str, int]] = {}

    def of(self, handler: str) -> Mapping[str, int]:
        """By stream the number up to which the handler has seen everything; {} before the first."""
        with self._lock:
            return dict(self._places.get(handler, {}))

    def move(self, handler: str, places: Mapping[str, int]) -> None:
        """Put the handler's places forward; one that is further on stays."""
        with self._lock:
            known = self._places.setdefault(handler, {})
            for stream, seq in places.items():
                known[stream] = max(seq, known.get(stream, seq))

    def forget(self, handler: str) -> None:
        """Let the handler begin again with the first event."""
        with self._lock:
            self._places.pop(handler, None)
