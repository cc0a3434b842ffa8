"""What the use cases ask of those who know how often something was played."""

from collections.abc import Collection, Mapping
from typing import Protocol

from tunemeld.domain.playlist import RawPlaylist
from tunemeld.domain.reading import Metric
from tunemeld.domain.video import Candidate, Video


class ListedCounter(Protocol):
    """Counts that come with a service's playlist, and therefore cost no call."""

    @property
    def name(self) -> str:
        """The counter's name in data."""
        ...

    @property
    def service(self) -> str:
        """The service whose lists carry the counts."""
        ...

    @property
    def metric(self) -> Metric:
        """What is counted."""
        ...

    def counts(self, raw: RawPlaylist) -> Mapping[str, int | None]:
        """The count of every entry by track id, as in `Listing.track_id`; None where it is not told.

        Of a track that is listed twice, the first. Entries that cannot be read are left out; empty where
        the bodies are no list.
        """
        ...


class VideoCounter(Protocol):
    """A catalogue of videos that counts how often each is seen.

    Each call costs a quota that is shared by all processes; retries cost too. Whoever has spent it is told
    by an error, and nobody upstream is asked.
    """

    @property
    def name(self) -> str:
        """The counter's name in data."""
        ...

    @property
    def upstream(self) -> str:
        """Who is asked, as errors and reports name it; "" where nobody is."""
        ...

    @property
    def batch_size(self) -> int:
        """How many videos one call may look at."""
        ...

    @property
    def most_found(self) -> int:
        """How many videos one search finds at most."""
        ...

    def searches_left(self) -> int:
        """How many more searches today's quota allows."""
        ...

    def looks_left(self) -> int:
        """How many more calls of `look` today's quota allows."""
        ...

    def search(self, title: str, artist: str) -> tuple[Candidate, ...]:
        """The videos found for a title and one artist, in one search, best match first by its own view.

        Empty where it finds nothing.

        Raises:
            UpstreamCoolingDown: today's searches are spent; nobody was asked.
            UpstreamError: no answer, which is no miss.
        """
        ...

    def look(self, video_ids: Collection[str]) -> Mapping[str, Video]:
        """Count and length by id, in one call; videos that are gone are left out.

        Raises:
            UpstreamCoolingDown: today's calls are spent; nobody was asked.
            UpstreamError: no answer, which is no gap of the video's own.
        """
        ...
