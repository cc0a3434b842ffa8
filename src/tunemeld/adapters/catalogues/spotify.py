"""Spotify's editorial playlists, in the shape of spotify23's `/playlist_tracks/` pages."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from tunemeld.adapters.catalogues.headers import ask_oembed, names_a_playlist, read_header
from tunemeld.adapters.catalogues.places import page_object, service_playlist, wrong_shape
from tunemeld.adapters.catalogues.playlist_tables import PlaylistRef
from tunemeld.adapters.catalogues.rapidapi import SOURCE, PlaylistCalls, configured_name
from tunemeld.adapters.hostile_text import mapping
from tunemeld.adapters.http.client import UpstreamClient
from tunemeld.adapters.spotify_track import SERVICE, read_track
from tunemeld.application.errors import UpstreamError
from tunemeld.application.ports.catalogues import MusicCatalog
from tunemeld.domain.listing import Listing
from tunemeld.domain.playlist import RawPlaylist, ServicePlaylist

PAGE_SIZE = 100


class RapidApiSpotifyCatalog(MusicCatalog):
    """Spotify's lists through spotify23, their headers through it or else through Spotify's oEmbed."""

    service = SERVICE
    source = SOURCE

    def __init__(
        self, *, client: UpstreamClient, oembed: UpstreamClient, playlists: Mapping[str, PlaylistRef]
    ) -> None:
        self._client = client
        self._oembed = oembed
        self._playlists = playlists

    def fetch(self, genre: str) -> RawPlaylist:
        """All pages of the list: `next` is no address but `true`, so the total and the offset lead on.

        Raises:
            UpstreamError: a page is missing, or the pages do not belong together.
        """
        calls = self._calls(genre)
        pages = [_ask_page(calls, offset=0)]
        if not pages[0].track_ids:
            raise calls.bad("is an empty list")
        while (offset := sum(len(page.track_ids) for page in pages)) < pages[0].total:
            calls.allow_another(len(pages))
            page = _ask_page(calls, offset=offset)
            if not page.track_ids:
                break
            if page.total != pages[0].total:
                raise calls.bad(f"changed from {pages[0].total} entries to {page.total} while it was read")
            if any(page.track_ids == earlier.track_ids for earlier in pages):
                raise calls.bad("repeats a page in place of the next one")
            pages.append(page)
        return calls.raw(page.text for page in pages)

    def fetch_header(self, genre: str) -> str | None:
        """The playlist object, or what oEmbed says where that cannot be had."""
        calls = self._calls(genre)
        with suppress(UpstreamError):
            body, _ = calls.ask("/playlist/", {"id": calls.ref.id})
            if names_a_playlist(body):
                return body
        return ask_oembed(self._oembed, {"url": calls.ref.url})

    def parse(self, raw: RawPlaylist) -> ServicePlaylist:
        """The list; its configured name is shown where the header has none."""
        return parse_playlist(raw, name=configured_name(self._playlists, raw))

    def _calls(self, genre: str) -> PlaylistCalls:
        return PlaylistCalls(self._client, self._playlists, service=SERVICE, genre=genre)


@dataclass(frozen=True, slots=True)
class _Page:
    text: str
    track_ids: tuple[object, ...]
    total: int


def _ask_page(calls: PlaylistCalls, *, offset: int) -> _Page:
    params = {"id": calls.ref.id, "offset": str(offset), "limit": str(PAGE_SIZE)}
    text, page = calls.ask("/playlist_tracks/", params)
    items, total = page.get("items"), page.get("total")
    if not isinstance(items, list) or type(total) is not int:
        raise calls.bad("has no list of items with its total")
    return _Page(text, tuple(mapping(mapping(item).get("track")).get("id") for item in items), total)


def parse_playlist(raw: RawPlaylist, *, name: str = "") -> ServicePlaylist:
    """The list in Spotify's pages; a null track keeps its place. `name` is shown where the header has none.

    Raises:
        BadPayload: a page has no `items`, or no page holds a track that can be read.
    """
    return service_playlist(raw, SERVICE, places(raw), read_place, read_header(raw, name))


def places(raw: RawPlaylist) -> Iterator[object]:
    for page in raw.pages:
        items = page_object(raw, page).get("items")
        if not isinstance(items, list):
            raise wrong_shape(raw, SERVICE, "list of items")
        yield from items


def read_place(item: object, position: int) -> Listing:
    return read_track(mapping(item).get("track"), position)
