"""Replay: making all that is derived once more, out of what services answered and what was looked up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tunemeld.application.dispatch import Dispatch
from tunemeld.application.errors import TuneMeldError
from tunemeld.application.past import Workshop
from tunemeld.application.ports.events import EventLog
from tunemeld.application.ports.publications import PublicationFollower
from tunemeld.application.ports.stores import ChartRepository, RecordingRegistry
from tunemeld.application.retell import Retell
from tunemeld.domain.identity import claim_of
from tunemeld.domain.snapshot import Draft, Publication, Published, Snapshot


@dataclass(frozen=True)
class Replayed:
    """What replaying came to for a genre.

    `made` counts the charts that were made once more, out of `fetches` attempts. `differing` are pairs of a
    stored publication and what was made in its place, where that is another chart. `lost` counts the
    publications, and `lost_snapshots` the snapshots, that were not there any more. `compared_with` is the
    number of the chart that was shown then.
    """

    genre: str
    fetches: int
    made: int
    differing: tuple[tuple[Publication, Publication], ...]
    lost: int
    lost_snapshots: int
    is_current: bool
    compared_with: int

    @property
    def is_equal(self) -> bool:
        """Whether what is stored is what was made."""
        return self.is_current and not (self.differing or self.lost or self.lost_snapshots)


@dataclass(frozen=True)
class Replay:
    """Makes service playlists, recordings, charts and copies once more; asks nobody upstream.

    - Each run that ended is done again in the order of the ends, with the lists that it had and what had
      been looked up by then, under today's rules and corrections.
    - What is lost is put back. What is stored and differs stays, since it was shown; where the newest chart
      differs, what was made is published after it.
    - Whoever keeps copies is told anew; `archives` keep something of every chart, and are told of each.
    """

    log: EventLog
    charts: ChartRepository
    recordings: RecordingRegistry
    source: str
    workshop: Callable[[], Workshop]
    copies: Dispatch
    archives: Sequence[PublicationFollower] = ()

    def run(self, genres: Sequence[str], *, dry_run: bool) -> tuple[list[Replayed], tuple[str, ...]]:
        """Replay these genres: how what was stored compares with what was made, and what could not be told.

        A dry run changes nothing.

        Raises:
            UnknownGenre: a genre without playlists was named.
            StoreError: the store cannot be read or written; what was put back stays.
        """
        workshop = self.workshop()
        for genre in genres:
            workshop.merge.lists.services(genre)
        # Of all genres: what one of them claims first has its id in the others.
        everywhere = list(workshop.merge.lists.configured)
        fetched = Retell(self.log, self.charts, self.source).run(workshop, everywhere)
        told = [self._compared(workshop, genre, fetched[genre]) for genre in genres]
        if dry_run:
            return told, ()
        for each in told:
            self._put_back(workshop, each)
        return told, (*self._tell_archives(genres), *self._tell_copies())

    def _compared(self, workshop: Workshop, genre: str, fetches: int) -> Replayed:
        made = workshop.charts.publications(genre, self.source)
        stored = self.charts.publications(genre, self.source)
        current = self.charts.current(genre, self.source)
        by_run = {each.run_id: each for each in made}
        pairs = [(old, by_run[old.run_id]) for old in stored if old.run_id in by_run]
        return Replayed(
            genre=genre,
            fetches=fetches,
            made=len(made),
            differing=tuple((old, new) for old, new in pairs if old.snapshot_id != new.snapshot_id),
            lost=len(by_run.keys() - {each.run_id for each in stored}),
            lost_snapshots=len(self._lost(workshop, made)),
            is_current=not made or (current is not None and current.snapshot_id == made[-1].snapshot_id),
            compared_with=current.seq if current else 0,
        )

    def _lost(self, workshop: Workshop, made: Sequence[Publication]) -> list[Snapshot]:
        """The snapshots that the store does not have, each once."""
        ids = dict.fromkeys(each.snapshot_id for each in made)
        lost = [workshop.charts.snapshot(each) for each in ids if self.charts.snapshot(each) is None]
        return [snapshot for snapshot in lost if snapshot is not None]

    def _put_back(self, workshop: Workshop, compared: Replayed) -> None:
        genre = compared.genre
        made = workshop.charts.publications(genre, self.source)
        stored = self.charts.publications(genre, self.source)
        self._claim(workshop, made)
        known = {each.snapshot_id for each in stored}
        self.charts.put_back([each for each in self._lost(workshop, made) if each.id in known])
        if [x.run_id for x in stored] == [x.run_id for x in made[: len(stored)]]:
            self._publish(workshop, made[len(stored) :])
        elif not compared.is_current:
            # What somebody has published meanwhile is newer than what was made.
            current = self.charts.current(genre, self.source)
            if current is None or current.seq == compared.compared_with:
                self._publish(workshop, made[-1:])

    def _publish(self, workshop: Workshop, publications: Sequence[Publication]) -> None:
        for publication in publications:
            snapshot = workshop.charts.snapshot(publication.snapshot_id)
            if snapshot is not None:
                self.charts.publish(_draft(publication, snapshot))

    def _claim(self, workshop: Workshop, made: Sequence[Publication]) -> None:
        """Remember which recording has which id, in the order in which they got them."""
        for snapshot_id in dict.fromkeys(each.snapshot_id for each in made):
            snapshot = workshop.charts.snapshot(snapshot_id)
            if snapshot is not None:
                self.recordings.claim([claim_of(recording) for recording in snapshot.recordings])

    def _tell_archives(self, genres: Sequence[str]) -> tuple[str, ...]:
        """Tell of every chart, the oldest first; a sentence for each who could not take it over."""
        notes: dict[str, None] = {}
        for genre in genres:
            for publication in self.charts.publications(genre, self.source):
                snapshot = self.charts.snapshot(publication.snapshot_id)
                if snapshot is None:  # of a chart that nobody could make again
                    continue
                for archive in self.archives:
                    shown = Published(publication=publication, snapshot=snapshot, sources=publication.sources)
                    try:
                        archive.follow(shown)
                    except TuneMeldError as error:
                        notes[f"{archive.name} was not told of every chart: {error}"] = None
        return tuple(notes)

    def _tell_copies(self) -> tuple[str, ...]:
        for handler in self.copies.handlers:
            self.copies.places.forget(handler.name)
        return self.copies.catch_up()


def _draft(publication: Publication, snapshot: Snapshot) -> Draft:
    return Draft(snapshot=snapshot, run_id=publication.run_id, at=publication.at, sources=publication.sources)
