"""Apple Music's editorial playlists, in the shape of apple-music24's `/playlist1/` body."""

import hashlib
import re
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

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
from tunemeld.domain.listing import Duration, Listing
from tunemeld.domain.playlist import PlaylistHeader, RawPlaylist, ServicePlaylist

SERVICE = "AppleMusic"
_HOSTS = ("music.apple.com", "itunes.apple.com")
_PLACE = re.compile(r"0|[1-9][0-9]{0,2}")
_ALBUM_PATH = re.compile(r"/[a-z]{2}/album/(?:[^/]+/)?[0-9]+")
_SONG_ID = re.compile(r"[0-9]{1,20}")
_DURATION = re.compile(r"(?:(\d{1,2})h)?\s*(?:(\d{1,3})m)?\s*(?:(\d{1,3})s)?", re.ASCII)


class RapidApiAppleMusicCatalog(MusicCatalog):
    """Apple Music's lists through apple-music24; the one body of a list brings its cover along."""

    service = SERVICE
    source = SOURCE

    def __init__(self, *, client: UpstreamClient, playlists: Mapping[str, PlaylistRef]) -> None:
        self._client = client
        self._playlists = playlists

    def fetch(self, genre: str) -> RawPlaylist:
        """The list, which has no pages.

        Raises:
            UpstreamError: no list was answered.
        """
        calls = PlaylistCalls(self._client, self._playlists, service=SERVICE, genre=genre)
        text, body = calls.ask("/playlist1/", {"url": calls.ref.url})
        if not any(_PLACE.fullmatch(key) for key in mapping(body.get("album_details"))):
            raise calls.bad("has no album_details with tracks")
        return calls.raw([text])

    def fetch_header(self, genre: str) -> str | None:  # noqa: ARG002 - the port's name
        """None: Apple has no oEmbed, and the list's own body holds the cover."""
        return None

    def parse(self, raw: RawPlaylist) -> ServicePlaylist:
        """The list, under its configured name."""
        return parse_playlist(raw, name=configured_name(self._playlists, raw))


def parse_playlist(raw: RawPlaylist, *, name: str = "") -> ServicePlaylist:
    """The list in Apple's one body, whose digit keys are the places; a key that is missing leaves a gap.

    The body names its first track's album and not the list, so the list's `name` comes from elsewhere.

    Raises:
        BadPayload: there is no `album_details`, or it holds no track that can be read.
    """
    details = page_object(raw, raw.pages[0]).get("album_details")
    if not isinstance(details, dict):
        raise wrong_shape(raw, SERVICE, "album_details")
    by_place = {int(key): track for key, track in details.items() if _PLACE.fullmatch(key)}
    places = [by_place.get(place) for place in range(max(by_place, default=-1) + 1)]
    header = PlaylistHeader(name=name, url=raw.url, cover_url=_cover(details.get("thumb")))
    return service_playlist(raw, SERVICE, places, _read_track, header)


def _read_track(track: object, position: int) -> Listing:
    fields = mapping(track)
    title, artist = plain_text(fields.get("name")), plain_text(fields.get("artist"))
    if not title or not artist:
        raise UnreadableEntry(f"the track has no {'artist' if title else 'name'}")
    url, song_id = song_link(fields.get("link"))
    length = _whole_seconds(fields.get("duration"))
    return Listing(
        service=SERVICE,
        position=position,
        track_id=song_id or _id_of_text(title, artist),
        title=title,
        artists=(artist,),
        url=url,
        duration=Duration(milliseconds=length, whole_seconds=True) if length else None,
    )


def song_link(link: object) -> tuple[str | None, str]:
    """The address without what trackers hang on it, and the song's id; None and "" where unusable."""
    address = https_url(link, _HOSTS)
    parts = urlsplit(address or "")
    song_id = parse_qs(parts.query).get("i", [""])[0]
    if not _ALBUM_PATH.fullmatch(parts.path) or not _SONG_ID.fullmatch(song_id):
        return None, ""
    return f"https://music.apple.com{parts.path}?i={song_id}", song_id


def _id_of_text(title: str, artist: str) -> str:
    return "text-" + hashlib.sha256(f"{title}\n{artist}".encode()).hexdigest()[:16]


def _whole_seconds(text: object) -> int | None:
    """Milliseconds of a text such as `3m 54s` or `1h 3m 54s`; None for anything else."""
    match = _DURATION.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return duration_ms(((hours * 60 + minutes) * 60 + seconds) * 1000)


def _cover(template: object) -> str:
    """The list's cover from Apple's template, 600 pixels wide; "" where there is none."""
    if not isinstance(template, str):
        return ""
    for name, value in (("{w}", "600"), ("{h}", "600"), ("{c}", "bb"), ("{f}", "jpg")):
        template = template.replace(name, value)
    return "" if "{" in template else https_url(template, IMAGE_HOSTS) or ""
