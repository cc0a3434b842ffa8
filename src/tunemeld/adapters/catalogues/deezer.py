"""Deezer's charts by genre, in the shape of the public API's `/chart/{genre}/tracks`.

Errors come with status 200, and charts tell no ISRC. https://developers.deezer.com/api/chart
"""

import re
from collections.abc import Iterator, Mapping

from tunemeld.adapters.catalogues.open_charts import LENGTH, SOURCE, ChartCalls, header
from tunemeld.adapters.catalogues.places import page_object, service_playlist, wrong_shape
from tunemeld.adapters.hostile_text import (
    IMAGE_HOSTS,
    UnreadableEntry,
    duration_ms,
    https_url,
    lenient_object,
    mapping,
    plain_text,
)
from tunemeld.adapters.http.client import UpstreamClient
from tunemeld.adapters.http.payload import json_object
from tunemeld.application.ports.catalogues import MusicCatalog
from tunemeld.domain.listing import Duration, Listing
from tunemeld.domain.playlist import RawPlaylist, ServicePlaylist

SERVICE = "Deezer"
_NO_DATA = 800
_COVERS = ("cover_big", "cover_medium", "cover_xl")  # 500, 250 and 1000 pixels
# A signed address that is good for an hour: it would make every answer another one, and is of no use stored.
_PREVIEW = re.compile(r'("preview"\s*:\s*")(?:[^"\\]|\\.)*(?=")')


class DeezerCatalog(MusicCatalog):
    """What is played most on Deezer, where whoever asks is; `charts` are Deezer's ids of the genres."""

    service = SERVICE
    source = SOURCE

    def __init__(self, *, client: UpstreamClient, charts: Mapping[str, str]) -> None:
        self._client = client
        self._charts = charts

    def fetch(self, genre: str) -> RawPlaylist:
        """The first hundred places, in one call unless Deezer gives fewer at once; without the previews.

        Raises:
            UpstreamError: no chart was answered, or a part of one only.
        """
        calls = ChartCalls(self._client, self._charts, service=SERVICE, genre=genre)
        path, pages, ids = f"/chart/{calls.chart}/tracks", list[str](), list[object]()
        total = LENGTH
        while len(ids) < total:
            text, tracks, total = self._page(calls, path, index=len(ids))
            found = [mapping(track).get("id") for track in tracks]
            if not found or found == ids[-len(found) :]:
                raise calls.bad(f"has {len(ids)} of {total} places" if ids else "is an empty list")
            ids += found
            pages.append(text)
        return calls.raw(f"https://api.deezer.com{path}?limit={LENGTH}", *pages)

    def fetch_header(self, genre: str) -> str | None:  # noqa: ARG002 - the port's name
        """None: nothing describes a chart."""
        return None

    def parse(self, raw: RawPlaylist) -> ServicePlaylist:
        """The chart.

        Raises:
            BadPayload: a page has no `data`, or no page holds a track that can be read.
        """
        head = header(raw, "Deezer's chart", "What is played most on Deezer")
        return service_playlist(raw, SERVICE, _places(raw), _read_track, head)

    def _page(self, calls: ChartCalls, path: str, *, index: int) -> tuple[str, list[object], int]:
        """A page, the tracks on it, and how many places there are to be read in all."""
        asked = {"limit": str(LENGTH), "index": str(index)}
        text = _PREVIEW.sub(r"\1", self._client.get(path, asked))
        if mapping(lenient_object(text).get("error")).get("code") == _NO_DATA:
            raise calls.not_found()
        page = json_object(self._client.upstream, text)
        tracks, total = page.get("data"), page.get("total")
        if not isinstance(tracks, list) or type(total) is not int:
            raise calls.bad("has no list of data with its total")
        return text, tracks, min(total, LENGTH)


def _places(raw: RawPlaylist) -> Iterator[object]:
    for page in raw.pages:
        tracks = page_object(raw, page).get("data")
        if not isinstance(tracks, list):
            raise wrong_shape(raw, SERVICE, "list of data")
        yield from tracks


def _read_track(track: object, position: int) -> Listing:
    fields = mapping(track)
    track_id = fields.get("id")
    if type(track_id) is not int or not 0 < track_id < 10**20:
        raise UnreadableEntry("the track has no usable id")
    title, artist = _title(fields), plain_text(mapping(fields.get("artist")).get("name"))
    if not title or not artist:
        raise UnreadableEntry(f"track {track_id} has no {'artist' if title else 'title'}")
    seconds = fields.get("duration")
    length = duration_ms(seconds * 1000) if type(seconds) is int else None
    return Listing(
        service=SERVICE,
        position=position,
        track_id=str(track_id),
        title=title,
        artists=(artist,),
        url=f"https://www.deezer.com/track/{track_id}",
        cover_url=_cover(mapping(fields.get("album"))),
        duration=Duration(milliseconds=length, whole_seconds=True) if length else None,
    )


def _title(fields: Mapping[str, object]) -> str:
    """The whole title; where that is missing, its short form and the version beside it."""
    parts = (plain_text(fields.get(name)) for name in ("title_short", "title_version"))
    return plain_text(fields.get("title")) or " ".join(filter(None, parts))


def _cover(album: Mapping[str, object]) -> str | None:
    return next((url for size in _COVERS if (url := https_url(album.get(size), IMAGE_HOSTS))), None)
