"""What the public charts share: which one is asked for, what is said of it, and one that is not there."""

from collections.abc import Mapping

from tunemeld.adapters.http.client import UpstreamClient
from tunemeld.application.errors import BadPayload, UpstreamRejected
from tunemeld.domain.list_kind import OPEN
from tunemeld.domain.playlist import PlaylistHeader, RawPlaylist

SOURCE = OPEN
LENGTH = 100
"""Places of a chart that are read: the most that a feed of Apple has, and that Deezer is known to give."""


class ChartCalls:
    """What the calls for one chart have in common; `chart` is the service's own name of it.

    Raises, when built:
        UpstreamRejected: no chart is configured for the genre.
    """

    def __init__(
        self, client: UpstreamClient, charts: Mapping[str, str], *, service: str, genre: str
    ) -> None:
        self._upstream = client.upstream
        self._service = service
        self._genre = genre
        if genre not in charts:
            raise self._rejected(f"has no chart of {genre} to ask for; add it to the line of {service}")
        self.chart = charts[genre]

    def raw(self, url: str, *pages: str) -> RawPlaylist:
        """The chart as it was answered, and where everybody may read it."""
        return RawPlaylist(genre=self._genre, service=self._service, source=SOURCE, url=url, pages=pages)

    def not_found(self) -> UpstreamRejected:
        """The error for a chart that the service does not know."""
        what = f"knows no chart {self.chart!r} of {self._genre}"
        return self._rejected(f"{what}; correct the line of {self._service}")

    def bad(self, what: str) -> BadPayload:
        """The error for an answer that is not the chart; `what` ends a sentence that begins with it."""
        told = f"{self._upstream}'s answer for the chart of {self._genre} {what}; try again later"
        return BadPayload(self._upstream, told)

    def _rejected(self, what: str) -> UpstreamRejected:
        told = f"{self._upstream} {what} in the file that TUNEMELD_CHARTS_FILE names"
        return UpstreamRejected(self._upstream, told)


def header(raw: RawPlaylist, name: str, what: str) -> PlaylistHeader:
    """What stands above a chart, which nobody else tells: its `name`, and `what` puts a song on it."""
    return PlaylistHeader(
        name=f"{name}: {raw.genre}", url=raw.url, description=f"{what}; a chart, and no editors' playlist."
    )
