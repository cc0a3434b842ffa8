"""Finding videos: the searches of a day are few, and go where they tell most."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tunemeld.application.charted import Charted
from tunemeld.application.errors import UpstreamCoolingDown, UpstreamError
from tunemeld.application.ports.counters import VideoCounter
from tunemeld.application.ports.runtime import Clock, RunObserver
from tunemeld.application.ports.stores import VideoMemory
from tunemeld.application.report import CounterReport, Stage, Step
from tunemeld.domain.credits import first_credited
from tunemeld.domain.evidence import read
from tunemeld.domain.reading import GapReason
from tunemeld.domain.video import VideoSearch
from tunemeld.domain.video_match import plausible

PATIENCE = 3
"""So many failures one after the other mean that the upstream is away, not that a question is bad."""


@dataclass
class Found:
    """What is known of each recording's video by now, and which could not be searched for, and why.

    `failure` is why the searches gave no usable answer when they were last asked; None where they did.
    """

    searches: dict[str, VideoSearch]
    left: dict[str, GapReason] = field(default_factory=dict)
    failure: UpstreamError | None = None

    def leave(self, tracks: Iterable[Charted], reason: GapReason) -> None:
        """Note recordings that were not searched for."""
        self.left |= {track.recording.id: reason for track in tracks}


@dataclass(frozen=True)
class FindVideos:
    """Searches videos for charted recordings that have none, the highest ranked first, then for weak ones.

    Each answer is remembered at once, since it cost one of a hundred; choosing among what was found takes a
    look at it, which `CountVideos` does in the calls that count anyway.
    """

    counter: VideoCounter
    videos: VideoMemory
    clock: Clock
    observer: RunObserver

    def wanted(self, tracks: Sequence[Charted], known: Mapping[str, VideoSearch]) -> list[Charted]:
        """The recordings to search for now, in the order in which they are searched."""
        now = self.clock.now()
        due = [
            track
            for track in tracks
            if (search := known.get(track.recording.id)) is None or search.may_be_searched_again(now)
        ]
        return sorted(due, key=lambda track: _has_video(known.get(track.recording.id)))

    def run(
        self, run_id: str, tracks: Sequence[Charted], known: Mapping[str, VideoSearch], told: CounterReport
    ) -> Found:
        """Search as far as today's quota goes; what is left over is told, and waits for another day.

        Where another run turns out to search at the same time, this one goes on from the other end, so that
        the two share what is to be searched: only what both search at the same moment is spent twice.
        """
        found = Found(dict(known))
        wanted = self.wanted(tracks, known)
        left = self.counter.searches_left()
        waiting = deque(wanted[:left])
        found.leave(wanted[left:], GapReason.NO_QUOTA)
        next_one = waiting.popleft
        failures = 0  # since the last answer
        while waiting:
            track = next_one()
            if self._take_over(track, known, found):
                next_one = waiting.pop
                continue
            try:
                search = self._search(run_id, track, known.get(track.recording.id))
            except UpstreamError as error:
                failures += 1
                found.failure = error
                is_quota = isinstance(error, UpstreamCoolingDown)
                reason = GapReason.NO_QUOTA if is_quota else GapReason.FAILED
                found.leave([track], reason)
                if error.is_general or failures >= PATIENCE:
                    found.leave(waiting, reason)
                    break
            else:
                failures, found.failure = 0, None
                told.searched += 1
                if self._take_over(track, known, found):
                    next_one = waiting.pop
                    continue
                found.searches[track.recording.id] = search
                self.videos.remember([search])
        told.left_over = len(found.left)
        return found

    def _take_over(self, track: Charted, known: Mapping[str, VideoSearch], found: Found) -> bool:
        """Whether another run has searched for it since `known` was read; its find is taken over then."""
        key = track.recording.id
        stored = self.videos.recall([key]).get(key)
        if stored is None or stored == known.get(key):
            return False
        found.searches[key] = stored
        return True

    def _search(self, run_id: str, track: Charted, known: VideoSearch | None) -> VideoSearch:
        recording = track.recording
        shown = recording.shown
        step = Step(run_id, Stage.VIEW_COUNT, track.genre, f"{self.counter.name} search")
        with self.observer.step(step):
            answered = self.counter.search(read(shown).title.spoken, first_credited(shown.artists))
            candidates = plausible(recording.listings, answered)
            step.detail = f"{len(candidates)} of {len(answered)} may be {shown.title} by {shown.artist_name}"
        now = self.clock.now()
        search = known or VideoSearch(recording_id=recording.id, asked_at=now, attempts=1, run_id=run_id)
        return search.model_copy(
            update={
                "asked_at": now,
                "attempts": known.attempts + 1 if known else 1,
                "run_id": run_id,
                "candidates": candidates,
            }
        )


def _has_video(search: VideoSearch | None) -> bool:
    return search is not None and search.video_id is not None
