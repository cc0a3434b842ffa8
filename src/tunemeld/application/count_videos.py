"""Counting videos: one look tells how often fifty were seen, and which of those found are the right ones."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from tunemeld.application.charted import Charted, Concerned
from tunemeld.application.decide_videos import judged, told_of
from tunemeld.application.errors import UpstreamCoolingDown, UpstreamError
from tunemeld.application.find_videos import PATIENCE, FindVideos, Found
from tunemeld.application.ports.counters import VideoCounter
from tunemeld.application.ports.runtime import Clock, RunObserver
from tunemeld.application.ports.stores import ReadingLog, VideoMemory
from tunemeld.application.report import CounterReport, Stage, Step
from tunemeld.domain.reading import Batch, Gap, GapReason, Reading, Series, day_of
from tunemeld.domain.video import Video, VideoSearch

# What is so today is so until tomorrow; the others are tried again by the next run.
_SETTLED = frozenset({GapReason.HIDDEN, GapReason.GONE, GapReason.NOT_FOUND})


@dataclass(frozen=True)
class CountVideos:
    """Counts the videos of charted recordings, each once a day, in the fewest calls.

    - Recordings without a video are searched for first (`FindVideos`), so that what was found is looked at
      in the same calls that count the others: one for every fifty videos and candidates.
    - Each call's answers are stored before the next: a kill loses one call at most.
    - A count that could not be had is a gap with its reason, never a 0.
    """

    counter: VideoCounter
    find: FindVideos
    videos: VideoMemory
    readings: ReadingLog
    clock: Clock
    observer: RunObserver

    def due(self, tracks: Sequence[Charted]) -> list[Charted]:
        """The recordings that are not counted yet today."""
        today = day_of(self.clock.now())
        stored = self.readings.series({track.recording.id for track in tracks}, today)
        series = {key: counted.get(self.counter.name, Series()) for key, counted in stored.items()}
        settled = {
            key
            for key, each in series.items()
            if each.points or any(gap.reason in _SETTLED for gap in each.gaps)
        }
        return [track for track in tracks if track.recording.id not in settled]

    def run(
        self, run_id: str, tracks: Sequence[Charted], concerned: Concerned
    ) -> tuple[CounterReport, dict[str, str]]:
        """Count as far as today's quota goes; what came of it, and which upstreams failed, and why.

        Raises:
            StoreError: the store failed; what was stored stays.
        """
        due, told = self.due(tracks), CounterReport()
        known = self.videos.recall({track.recording.id for track in due})
        found = self.find.run(run_id, due, known, told)
        if told.searched:  # which takes long enough for another run to count meanwhile
            due = self.due(due)
        told.known = len(tracks) - len(due)
        looking = _Looking(self, run_id, due, found, told, concerned=concerned)
        looking.run()
        told.searches_left = self.counter.searches_left()
        troubles = [error for error in (found.failure, looking.failure) if error]
        told.reason = "; ".join(map(str, troubles))
        # A quota that is spent is no failure: it was meant to be spent.
        failed = [error for error in troubles if not isinstance(error, UpstreamCoolingDown)]
        return told, {error.upstream: str(error) for error in failed}


class _Looking:
    """The looks of one run: which ids are asked for together, and what their answers settle."""

    def __init__(
        self,
        use: CountVideos,
        run_id: str,
        due: Sequence[Charted],
        found: Found,
        told: CounterReport,
        *,
        concerned: Concerned,
    ) -> None:
        self._use = use
        self._run_id = run_id
        self._found = found
        self._told = told
        self._waiting = {track.recording.id: track for track in due}
        self._concerned = concerned
        self._seen: dict[str, Video | None] = {}
        self._failed: set[str] = set()
        self.failure: UpstreamError | None = None

    def run(self) -> None:
        """Look at all, a batch a call, and settle what each batch decides; the rest becomes gaps.

        One call that fails costs its own batch, unless every other would fail likewise.
        """
        ids = iter(self._ids())
        reason = GapReason.FAILED
        failures = 0  # since the last answer
        while batch := list(islice(ids, self._use.counter.batch_size)):
            step = Step(self._run_id, Stage.VIEW_COUNT, self._genres(batch), self._use.counter.name)
            try:
                with self._use.observer.step(step):
                    videos = self._use.counter.look(batch)
                    step.detail = f"{len(videos)} of {len(batch)} videos are there"
            except UpstreamError as error:
                self.failure = error
                failures += 1
                if isinstance(error, UpstreamCoolingDown):
                    reason = GapReason.NO_QUOTA
                else:
                    self._failed.update(batch)
                if error.is_general or failures >= PATIENCE:
                    break
                continue
            failures = 0
            self._seen |= {video_id: videos.get(video_id) for video_id in batch}
            self._settle(self._decided())
        self._settle(self._undecided(reason))

    def _ids(self) -> list[str]:
        """What is to be looked at, each once: the chosen videos, then the candidates track by track."""
        searches = [search for track in self._waiting.values() if (search := self._search(track))]
        chosen = [search.video_id for search in searches if search.video_id]
        return list(dict.fromkeys([*chosen, *(i for search in searches for i in search.ids)]))

    def _genres(self, batch: Iterable[str]) -> str:
        asked = set(batch)
        named = {
            t.genre for t in self._waiting.values() if (s := self._search(t)) and asked.intersection(s.ids)
        }
        return ", ".join(sorted(named))

    def _search(self, track: Charted) -> VideoSearch | None:
        return self._found.searches.get(track.recording.id)

    def _decided(self) -> list[tuple[VideoSearch | None, Reading | Gap]]:
        """What is known of the recordings of which everything was looked at by now; they wait no more."""
        ready = [
            track
            for track in self._waiting.values()
            if (search := self._search(track)) and search.ids and self._seen.keys() >= set(search.ids)
        ]
        return [self._outcome(self._waiting.pop(track.recording.id)) for track in ready]

    def _outcome(self, track: Charted) -> tuple[VideoSearch | None, Reading | Gap]:
        before, at = self._found.searches[track.recording.id], self._use.clock.now()
        after = judged(track, before, self._seen)
        if after.video_id and after.video_id != before.video_id:
            self._told.found += 1
        changed = after if after != before else None
        return changed, told_of(track.recording.id, before, after, self._seen, at)

    def _undecided(self, reason: GapReason) -> list[tuple[VideoSearch | None, Reading | Gap]]:
        """The gaps of those that still wait: nothing was found of them, or they were not looked at."""
        at = self._use.clock.now()
        gaps: list[tuple[VideoSearch | None, Reading | Gap]] = []
        for key, track in self._waiting.items():
            search = self._search(track)
            if search is None or not search.ids:
                why = self._found.left.get(key, GapReason.NOT_FOUND)
            else:
                why = reason if self._failed.isdisjoint(search.ids) else GapReason.FAILED
            gaps.append((None, Gap(key, at, why, (search and search.video_id) or "")))
        return gaps

    def _settle(self, outcomes: Sequence[tuple[VideoSearch | None, Reading | Gap]]) -> None:
        """Store what was decided: the choice first, so that a kill in between costs a look and no search."""
        if not outcomes:
            return
        self._use.videos.remember([search for search, _ in outcomes if search])
        batch = Batch(
            counter=self._use.counter.name,
            run_id=self._run_id,
            genres=self._concerned.of(told.recording_id for _, told in outcomes),
            at=self._use.clock.now(),
            readings=tuple(told for _, told in outcomes if isinstance(told, Reading)),
            gaps=tuple(told for _, told in outcomes if isinstance(told, Gap)),
        )
        self._use.readings.append(batch)
        self._told.add(batch)
