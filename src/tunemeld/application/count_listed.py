"""Counting what comes with the lists: the last good list of each service tells it, and costs no call."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tunemeld.application.lists import last_good
from tunemeld.application.ports.counters import ListedCounter
from tunemeld.application.ports.runtime import Clock
from tunemeld.application.ports.stores import PlaylistRepository, ReadingLog
from tunemeld.application.report import CounterReport
from tunemeld.domain.playlist import Fetch, RawPlaylist
from tunemeld.domain.reading import Batch, Gap, GapReason, Metric, Reading, Series
from tunemeld.domain.recording import Recording
from tunemeld.domain.snapshot import Snapshot


@dataclass(frozen=True)
class _Listed:
    """A list that counts, with when it was fetched, and the recordings that its genre shows."""

    fetch: Fetch
    raw: RawPlaylist
    recordings: tuple[Recording, ...]


@dataclass(frozen=True)
class CountListed:
    """Reads the counts of everything that is listed, whether it is on the chart or not: it may come there.

    A reading is as old as the list that it came with. Of a recording that a service lists twice, the
    better placed entry is counted.
    """

    playlists: PlaylistRepository
    readings: ReadingLog
    counters: Sequence[ListedCounter]
    clock: Clock
    source: str

    def run(self, run_id: str, snapshots: Sequence[Snapshot]) -> dict[str, CounterReport]:
        """Append what the lists tell that is not known yet; what came of it by counter.

        Raises:
            StoreError: the store failed; what was appended stays.
        """
        logs = {s.genre: self.playlists.fetches(s.genre, self.source) for s in snapshots}
        good = [
            (counter, fetch, snapshot.recordings)
            for counter in self.counters
            for snapshot in snapshots
            if (fetch := last_good(logs[snapshot.genre].get(counter.service, ()))) and fetch.raw_id
        ]
        raws = self.playlists.raw({fetch.raw_id for _, fetch, _ in good if fetch.raw_id})
        told: dict[str, CounterReport] = {}
        for counter in self.counters:
            lists = [
                _Listed(fetch, raws[fetch.raw_id], recordings)
                for one, fetch, recordings in good
                if one is counter and fetch.raw_id in raws
            ]
            told[counter.name] = self._count(run_id, counter, lists)
        return told

    def _count(self, run_id: str, counter: ListedCounter, lists: Sequence[_Listed]) -> CounterReport:
        found = {each.recording_id: each for listed in lists for each in _counted(counter, listed)}
        news = self._news(counter.name, found)
        batch = Batch(
            counter=counter.name,
            run_id=run_id,
            at=self.clock.now(),
            readings=tuple(each for each in news if isinstance(each, Reading)),
            gaps=tuple(each for each in news if isinstance(each, Gap)),
        )
        if news:
            self.readings.append(batch)
        report = CounterReport(known=len(found) - len(news))
        report.add(batch)
        return report

    def _news(self, counter: str, found: Mapping[str, Reading | Gap]) -> list[Reading | Gap]:
        """What is not stored yet for its day: most runs meet lists that were counted before."""
        if not found:
            return []
        stored = self.readings.series(found.keys(), min(each.day for each in found.values()))
        return [
            each
            for recording_id, each in sorted(found.items())
            if stored.get(recording_id, {}).get(counter, Series()).lacks(each)
        ]


def _counted(counter: ListedCounter, listed: _Listed) -> Iterator[Reading | Gap]:
    counts = counter.counts(listed.raw)
    for recording in listed.recordings:
        entry = recording.by_service.get(counter.service)
        if entry is None or entry.track_id not in counts:
            continue  # not on this list, or on one that tells no such count
        value, at = counts[entry.track_id], listed.fetch.at
        # Services answer 0 for what they keep to themselves; an index of 0 is what it is.
        if value is None or (value == 0 and counter.metric is Metric.PLAYS):
            yield Gap(recording.id, at, GapReason.HIDDEN, entry.track_id)
        else:
            yield Reading(recording.id, at, value, entry.track_id)
