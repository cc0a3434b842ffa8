"""Who is counted: the recordings of what the genres show, the best placed first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
