"""All catalogues as the conformance suite builds them: over a server on this machine, or the invented world.

A new catalogue is one more entry of `SERVICES` or `SAMPLES`.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pytest_httpserver import HTTPServer
from tests.clocks import HandClock
from tests.payloads import (
    apple_body,
    apple_track,
    deezer_page,
    deezer_track,
    itunes_entry,
    itunes_feed,
    itunes_lookup,
    itunes_song,
    soundcloud_item,
    soundcloud_page,
    spotify_item,
    spotify_page,
)
from tests.upstreams import Connect
from werkzeug import Request, Response

from tunemeld.adapters.catalogues import apple_music, soundcloud, spotify
from tunemeld.adapters.catalogues.deezer import DeezerCatalog
from tunemeld.adapters.catalogues.itunes import ItunesCatalog
from tunemeld.adapters.catalogues.playlist_tables import PlaylistRef
from tunemeld.adapters.catalogues.sample.catalogue import SampleCatalog
from tunemeld.adapters.http.client import UpstreamClient
from tunemeld.application.ports.catalogues import MusicCatalog

SPOTIFY_ID = "5backRoadsInventedList"
REFS = {
    "Spotify": PlaylistRef(SPOTIFY_ID, f"https://open.spotify.com/playlist/{SPOTIFY_ID}", "Dusty Hits"),
    "AppleMusic": PlaylistRef("", "https://music.apple.com/us/playlist/dusty/pl.invented", "Dusty Hits"),
    "SoundCloud": PlaylistRef("", "https://soundcloud.com/invented-editors/sets/dusty", "Dusty Hits"),
}

Body = dict[str, Any]


@dataclass(frozen=True)
class Service:
    """How one catalogue is asked, and what its bodies look like.

    `build` takes the client for the lists and one for oEmbed. `titled` are the fields that give an entry its
    title, `url` is where a list says that it is. `file` is the setting that names the file with the `table`
    of the genre, and `gone` how the upstream says that it has no such list. `beside` are answers to what
    else is asked for a list.
    """

    name: str
    source: str
    path: str
    asked_with: dict[str, str]
    item: Callable[..., Body]
    list_of: Callable[[Sequence[object]], Body]
    build: Callable[[UpstreamClient, UpstreamClient], MusicCatalog]
    titled: Callable[[str], Body]
    url: str
    title: str
    file: str
    table: str
    gone: tuple[int, object]
    beside: Mapping[str, Body] = field(default_factory=dict)


def _over_rapidapi(name: str, **given: Any) -> Service:
    ref = REFS[name]
    given |= {"source": "rapidapi", "url": ref.url, "title": ref.name, "table": f"[country.{name}]"}
    return Service(name=name, file="TUNEMELD_PLAYLISTS_FILE", **given)


def _of_charts(name: str, **given: Any) -> Service:
    return Service(name=name, source="open", file="TUNEMELD_CHARTS_FILE", table=f"line of {name}", **given)


def _refs(name: str) -> dict[str, PlaylistRef]:
    return {"country": REFS[name]}


SPOTIFY = _over_rapidapi(
    "Spotify",
    path="/v/playlist_tracks/",
    asked_with={"id": SPOTIFY_ID, "offset": "0", "limit": "100"},
    item=spotify_item,
    list_of=spotify_page,
    build=lambda client, oembed: spotify.RapidApiSpotifyCatalog(
        client=client, oembed=oembed, playlists=_refs("Spotify")
    ),
    titled=lambda title: {"name": title},
    gone=(200, {"error": {"status": 404, "message": "Resource not found"}}),
)
APPLE = _over_rapidapi(
    "AppleMusic",
    path="/v/playlist1/",
    asked_with={"url": REFS["AppleMusic"].url},
    item=apple_track,
    list_of=apple_body,
    build=lambda client, _: apple_music.RapidApiAppleMusicCatalog(
        client=client, playlists=_refs("AppleMusic")
    ),
    titled=lambda title: {"name": title},
    gone=(404, {"message": "playlist not found"}),
)
SOUNDCLOUD = _over_rapidapi(
    "SoundCloud",
    path="/v/v1/playlist/tracks",
    asked_with={"playlist": REFS["SoundCloud"].url, "limit": "50", "offset": "0"},
    item=soundcloud_item,
    list_of=soundcloud_page,
    build=lambda client, oembed: soundcloud.RapidApiSoundCloudCatalog(
        client=client, oembed=oembed, playlists=_refs("SoundCloud")
    ),
    titled=lambda title: {"title": title},
    gone=(200, {"status": False, "errorId": "PlaylistNotFound", "reason": "Playlist not found"}),
)
DEEZER = _of_charts(
    "Deezer",
    path="/v/chart/84/tracks",
    asked_with={"limit": "100", "index": "0"},
    item=deezer_track,
    list_of=deezer_page,
    build=lambda client, _: DeezerCatalog(client=client, charts={"country": "84"}),
    titled=lambda title: {"title": title},
    url="https://api.deezer.com/chart/84/tracks?limit=100",
    title="Deezer's chart: country",
    gone=(200, {"error": {"type": "DataException", "message": "no data", "code": 800}}),
)
ITUNES = _of_charts(
    "AppleMusic",
    path="/v/us/rss/topsongs/limit=100/genre=6/json",
    asked_with={},
    item=itunes_entry,
    list_of=itunes_feed,
    build=lambda client, _: ItunesCatalog(client=client, charts={"country": "6"}),
    titled=lambda title: {"im:name": {"label": title}},
    url="https://itunes.apple.com/us/rss/topsongs/limit=100/genre=6/json",
    title="Best-selling songs in Apple's store: country",
    gone=(400, ""),
    beside={"/v/lookup": itunes_lookup([itunes_song(1)])},
)
SERVICES = {
    f"{service.source} {service.name}": service for service in (SPOTIFY, APPLE, SOUNDCLOUD, DEEZER, ITUNES)
}
"""Every catalogue that asks somebody."""


@dataclass(frozen=True)
class Sample:
    """A catalogue of the invented world: `like` is the service in whose shapes its lists are."""

    like: Service
    parse: Callable[..., Any]

    def build(self) -> MusicCatalog:
        """The catalogue, in some week."""
        return SampleCatalog(self.like.name, self.parse, HandClock())


SAMPLES = {
    "sample Spotify": Sample(SPOTIFY, spotify.parse_playlist),
    "sample AppleMusic": Sample(APPLE, apple_music.parse_playlist),
    "sample SoundCloud": Sample(SOUNDCLOUD, soundcloud.parse_playlist),
}
"""Every catalogue that asks nobody."""


def catalogue_of(service: Service, connect: Connect, server: HTTPServer, **client: Any) -> MusicCatalog:
    """The service's catalogue, whose upstream has a path before its own paths."""
    for path, body in service.beside.items():
        serve(server, path, body)
    asked = connect(server.url_for("/v"), **client)
    return service.build(asked, connect(server.url_for("/oembed"), "oembed"))


def serve(server: HTTPServer, path: str, *bodies: object, status: int = 200) -> None:
    """Answer calls to a path with these bodies, one after the other, and the last one for ever."""
    left = list(bodies)

    def answer(_: Request) -> Response:
        body = left.pop(0) if len(left) > 1 else left[0]
        return Response(body if isinstance(body, str) else json.dumps(body), status)

    server.expect_request(path).respond_with_handler(answer)


def asked(server: HTTPServer) -> list[dict[str, str]]:
    """The parameters of each call, in order."""
    return [request.args.to_dict() for request, _ in server.log]
