"""What people and programs read: charts, as they were published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from tunemeld.application.errors import NothingPublished, StoreError, UnknownSnapshot
from tunemeld.application.last_good import LastGood
from tunemeld.application.lists import Lists
from tunemeld.application.ports.stores import ChartRepository, ReadingLog, VideoMemory
from tunemeld.domain.absence import Absence, absence_of
from tunemeld.domain.chart import Chart, chart_of
from tunemeld.domain.history import weekly
from tunemeld.domain.ranking import Strategy
from tunemeld.domain.reading import Series, day_of
from tunemeld.domain.recording import Recording
from tunemeld.domain.snapshot import Publication, Published, Snapshot, SourceState
from tunemeld.domain.sources import absent_state, published_state

COUNTED_DAYS = 90
"""So many days of readings are shown with a chart."""


@dataclass(frozen=True)
class Charts:
    """Reads published charts; asks nobody upstream, and changes nothing.

    While the store is away, the charts that the cache still has are told.
    """

    charts: ChartRepository
    readings: ReadingLog
    videos: VideoMemory
    lists: Lists
    last_good: LastGood

    def published(self, genre: str) -> Published:
        """What a genre shows, from the store; its sources say how its lists stand today.

        Raises:
            UnknownGenre: no playlists are configured for the genre.
            NothingPublished: the genre has no chart yet.
            StoreError: the store cannot be read.
        """
        publication = self._current(genre)
        snapshot = self.snapshot(publication)
        history = self.charts.publications(genre, publication.source)
        today = self._today(publication, snapshot)
        return self._told(publication, snapshot, today, history, day_of(self.lists.clock.now()))

    def as_of(self, genre: str, when: date | str) -> Published:
        """What a genre showed at the end of a day (UTC), or when a snapshot was first published.

        A snapshot is named by its id or the beginning of it. Its sources say how its lists stood then, and
        nothing is told from what came later.

        Raises:
            UnknownGenre, NothingPublished: as `published`, or nothing was published by that day.
            UnknownSnapshot: the genre never showed a snapshot of that id.
            StoreError: the store cannot be read.
        """
        history = self.history(genre)
        publication = _on(history, when) if isinstance(when, date) else _of(history, when)
        moment = _end_of(when) if isinstance(when, date) else publication.at
        snapshot = self.snapshot(publication)
        told = self._told(publication, snapshot, publication.sources, history, day_of(moment))
        then = {key: _until(moment, counted) for key, counted in told.series.items()}
        return told.model_copy(update={"series": then})

    def history(self, genre: str) -> Sequence[Publication]:
        """All publications of the source that a genre shows, oldest first.

        Raises:
            UnknownGenre, NothingPublished, StoreError: as `published`.
        """
        return self.charts.publications(genre, self._current(genre).source)

    def snapshot(self, publication: Publication) -> Snapshot:
        """What was published.

        Raises:
            StoreError: it cannot be read, or is not there any more.
        """
        snapshot = self.charts.snapshot(publication.snapshot_id)
        if snapshot is None:
            raise StoreError(
                f"the store has lost snapshot {publication.snapshot_id} of {publication.genre}: restore a "
                f"backup, or publish anew by `tunemeld aggregate --genre {publication.genre}`"
            )
        return snapshot

    def chart(
        self,
        genre: str,
        *,
        strategy: Strategy = Strategy.CONSENSUS,
        min_sources: int = 2,
        limit: int | None = None,
    ) -> Chart:
        """The newest chart of a genre under a strategy; its sources say how its lists stand today.

        From the cache they say how the lists stood after the last run.

        Raises:
            UnknownGenre, NothingPublished: as `published`.
            StoreError: the store cannot be read, and the cache has no chart of the genre.
        """
        try:
            published = self.published(genre)
        except StoreError:
            kept = self.kept(genre)
            if kept is None:
                raise
            published = kept
        return chart_of(published, strategy=strategy, min_sources=min_sources, limit=limit)

    def listed(self, genre: str) -> frozenset[str]:
        """The ids of all recordings that a genre shows; none where nothing is published.

        The genre may be one that is configured elsewhere, for others who share the store.

        Raises:
            StoreError: the store cannot be read.
        """
        newest = self._newest(genre)
        return frozenset(standing.id for standing in newest.standings) if newest else frozenset()

    def kept(self, genre: str) -> Published | None:
        """What the genre showed after its last run, from the cache; None where the cache cannot tell."""
        kept = (self.last_good.of(genre, source) for source in self.lists.shown_sources)
        return next(filter(None, kept), None)

    def shows(self, source: str) -> bool:
        """Whether readers see what came from a source; which one, `Lists.shown_sources` decides."""
        return source in self.lists.shown_sources

    def absence(self, genre: str, service: str) -> Absence | None:
        """What it costs that a service is missing; None where no chart with it is known.

        A chart from the cache is shown also while nobody can tell that.
        """
        try:
            publications = self.charts.publications(genre, self.lists.source)
        except StoreError:
            return None
        return absence_of(service, reversed(publications))

    def _told(
        self,
        publication: Publication,
        snapshot: Snapshot,
        sources: dict[str, SourceState],
        history: Sequence[Publication],
        day: date,
    ) -> Published:
        """A publication with its past, and what was counted in the ninety days until a day and later."""
        earlier = weekly((p for p in history if p.seq <= publication.seq), publication.at)
        ids = [recording.id for recording in snapshot.recordings]
        stored = self.readings.series(ids, day - timedelta(days=COUNTED_DAYS - 1))
        searches = self.videos.recall(ids)
        return Published(
            publication=publication,
            snapshot=snapshot,
            sources=sources,
            earlier=earlier,
            left=self._left(publication, earlier),
            series={key: dict(counted) for key, counted in sorted(stored.items())},
            videos={key: s.video_id for key, s in sorted(searches.items()) if s.video_id},
        )

    def _left(self, publication: Publication, earlier: Sequence[Publication]) -> tuple[Recording, ...]:
        """What was on the chart of the last charted week before, and is on it no more."""
        if not earlier:
            return ()
        still = {x.id for x in publication.standings if len(x.positions) > 1}
        gone = {x.id for x in earlier[-1].standings if len(x.positions) > 1} - still
        if not gone:
            return ()
        return tuple(each for each in self.snapshot(earlier[-1]).recordings if each.id in gone)

    def _current(self, genre: str) -> Publication:
        self.lists.services(genre)
        newest = self._newest(genre)
        if newest is None:
            raise nothing_yet(genre)
        return newest

    def _newest(self, genre: str) -> Publication | None:
        found = (self.charts.current(genre, source) for source in self.lists.shown_sources)
        return next(filter(None, found), None)

    def _today(self, publication: Publication, snapshot: Snapshot) -> dict[str, SourceState]:
        """The states of the lists that the chart was made of, and of those that are configured by now."""
        lists = self.lists
        configured = lists.services(publication.genre) if publication.source == lists.source else ()
        attempts = lists.playlists.fetches(publication.genre, publication.source)
        now, limit = lists.clock.now(), lists.stale_after_days
        # One that was missing from the start, and is asked for no more, is missed by nobody.
        named = [s for s in publication.sources if s in snapshot.lists or s in configured]
        told = {s: published_state(publication.sources[s], attempts.get(s, ()), now, limit) for s in named}
        added = [s for s in configured if s not in told]
        return told | {s: absent_state(attempts.get(s, ()), now, limit) for s in added}


def _until(moment: datetime, counted: Mapping[str, Series]) -> dict[str, Series]:
    """Series as they were known at a moment."""
    return {counter: series.until(moment) for counter, series in counted.items()}


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time.max, UTC)


def nothing_yet(genre: str) -> NothingPublished:
    """What is raised for a genre without a chart; says how to get one."""
    return NothingPublished(
        f"nothing is published for {genre} yet; `tunemeld aggregate --genre {genre}` makes a chart"
    )


def _on(history: Sequence[Publication], day: date) -> Publication:
    by_then = [p for p in history if p.at.astimezone(UTC).date() <= day]
    if not by_then:
        first = history[0]
        raise NothingPublished(
            f"nothing was published for {first.genre} by {day}; its first chart is of {first.at:%Y-%m-%d}"
        )
    return by_then[-1]


def _of(history: Sequence[Publication], snapshot_id: str) -> Publication:
    named = next((p for p in history if p.snapshot_id.startswith(snapshot_id)), None)
    if named is None:
        newest = history[-1]
        raise UnknownSnapshot(
            f"{newest.genre} has no snapshot {snapshot_id!r}; the newest is {newest.snapshot_id}, and a day "
            f"such as {newest.at:%Y-%m-%d} finds others"
        )
    return named
