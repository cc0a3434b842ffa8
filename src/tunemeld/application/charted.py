"""Who is counted: the recordings of what the genres show, the best placed first."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from tunemeld.application.ports.stores import ChartRepository
from tunemeld.domain.ranking import rank
from tunemeld.domain.recording import Recording
from tunemeld.domain.snapshot import Snapshot


@dataclass(frozen=True)
class Charted:
    """A recording on a chart, the genre in which it stands highest, and its rank there."""

    recording: Recording
    genre: str
    rank: int


@dataclass(frozen=True)
class Concerned:
    """Which genres a batch of readings is about: those that show a recording of it, as far as was looked.

    `besides` are others that have to be told as well, whatever was counted.
    """

    genres: Mapping[str, Collection[str]]
    besides: frozenset[str] = frozenset()

    @classmethod
    def by(cls, snapshots: Iterable[Snapshot], besides: Iterable[str] = ()) -> Self:
        """The genres whose snapshots these are, by the recordings that they show."""
        genres: defaultdict[str, set[str]] = defaultdict(set)
        for snapshot in snapshots:
            for recording in snapshot.recordings:
                genres[recording.id].add(snapshot.genre)
        return cls(genres, frozenset(besides))

    def of(self, recording_ids: Iterable[str]) -> tuple[str, ...]:
        """The genres that a batch with these recordings is about, sorted."""
        return tuple(sorted(self.besides.union(*(self.genres.get(each, ()) for each in recording_ids))))


@dataclass(frozen=True)
class ShownSnapshots:
    """The snapshots that genres show, as far as they came from `source`."""

    charts: ChartRepository
    source: str

    def of(self, genres: Iterable[str]) -> tuple[Snapshot, ...]:
        """One for each genre that shows one."""
        publications = [p for genre in genres if (p := self.charts.current(genre, self.source))]
        found = [self.charts.snapshot(p.snapshot_id) for p in publications]
        return tuple(snapshot for snapshot in found if snapshot)


def charted(snapshots: Sequence[Snapshot]) -> tuple[Charted, ...]:
    """The recordings on the charts, each once, those that stand highest anywhere first."""
    best: dict[str, Charted] = {}
    for snapshot in snapshots:
        recordings = {recording.id: recording for recording in snapshot.recordings}
        for place in rank(snapshot.standings, snapshot.lengths):
            known = best.get(place.id)
            if known is None or place.rank < known.rank:
                best[place.id] = Charted(recordings[place.id], snapshot.genre, place.rank)
    return tuple(
        sorted(best.values(), key=lambda c: (c.rank, -len(c.recording.positions), c.genre, c.recording.id))
    )
