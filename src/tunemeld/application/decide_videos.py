"""Deciding what looking at videos came to: which one is a recording's, and how often it was seen."""

from collections.abc import Mapping
from datetime import datetime

from tunemeld.application.charted import Charted
from tunemeld.domain.reading import Gap, GapReason, Reading
from tunemeld.domain.video import Video, VideoSearch
from tunemeld.domain.video_match import choose


def judged(track: Charted, search: VideoSearch, seen: Mapping[str, Video | None]) -> VideoSearch:
    """The search after all of it was looked at: a vanished video given up, the best candidate chosen."""
    kept = search.model_copy(update={"candidates": ()})
    if search.video_id and seen[search.video_id] is None:
        kept = kept.model_copy(update={"video_id": None, "score": 0.0})
    looked_at = [(c, video) for c in search.candidates if (video := seen[c.video_id])]
    best = choose(track.recording.listings, looked_at)
    if best is None or (kept.video_id and best[1] <= kept.score):
        return kept
    chosen, score = best
    return kept.model_copy(update={"video_id": chosen.video_id, "score": score})


def told_of(
    recording_id: str,
    before: VideoSearch,
    after: VideoSearch,
    seen: Mapping[str, Video | None],
    at: datetime,
) -> Reading | Gap:
    """The count of the video that is the recording's now, or why there is none."""
    if after.video_id is None:
        if before.video_id:
            return Gap(recording_id, at, GapReason.GONE, before.video_id)
        return Gap(recording_id, at, GapReason.NOT_FOUND)
    video = seen[after.video_id]
    # A count of 0 is one that is kept back: a video that somebody charts was seen.
    if video is None or not video.views:
        return Gap(recording_id, at, GapReason.HIDDEN, after.video_id)
    return Reading(recording_id, at, video.views, after.video_id)
