"""Apple's best-selling songs by genre: the feed of iTunes, with lengths and covers from its lookup.

A value lies under `label`, and what there is one of may be an object in place of a list. Both bodies come as
`text/javascript`, and need no key.
"""

from collections.abc import Mapping
from typing import Any

from tunemeld.adapters.catalogues.apple_music import SERVICE, song_link
from tunemeld.adapters.catalogues.open_charts import LENGTH, SOURCE, ChartCalls, header
from tunemeld.adapters.catalogues.places import page_object, service_playlist, wrong_shape
from tunemeld.adapters.hostile_text import UnreadableEntry, duration_ms, mapping, plain_text
from tunemeld.adapters.http.client import UpstreamClient
from tunemeld.adapters.http.payload import json_object
from tunemeld.adapters.itunes_songs import MOST_SONGS, SONG_ID, STORE, ask, ask_songs, larger_cover, songs_in
from tunemeld.application.errors import UpstreamRejected
from tunemeld.application.ports.catalogues import MusicCatalog
from tunemeld.domain.listing import Duration, Listing
from tunemeld.domain.playlist import RawPlaylist, ServicePlaylist


class ItunesCatalog(MusicCatalog):
    """What is bought most in Apple's store; `charts` are iTunes' ids of the genres."""

    service = SERVICE
    source = SOURCE

    def __init__(self, *, client: UpstreamClient, charts: Mapping[str, str]) -> None:
        self._client = client
        self._charts = charts

    def fetch(self, genre: str) -> RawPlaylist:
        """The feed, and behind it what the lookup says of its songs, 150 in a call.

        Without the lengths other recordings would be joined than with them, so a lookup that fails costs the
        list: the last good one stays.

        Raises:
            UpstreamError: no chart was answered, or its songs could not be looked up.
        """
        calls = ChartCalls(self._client, self._charts, service=SERVICE, genre=genre)
        path = f"/{STORE}/rss/topsongs/limit={LENGTH}/genre={calls.chart}/json"
        text = self._feed(calls, path)
        entries = _entries(json_object(self._client.upstream, text))
        if not entries:
            raise calls.bad("has no songs")
        ids = sorted({*map(_song_id, entries)} - {""})
        batches = [ids[start : start + MOST_SONGS] for start in range(0, len(ids), MOST_SONGS)]
        looked_up = [ask_songs(self._client, batch) for batch in batches]
        return calls.raw(f"https://itunes.apple.com{path}", text, *looked_up)

    def fetch_header(self, genre: str) -> str | None:  # noqa: ARG002 - the port's name
        """None: the feed describes itself in no words for people."""
        return None

    def parse(self, raw: RawPlaylist) -> ServicePlaylist:
        """The chart; a song that the lookup does not know has no length, and a smaller cover.

        Raises:
            BadPayload: there is no feed, or it holds no song that can be read.
        """
        feed, *looked_up = [page_object(raw, page) for page in raw.pages]
        if not isinstance(feed.get("feed"), dict):
            raise wrong_shape(raw, SERVICE, "feed")
        songs = {key: song for body in looked_up for key, song in songs_in(body).items()}
        head = header(raw, "Best-selling songs in Apple's store", "What is bought most on iTunes")
        return service_playlist(raw, SERVICE, _entries(feed), lambda e, n: _read_entry(e, n, songs), head)

    def _feed(self, calls: ChartCalls, path: str) -> str:
        try:
            return ask(self._client, path)
        except UpstreamRejected as error:
            if error.status in {400, 404}:
                raise calls.not_found() from error
            raise


def _entries(body: Mapping[str, Any]) -> list[object]:
    return _several(mapping(body.get("feed")).get("entry"))


def _several(value: object) -> list[object]:
    """What there may be many of; one alone need not stand in a list."""
    if isinstance(value, list):
        return value
    return [value] if isinstance(value, dict) else []


def _song_id(entry: object) -> str:
    found = mapping(mapping(mapping(entry).get("id")).get("attributes")).get("im:id")
    return found if isinstance(found, str) and SONG_ID.fullmatch(found) else ""


def _read_entry(entry: object, position: int, songs: Mapping[str, Mapping[str, object]]) -> Listing:
    fields = mapping(entry)
    song_id = _song_id(fields)
    if not song_id:
        raise UnreadableEntry("the song has no usable id")
    title, artist = (plain_text(_label(fields.get(name))) for name in ("im:name", "im:artist"))
    if not title or not artist:
        raise UnreadableEntry(f"song {song_id} has no {'artist' if title else 'name'}")
    song = songs.get(song_id, {})
    images = [_label(image) for image in _several(fields.get("im:image"))]
    covers = map(larger_cover, [song.get("artworkUrl100"), *reversed(images)])
    return Listing(
        service=SERVICE,
        position=position,
        track_id=song_id,
        title=title,
        artists=(artist,),
        url=_address(fields, song_id),
        cover_url=next(filter(None, covers), None),
        duration=_duration(song.get("trackTimeMillis")),
    )


def _label(value: object) -> object:
    return mapping(value).get("label")


def _address(fields: Mapping[str, object], song_id: str) -> str | None:
    links = [mapping(mapping(link).get("attributes")).get("href") for link in _several(fields.get("link"))]
    found = (song_link(link) for link in [*links, _label(fields.get("id"))])
    return next((url for url, named in found if url and named == song_id), None)


def _duration(value: object) -> Duration | None:
    length = duration_ms(value)
    # A length that ends in three zeros was rounded by somebody, but for one in a thousand.
    return Duration(milliseconds=length, whole_seconds=length % 1000 == 0) if length else None
