"""Counting what comes with the lists: the last good list of each service tells it, and costs no call."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from tunemeld.application.charted import Concerned
from tunemeld.application.lists import last_good
from tunemeld.application.ports.counters import ListedCounter
from tunemeld.application.ports.runtime import Clock
from tunemeld.application.ports.stores import PlaylistRepository, ReadingLog
from tunemeld.application.report import CounterReport
from tunemeld.domain.playlist import Fetch
from tunemeld.domain.reading import Batch, Gap, GapReason, Metric, Reading, Series, day_of
from tunemeld.domain.snapshot import Snapshot

# Some ten thousand recordings, and some megabytes of answers.
_GENRES_AT_ONCE = 20


@dataclass(frozen=True)
class _Listed:
    """A list that counts: when it was fetched, and its tracks' ids by the recordings that its genre shows."""

    fetch: Fetch
    tracks: Mapping[str, str]


@dataclass
class _Tally:
    """What one counter came to so far, each recording once: in this run, or before it."""

    counter: ListedCounter
    report: CounterReport = field(default_factory=CounterReport)
    told: set[str] = field(default_factory=set)
    stored: set[str] = field(default_factory=set)

    def add(self, batch: Batch, stored: AbstractSet[str]) -> None:
        """Add a batch, and the recordings of which something was `stored` when it was made."""
        self.report.add(batch)
        self.told |= {each.recording_id for each in batch.readings}
        self.told |= {each.recording_id for each in batch.gaps}
        self.stored |= stored
        self.report.known = len(self.stored - self.told)


@dataclass(frozen=True)
class CountListed:
    """Reads the counts of everything that is listed, whether it is on the chart or not: it may come there.

    A reading is as old as the list that it came with. Of a recording that a service lists twice, the
    better placed entry is counted. A list that was counted before is not even read.
    """

    playlists: PlaylistRepository
    readings: ReadingLog
    counters: Sequence[ListedCounter]
    clock: Clock
    source: str

    def run(
        self, run_id: str, snapshots: Sequence[Snapshot], concerned: Concerned
    ) -> dict[str, CounterReport]:
        """Append what the lists tell that is not known yet; what came of it by counter.

        Raises:
            StoreError: the store failed; what was appended stays.
        """
        tallies = [_Tally(counter) for counter in self.counters]
        for start in range(0, len(snapshots), _GENRES_AT_ONCE):
            some = snapshots[start : start + _GENRES_AT_ONCE]
            logs = {s.genre: self.playlists.fetches(s.genre, self.source) for s in some}
            for tally in tallies:
                service = tally.counter.service
                lists = [
                    _Listed(good, _tracks(snapshot, service))
                    for snapshot in some
                    if (good := last_good(logs[snapshot.genre].get(service, ())))
                ]
                self._count(run_id, tally, lists, concerned)
        return {tally.counter.name: tally.report for tally in tallies}

    def _count(self, run_id: str, tally: _Tally, lists: Sequence[_Listed], concerned: Concerned) -> None:
        counter = tally.counter
        stored = self._stored(counter.name, lists)
        new = [listed for listed in lists if not _is_known(listed, stored)]
        told = {each.recording_id: each for each in self._told(counter, new)}
        kept = [each for key, each in sorted(told.items()) if stored.get(key, Series()).lacks(each)]
        batch = Batch(
            counter=counter.name,
            run_id=run_id,
            genres=concerned.of(each.recording_id for each in kept),
            at=self.clock.now(),
            readings=tuple(each for each in kept if isinstance(each, Reading)),
            gaps=tuple(each for each in kept if isinstance(each, Gap)),
        )
        self.readings.append(batch)
        tally.add(batch, {key for listed in lists for key in listed.tracks if key in stored})

    def _stored(self, counter: str, lists: Sequence[_Listed]) -> dict[str, Series]:
        """What this counter said since the oldest of the lists was fetched, by recording."""
        if not lists:
            return {}
        ids = {key for listed in lists for key in listed.tracks}
        stored = self.readings.series(ids, min(day_of(listed.fetch.at) for listed in lists))
        return {key: counted[counter] for key, counted in stored.items() if counter in counted}

    def _told(self, counter: ListedCounter, lists: Sequence[_Listed]) -> Iterator[Reading | Gap]:
        raws = self.playlists.raw({listed.fetch.raw_id for listed in lists if listed.fetch.raw_id})
        for listed in lists:
            raw = raws.get(listed.fetch.raw_id or "")
            counts = counter.counts(raw) if raw else {}
            for key, track_id in listed.tracks.items():
                if track_id in counts:  # else a list, or a list of a kind, that tells no such count
                    yield _as_told(key, track_id, counts[track_id], listed.fetch, counter.metric)


def _tracks(snapshot: Snapshot, service: str) -> dict[str, str]:
    listings = ((r.id, r.by_service.get(service)) for r in snapshot.recordings)
    return {key: listing.track_id for key, listing in listings if listing}


def _is_known(listed: _Listed, stored: Mapping[str, Series]) -> bool:
    """Whether all that this very list tells was appended before."""
    return all(key in stored and stored[key].has(listed.fetch.at) for key in listed.tracks)


def _as_told(
    recording_id: str, track_id: str, value: int | None, fetch: Fetch, metric: Metric
) -> Reading | Gap:
    # Services answer 0 for what they keep to themselves; an index of 0 is what it is.
    if value is None or (value == 0 and metric is Metric.PLAYS):
        return Gap(recording_id, fetch.at, GapReason.HIDDEN, track_id)
    return Reading(recording_id, fetch.at, value, track_id)
