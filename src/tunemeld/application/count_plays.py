"""Counting: how often the recordings that the genres show were played, on every counter that there is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from tunemeld.application.charted import Charted, Concerned, ShownSnapshots, charted
from tunemeld.application.count_listed import CountListed
from tunemeld.application.count_videos import CountVideos
from tunemeld.application.ports.runtime import Clock
from tunemeld.application.ports.stores import ReadingLog
from tunemeld.application.report import CounterReport
from tunemeld.domain.reading import day_of
from tunemeld.domain.video import VideoSearch


@dataclass
class Counted:
    """What counting came to, by counter; `failures` says of upstreams that failed, why."""

    counters: dict[str, CounterReport]
    failures: dict[str, str]


@dataclass(frozen=True)
class CountingPlan:
    """What counting would spend on videos: searches and looks that are due, and what today's quota allows.

    `looks` counts the calls for what is known; what the searches find takes `further_looks` more at most.
    `upstream` is "" where nobody is asked, and nothing is spent.
    """

    counter: str
    upstream: str
    tracks: int
    due: int
    searches: int
    searches_left: int
    looks: int
    further_looks: int
    looks_left: int


@dataclass(frozen=True)
class CountPlays:
    """Asks every counter once a day for each recording that it can count.

    - One counter that fails stops no other.
    - Readings that are older than a counter's retention are dropped.

    `retention_days` has the counters whose readings are not kept for good: with 30, those of today and of the
    29 days before stay. `videos` is None where no video counter is configured; `configured` are all genres.
    """

    shown: ShownSnapshots
    listed: CountListed
    videos: CountVideos | None
    readings: ReadingLog
    clock: Clock
    retention_days: Mapping[str, int]
    configured: Collection[str]

    def run(self, run_id: str, genres: Sequence[str], *, videos: bool = True) -> Counted:
        """Count what the genres show; without `videos` only what costs no call.

        Raises:
            StoreError: the store failed; what was stored stays.
        """
        # First: what is forgotten changes no mark, and whoever keeps copies is told by what is appended.
        has_forgotten = self._forget()
        snapshots = self.shown.of(genres)
        concerned = Concerned.by(snapshots, self.configured if has_forgotten else ())
        counted = Counted(self.listed.run(run_id, snapshots, concerned), {})
        if self.videos and videos:
            told, counted.failures = self.videos.run(run_id, charted(snapshots), concerned)
            counted.counters[self.videos.counter.name] = told
        return counted

    def _forget(self) -> bool:
        """Drop the readings that may be kept no longer, of all genres; whether there were any."""
        today = day_of(self.clock.now())
        dropped = [
            self.readings.forget(counter, today - timedelta(days=days - 1))
            for counter, days in sorted(self.retention_days.items())
        ]
        return any(dropped)

    def plan(self, genres: Sequence[str]) -> CountingPlan | None:
        """What counting the charts as they are now would spend; None where nothing costs anything.

        Raises:
            StoreError: the store cannot be read.
        """
        if self.videos is None:
            return None
        counter, tracks = self.videos.counter, charted(self.shown.of(genres))
        due = self.videos.due(tracks)
        known = self.videos.videos.recall({track.recording.id for track in due})
        searches, left = len(self.videos.find.wanted(due, known)), counter.searches_left()
        to_look_at = _ids(due, known)
        searched = min(searches, left)
        return CountingPlan(
            counter=counter.name,
            upstream=counter.upstream,
            tracks=len(tracks),
            due=len(due),
            searches=searches,
            searches_left=left,
            looks=_calls(to_look_at, counter.batch_size),
            further_looks=_calls(to_look_at + searched * counter.most_found, counter.batch_size)
            - _calls(to_look_at, counter.batch_size),
            looks_left=counter.looks_left(),
        )


def _ids(due: Sequence[Charted], known: Mapping[str, VideoSearch]) -> int:
    searches = [known[track.recording.id] for track in due if track.recording.id in known]
    return len({i for s in searches for i in s.ids})


def _calls(ids: int, batch_size: int) -> int:
    return -(-ids // batch_size)
