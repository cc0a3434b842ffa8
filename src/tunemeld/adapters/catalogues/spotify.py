"""Spotify's editorial playlists, in the shape of spotify23's `/playlist_tracks/` pages."""

from collections.abc import Iterator

from tunemeld.adapters.catalogues.headers import read_header
from tunemeld.adapters.catalogues.places import page_object, service_playlist, wrong_shape
from tunemeld.adapters.hostile_text import mapping
from tunemeld.adapters.spotify_track import SERVICE, read_track
from tunemeld.domain.listing import Listing
from tunemeld.domain.playlist import RawPlaylist, ServicePlaylist


def parse_playlist(raw: RawPlaylist, *, name: str = "") -> ServicePlaylist:
    """The list in Spotify's pages; a null track keeps its place. `name` is shown where the header has none.

    Raises:
        BadPayload: a page has no `items`, or no page holds a track that can be read.
    """
    return service_playlist(raw, SERVICE, _places(raw), _read_place, read_header(raw, name))


def _places(raw: RawPlaylist) -> Iterator[object]:
    for page in raw.pages:
        items = page_object(raw, page).get("items")
        if not isinstance(items, list):
            raise wrong_shape(raw, SERVICE, "list of items")
        yield from items


def _read_place(item: object, position: int) -> Listing:
    return read_track(mapping(item).get("track"), position)
