"""The invented world behind the port that the real services stand behind."""

from collections.abc import Callable
from datetime import UTC

from tunemeld.adapters.catalogues.sample import apple_music, soundcloud, spotify
from tunemeld.adapters.catalogues.sample.addresses import playlist_address
from tunemeld.adapters.catalogues.sample.editions import places
from tunemeld.adapters.catalogues.sample.vocabulary import GENRES, ListDescription, vocabulary
from tunemeld.adapters.catalogues.sample.weeks import EDITIONS, week_of
from tunemeld.application.errors import UpstreamRejected
from tunemeld.application.ports.catalogues import MusicCatalog
from tunemeld.application.ports.runtime import Clock
from tunemeld.domain.playlist import RawPlaylist, ServicePlaylist

SOURCE = "sample"


class SampleCatalog(MusicCatalog):
    """One service's lists out of the invented world, of the week in which the clock stands.

    `parse` is the real service's own, so that invented lists go the way of real ones. No network is asked.
    """

    def __init__(self, service: str, parse: Callable[[RawPlaylist], ServicePlaylist], clock: Clock) -> None:
        self._service = service
        self._parse = parse
        self._clock = clock

    @property
    def service(self) -> str:
        """The service whose shapes it speaks."""
        return self._service

    @property
    def source(self) -> str:
        """`sample`."""
        return SOURCE

    def fetch(self, genre: str) -> RawPlaylist:
        """All pages of this week's list; the same bytes all week.

        Raises:
            UpstreamRejected: the world has no such genre, or no lists of this service.
        """
        address = playlist_address(self._service, genre, self._description(genre).name)
        return RawPlaylist(
            genre=genre,
            service=self._service,
            source=SOURCE,
            url=address,
            pages=self._pages(genre, address),
        )

    def fetch_header(self, genre: str) -> str | None:
        """The body that describes the list; None for Apple Music, which has none to give.

        Raises:
            UpstreamRejected: as `fetch`.
        """
        described = self._description(genre)
        if self._service == "Spotify":
            return spotify.header(genre, described)
        if self._service == "SoundCloud":
            return soundcloud.header(described, playlist_address(self._service, genre, described.name))
        return None

    def parse(self, raw: RawPlaylist) -> ServicePlaylist:
        """Understand a list as the service's own adapter does.

        No body of Apple's says what the list is called, so where no name was found the world's own is given.
        """
        playlist = self._parse(raw)
        if playlist.header.name:
            return playlist
        name = self._description(raw.genre).name
        return playlist.model_copy(update={"header": playlist.header.model_copy(update={"name": name})})

    def _pages(self, genre: str, address: str) -> tuple[str, ...]:
        week = week_of(self._clock.now().astimezone(UTC).date())
        shown = places(self._service, genre, week % EDITIONS)
        if self._service == "Spotify":
            return spotify.pages(shown, week)
        if self._service == "AppleMusic":
            return apple_music.pages(shown, week)
        return soundcloud.pages(shown, week, genre, address)

    def _description(self, genre: str) -> ListDescription:
        lists = vocabulary(genre).lists if genre in GENRES else {}
        if self._service in lists:
            return lists[self._service]
        known = f"it knows {', '.join(GENRES)} on Spotify, AppleMusic and SoundCloud"
        told = f"The sample catalogue has no list for {genre!r} on {self._service}"
        raise UpstreamRejected(SOURCE, f"{told}; {known}, and real sources need RAPIDAPI_KEY")
