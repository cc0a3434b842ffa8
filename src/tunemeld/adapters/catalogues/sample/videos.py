"""The counter of the invented world's videos, as unreliable as a real one, and free."""

from collections.abc import Collection, Mapping
from datetime import UTC, date

from tunemeld.adapters.catalogues.sample.addresses import VIDEO_ID
from tunemeld.adapters.catalogues.sample.chance import Chance
from tunemeld.adapters.catalogues.sample.finding import by_number, recordings_found
from tunemeld.adapters.catalogues.sample.uploads import Upload, uploads_of
from tunemeld.adapters.catalogues.sample.views import views_on
from tunemeld.application.ports.counters import VideoCounter
from tunemeld.application.ports.runtime import Clock
from tunemeld.domain.reading import YOUTUBE
from tunemeld.domain.video import Candidate, Video

_WITHOUT_END = 1_000_000
_PERCENT_NOT_FIRST = 30


class SampleVideos(VideoCounter):
    """Finds invented videos among near misses, and counts their views on the day that the clock shows.

    Some recordings have none, a few counts are hidden, and a few videos are withdrawn after some weeks.
    Nobody is asked, so nothing is spent.
    """

    name = YOUTUBE
    upstream = ""
    batch_size = 50
    most_found = 10

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def searches_left(self) -> int:
        """As many as anybody will want."""
        return _WITHOUT_END

    def looks_left(self) -> int:
        """As many as anybody will want."""
        return _WITHOUT_END

    def search(self, title: str, artist: str) -> tuple[Candidate, ...]:
        """The videos of every recording that goes by these words; the right one is not always first."""
        today = self._today()
        found = [
            upload
            for recording in recordings_found(title, artist)
            for upload in _as_shown([one for one in uploads_of(recording) if one.is_there_on(today)])
        ]
        return tuple(
            Candidate(video_id=upload.video_id, title=upload.title, channel=upload.channel)
            for upload in found[: self.most_found]
        )

    def look(self, video_ids: Collection[str]) -> Mapping[str, Video]:
        """Today's count and length by id; ids that are not this world's are left out.

        Raises:
            ValueError: more ids than one call may ask for.
        """
        if len(video_ids) > self.batch_size:
            raise ValueError(f"{len(video_ids)} ids in one call; ask for {self.batch_size} at most")
        today = self._today()
        there = {video_id: _upload(video_id) for video_id in sorted(set(video_ids))}
        return {
            video_id: Video(views=views_on(upload, today), seconds=upload.seconds)
            for video_id, upload in there.items()
            if upload and upload.is_there_on(today)
        }

    def _today(self) -> date:
        return self._clock.now().astimezone(UTC).date()


def _as_shown(uploads: list[Upload]) -> list[Upload]:
    """The videos of one recording in the order of a search."""
    if len(uploads) < 2 or not Chance(f"video/first/{uploads[0].recording.number}").happens(
        _PERCENT_NOT_FIRST
    ):
        return uploads
    return [uploads[1], uploads[0], *uploads[2:]]


def _upload(video_id: str) -> Upload | None:
    match = VIDEO_ID.fullmatch(video_id)
    recording = by_number().get(int(match.group(1))) if match else None
    return next((x for x in uploads_of(recording) if x.video_id == video_id), None) if recording else None
