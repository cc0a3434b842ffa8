"""Counters that know what a test tells them."""

import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from tests.clocks import HandClock

from tunemeld.adapters.http.meter import ThreadCallMeter
from tunemeld.application.errors import UpstreamCoolingDown
from tunemeld.application.ports.counters import ListedCounter, VideoCounter
from tunemeld.domain.playlist import RawPlaylist
from tunemeld.domain.reading import METRICS, SOUNDCLOUD, Metric
from tunemeld.domain.video import Candidate, Video

QUOTA_BACK_AT = datetime(2024, 6, 23, 7, tzinfo=UTC)


def video_of(title: str, name: str = "right") -> str:
    """The id of a video that the script knows under a title: eleven characters, as YouTube's are."""
    return f"{title.lower().replace(' ', '')}{name}"[:11].ljust(11, "_")


class ScriptedVideos(VideoCounter):
    """Finds one video for every title, which grows by a thousand views a day, until a test says otherwise.

    `known` has the candidates by title, `told` what is said of a video, None of one that is gone. `searches`
    and `looks` are what is left of today's quotas. `searched` and `looked_at` are what was asked.
    `search_failures` and `look_failures` are raised one a call; None lets a call through.
    """

    name = "Youtube"
    upstream = "youtube"
    most_found = 10

    def __init__(self, clock: HandClock, meter: ThreadCallMeter, *, batch_size: int = 50) -> None:
        self._clock = clock
        self._meter = meter
        self._batch_size = batch_size
        self.known: dict[str, tuple[Candidate, ...]] = {}
        self.told: dict[str, Video | None] = {}
        self.searches = 100
        self.looks = 10_000
        self.searched: list[str] = []
        self.looked_at: list[tuple[str, ...]] = []
        self.search_failures: list[BaseException | None] = []
        self.look_failures: list[BaseException | None] = []

    @property
    def batch_size(self) -> int:
        """As it was given."""
        return self._batch_size

    def searches_left(self) -> int:
        """As the test set it, less what was searched."""
        return self.searches

    def looks_left(self) -> int:
        """As the test set it, less what was looked at."""
        return self.looks

    def search(self, title: str, artist: str) -> tuple[Candidate, ...]:
        """What the script knows under the title, else one video of that title by that artist."""
        self.searches = self._spend(self.searches)
        self.searched.append(title)
        if self.search_failures and (failure := self.search_failures.pop(0)):
            raise failure
        one = Candidate(video_id=video_of(title), title=f"{artist} - {title}", channel=artist)
        return self.known.get(title, (one,))

    def look(self, video_ids: Collection[str]) -> Mapping[str, Video]:
        """What the script says of each video, else a thousand views for each day of the year so far."""
        self.looks = self._spend(self.looks)
        self.looked_at.append(tuple(video_ids))
        if self.look_failures and (failure := self.look_failures.pop(0)):
            raise failure
        usual = Video(views=1000 * self._clock.now().timetuple().tm_yday, seconds=192.0)
        said = {video_id: self.told.get(video_id, usual) for video_id in video_ids}
        return {video_id: video for video_id, video in said.items() if video}

    def _spend(self, left: int) -> int:
        if not left:
            raise UpstreamCoolingDown("youtube", "youtube has no quota left today", until=QUOTA_BACK_AT)
        self._meter.count(self.upstream)
        return left - 1


class ScriptedPlays(ListedCounter):
    """Counts that come with a scripted list: by default its `plays` and a thousand for each place.

    `told` replaces the count of a track; one that is told nothing (`untold`) has no count at all.
    """

    def __init__(self, service: str = SOUNDCLOUD) -> None:
        self._service = service
        self.told: dict[str, int | None] = {}
        self.untold: set[str] = set()

    @property
    def name(self) -> str:
        """The service's."""
        return self._service

    @property
    def service(self) -> str:
        """As it was given."""
        return self._service

    @property
    def metric(self) -> Metric:
        """As the counter of that name has it."""
        return METRICS[self._service]

    def counts(self, raw: RawPlaylist) -> Mapping[str, int | None]:
        """What the body says."""
        body = json.loads(raw.pages[0])
        counts: dict[str, int] = {}
        for entry in body["entries"]:
            counts.setdefault(entry["track_id"], body["plays"] + 1000 * entry["position"])
        return {key: self.told.get(key, n) for key, n in counts.items() if key not in self.untold}
