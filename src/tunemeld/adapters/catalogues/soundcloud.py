"""SoundCloud's editorial sets, in the shape of soundcloud-scraper's `/v1/playlist/tracks` pages."""

import re
from collections.abc import Iterator, Mapping

from tunemeld.adapters.catalogues.headers import ask_oembed, read_header
from tunemeld.adapters.catalogues.places import page_object, service_playlist, wrong_shape
from tunemeld.adapters.catalogues.playlist_tables import PlaylistRef
from tunemeld.adapters.catalogues.rapidapi import SOURCE, PlaylistCalls, configured_name
from tunemeld.adapters.hostile_text import (
    IMAGE_HOSTS,
    UnreadableEntry,
    duration_ms,
    https_url,
    mapping,
    plain_text,
)
from tunemeld.adapters.http.client import UpstreamClient
from tunemeld.application.ports.catalogues import MusicCatalog
from tunemeld.domain.credits import credited
from tunemeld.domain.isrc import Isrc
from tunemeld.domain.listing import Duration, Listing
from tunemeld.domain.playlist import RawPlaylist, ServicePlaylist
from tunemeld.domain.version import ends_in_version

SERVICE = "SoundCloud"
PAGE_SIZE = 50
_HOSTS = ("soundcloud.com",)
_SPACED_DASH = re.compile(r"\s+[-–—|]\s+")


class RapidApiSoundCloudCatalog(MusicCatalog):
    """SoundCloud's sets through soundcloud-scraper, their headers through SoundCloud's oEmbed."""

    service = SERVICE
    source = SOURCE

    def __init__(
        self, *, client: UpstreamClient, oembed: UpstreamClient, playlists: Mapping[str, PlaylistRef]
    ) -> None:
        self._client = client
        self._oembed = oembed
        self._playlists = playlists

    def fetch(self, genre: str) -> RawPlaylist:
        """All pages of the set, up to the first that brings nothing new.

        A next page is announced for sets that have none, and then it is empty or the same again.

        Raises:
            UpstreamError: a page is missing, or is no page of a set.
        """
        calls = self._calls(genre)
        texts: list[str] = []
        seen: set[str] = set()
        offset: int | None = 0
        while offset is not None:
            calls.allow_another(len(texts))
            text, track_ids, offset = _ask_page(calls, offset)
            if track_ids <= seen:
                break
            seen |= track_ids
            texts.append(text)
        if not texts:
            raise calls.bad("is an empty set")
        return calls.raw(texts)

    def fetch_header(self, genre: str) -> str | None:
        """What SoundCloud's oEmbed says about the set."""
        return ask_oembed(self._oembed, {"format": "json", "url": self._calls(genre).ref.url})

    def parse(self, raw: RawPlaylist) -> ServicePlaylist:
        """The set; its configured name is shown where the header has none."""
        return parse_playlist(raw, name=configured_name(self._playlists, raw))

    def _calls(self, genre: str) -> PlaylistCalls:
        return PlaylistCalls(self._client, self._playlists, service=SERVICE, genre=genre)


def _ask_page(calls: PlaylistCalls, offset: int) -> tuple[str, set[str], int | None]:
    """A page as it came, the ids of its tracks, and where the next one begins."""
    params = {"playlist": calls.ref.url, "limit": str(PAGE_SIZE), "offset": str(offset)}
    text, page = calls.ask("/v1/playlist/tracks", params)
    if "notfound" in str(page.get("errorId")).casefold():
        raise calls.not_found()
    items, following = items_of(page), mapping(page.get("tracks")).get("nextOffset")
    if items is None:
        raise calls.bad("has no list of tracks")
    if following is not None and (type(following) is not int or following <= offset):
        raise calls.bad(f"leads from entry {offset} to {str(following)[:20]!r}")
    return text, {str(mapping(item).get("id")) for item in items}, following


def parse_playlist(raw: RawPlaylist, *, name: str = "") -> ServicePlaylist:
    """The set in SoundCloud's pages. `name` is shown where the header has none.

    Raises:
        BadPayload: a page has no `tracks.items`, or no page holds a track that can be read.
    """
    return service_playlist(raw, SERVICE, places(raw), read_place, read_header(raw, name))


def items_of(page: dict[str, object]) -> list[object] | None:
    """The tracks of a page; None where it is none.

    Bodies of before April 2024 have no `errorId`; later ones say "Success".
    """
    if page.get("status") is not True or page.get("errorId", "Success") != "Success":
        return None
    items = mapping(page.get("tracks")).get("items")
    return items if isinstance(items, list) else None


def places(raw: RawPlaylist) -> Iterator[object]:
    for page in raw.pages:
        items = items_of(page_object(raw, page))
        if items is None:
            raise wrong_shape(raw, SERVICE, "list of tracks")
        yield from items


def read_place(track: object, position: int) -> Listing:
    fields = mapping(track)
    track_id = fields.get("id")
    if type(track_id) is not int or not 0 < track_id < 10**18:  # True is an int, and no id
        raise UnreadableEntry("the track has no usable id")
    title, publisher = plain_text(fields.get("title")), mapping(fields.get("publisher"))
    artist = plain_text(publisher.get("artist")) or _credited_in(title, fields.get("user"))
    if not title or not artist:
        raise UnreadableEntry(f"track {track_id} has no {'artist' if title else 'title'}")
    isrc, length = Isrc.or_none(publisher.get("isrc")), duration_ms(fields.get("durationMs"))
    return Listing(
        service=SERVICE,
        position=position,
        track_id=str(track_id),
        title=title,
        artists=(artist,),
        url=_without_tracking(https_url(fields.get("permalink"), _HOSTS)),
        cover_url=https_url(fields.get("artworkUrl"), IMAGE_HOSTS),
        duration=Duration(milliseconds=length) if length else None,
        isrc=isrc,
        isrc_from="service" if isrc else None,
    )


def _credited_in(title: str, user: object) -> str:
    """Who made a track that nobody publishes: named before the title's dash, or else the uploader.

    The uploader may be a label, so the title goes first; where the uploader stands behind the dash, the
    title is turned round, and `Song - X Remix` names nobody.
    """
    uploader = plain_text(mapping(user).get("name"))
    prefix, *rest = _SPACED_DASH.split(title)
    names_nobody = not rest or (len(rest) == 1 and ends_in_version(rest[0]))
    turned_round = bool(credited(rest[-1:]) & credited([uploader]) - credited([prefix]))
    return uploader if names_nobody or turned_round else prefix


def _without_tracking(url: str | None) -> str | None:
    return url.partition("?")[0].partition("#")[0] if url else None
