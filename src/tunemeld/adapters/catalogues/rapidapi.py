"""What the three catalogues over RapidAPI share: which list is asked for, and a list that is gone."""

from collections.abc import Iterable, Mapping

from tunemeld.adapters.catalogues.playlist_tables import PlaylistRef
from tunemeld.adapters.hostile_text import lenient_object, mapping
from tunemeld.adapters.http.client import UpstreamClient
from tunemeld.adapters.http.payload import json_object
from tunemeld.application.errors import BadPayload, UpstreamRejected
from tunemeld.domain.playlist import RawPlaylist

SOURCE = "rapidapi"
MOST_PAGES = 20  # two thousand entries: no editor keeps a longer list, and each page costs a call


def configured_name(playlists: Mapping[str, PlaylistRef], raw: RawPlaylist) -> str:
    """The name that the configuration gives to a list; "" where it means another list by now, or none."""
    ref = playlists.get(raw.genre)
    return ref.name if ref and ref.url == raw.url else ""


class PlaylistCalls:
    """The calls for one list, which the playlists file names in its table `[genre.service]`.

    Raises, when built:
        UpstreamRejected: no list is configured for the genre.
    """

    def __init__(
        self, client: UpstreamClient, playlists: Mapping[str, PlaylistRef], *, service: str, genre: str
    ) -> None:
        self._client = client
        self._service = service
        self._genre = genre
        ref = playlists.get(genre)
        if ref is None:
            raise self._rejected(f"has no {self._table} to ask for; add it to the file")
        self.ref = ref

    def ask(self, path: str, params: Mapping[str, str]) -> tuple[str, dict[str, object]]:
        """One page, as it came and as an object.

        Raises:
            UpstreamError: no answer, no JSON object, or an error in its place.
        """
        text = ""
        try:
            text = self._client.get(path, params)
            return text, json_object(self._client.upstream, text)
        except UpstreamRejected as error:
            if 404 in (error.status, mapping(lenient_object(text).get("error")).get("status")):
                raise self.not_found() from error
            raise

    def allow_another(self, pages_so_far: int) -> None:
        """Go on to the next page, within reason.

        Raises:
            BadPayload: the list goes on beyond any that an editor keeps.
        """
        if pages_so_far >= MOST_PAGES:
            raise self.bad(f"has more than {MOST_PAGES} pages")

    def raw(self, pages: Iterable[str]) -> RawPlaylist:
        """The list as it was answered."""
        return RawPlaylist(
            genre=self._genre, service=self._service, source=SOURCE, url=self.ref.url, pages=tuple(pages)
        )

    def not_found(self) -> UpstreamRejected:
        """The error for a list that the service does not know, or no longer."""
        return self._rejected(f"does not find the playlist {self.ref.url}; correct {self._table} in the file")

    def bad(self, what: str) -> BadPayload:
        """The error for an answer that is not the list; `what` ends a sentence that begins with its name."""
        return BadPayload(self._client.upstream, f"the answer for {self._table} {what}; try again later")

    @property
    def _table(self) -> str:
        return f"[{self._genre}.{self._service}]"

    def _rejected(self, what: str) -> UpstreamRejected:
        upstream = self._client.upstream
        return UpstreamRejected(upstream, f"{upstream} {what} that TUNEMELD_PLAYLISTS_FILE names")
