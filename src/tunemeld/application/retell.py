"""Retelling: doing each run once more, in the order in which runs ended, out of the log of events."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from tunemeld.application.events import (
    BEFORE_ALL,
    RUNS,
    Event,
    ExtractionFailed,
    PlaylistExtracted,
    RunFinished,
    fetches_of,
)
from tunemeld.application.past import Workshop
from tunemeld.application.ports.events import EventLog
from tunemeld.application.ports.stores import ChartRepository
from tunemeld.application.report import RunStatus, Stage

_PAGE = 500
_PUBLISHING = frozenset({Stage.FULL, Stage.AGGREGATE})
_WHOLE = frozenset({RunStatus.DONE, RunStatus.PARTIAL})


@dataclass(frozen=True)
class Retell:
    """Does what runs did after they had fetched their lists; one that was killed before it published did not.

    - A run that ended is done for all its genres, one that did not for those that it had published.
    - A run has the lists that had been fetched by its own last attempt, or else by its end.
    - Where no run of a genre is remembered, its newest lists are what can be told.
    """

    log: EventLog
    charts: ChartRepository
    source: str

    def run(self, workshop: Workshop, genres: Sequence[str]) -> dict[str, int]:
        """Do each run of these genres again; how many attempts to fetch lists each of them had.

        Raises:
            StoreError: the store cannot be read.
        """
        waiting = {genre: list(self._fetches(genre)) for genre in genres}
        counted = {genre: len(each) for genre, each in waiting.items()}
        unknown = set(genres)
        for run_id, genre, at in self._moments(genres):
            unknown.discard(genre)
            self._retell_until(workshop, waiting[genre], run_id, at)
            workshop.publish(run_id, genre, at)
        for genre in sorted(unknown):
            # Nobody remembers when its charts were made: the newest is all that can be told.
            if rest := waiting[genre]:
                newest = rest[-1].fetch
                workshop.retell([each.fetch for each in rest])
                workshop.publish(newest.run_id, genre, newest.at)
        return counted

    def _moments(self, genres: Sequence[str]) -> list[tuple[str, str, datetime]]:
        """When which run published for which genre: as runs ended, and as what others left is dated."""
        ended = [(run.run_id, genre, run.at) for run in self._runs() for genre in self._made_by(run, genres)]
        known = {(run_id, genre) for run_id, genre, _ in ended}
        for genre in genres:
            for publication in self.charts.publications(genre, self.source):
                # Of a run that was killed before it could say so, or that is still under way.
                if (publication.run_id, genre) not in known:
                    later = (n for n, (_, _, at) in enumerate(ended) if at > publication.at)
                    place = next(later, len(ended))
                    ended.insert(place, (publication.run_id, genre, publication.at))
        return ended

    def _retell_until(
        self,
        workshop: Workshop,
        waiting: list[PlaylistExtracted | ExtractionFailed],
        run_id: str,
        at: datetime,
    ) -> None:
        """Record what had been fetched when a run published: up to its own attempts, whatever clocks said."""
        own = [n for n, each in enumerate(waiting, start=1) if each.run_id == run_id]
        earlier = [n for n, each in enumerate(waiting, start=1) if each.fetch.at <= at]
        until = max(own or earlier or [0])
        workshop.retell([each.fetch for each in waiting[:until]])
        del waiting[:until]

    def _made_by(self, run: RunFinished, genres: Sequence[str]) -> tuple[str, ...]:
        if run.source != self.source or run.stage not in _PUBLISHING:
            return ()
        done = run.genres if run.status in _WHOLE else run.published
        return tuple(genre for genre in done if genre in genres)

    def _fetches(self, genre: str) -> Iterator[PlaylistExtracted | ExtractionFailed]:
        for event in self._events(fetches_of(genre)):
            if isinstance(event, PlaylistExtracted | ExtractionFailed) and event.fetch.source == self.source:
                yield event

    def _runs(self) -> Iterator[RunFinished]:
        return (event for event in self._events(RUNS) if isinstance(event, RunFinished))

    def _events(self, stream: str) -> Iterator[Event]:
        after = BEFORE_ALL
        while page := self.log.read(stream, after, _PAGE):
            yield from page
            after = page[-1].seq
