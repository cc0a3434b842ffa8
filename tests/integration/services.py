"""The three services over RapidAPI, as tests build them over a server on this machine."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pytest_httpserver import HTTPServer
from tests.payloads import (
    apple_body,
    apple_track,
    soundcloud_item,
    soundcloud_page,
    spotify_item,
    spotify_page,
)
from tests.upstreams import Connect
from werkzeug import Request, Response

from tunemeld.adapters.catalogues.apple_music import RapidApiAppleMusicCatalog
from tunemeld.adapters.catalogues.playlist_tables import PlaylistRef
from tunemeld.adapters.catalogues.soundcloud import RapidApiSoundCloudCatalog
from tunemeld.adapters.catalogues.spotify import RapidApiSpotifyCatalog
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
    """How one service is asked, and what its bodies look like."""

    name: str
    path: str
    asked_with: dict[str, str]
    item: Callable[..., Body]
    list_of: Callable[[Sequence[object]], Body]


SPOTIFY = Service(
    "Spotify",
    "/v/playlist_tracks/",
    {"id": SPOTIFY_ID, "offset": "0", "limit": "100"},
    spotify_item,
    spotify_page,
)
APPLE = Service("AppleMusic", "/v/playlist1/", {"url": REFS["AppleMusic"].url}, apple_track, apple_body)
SOUNDCLOUD = Service(
    "SoundCloud",
    "/v/v1/playlist/tracks",
    {"playlist": REFS["SoundCloud"].url, "limit": "50", "offset": "0"},
    soundcloud_item,
    soundcloud_page,
)
SERVICES = {service.name: service for service in (SPOTIFY, APPLE, SOUNDCLOUD)}


def catalogue_of(service: Service, connect: Connect, server: HTTPServer) -> MusicCatalog:
    """The service's catalogue, whose upstream has a path before its own paths."""
    client, oembed = connect(server.url_for("/v")), connect(server.url_for("/oembed"), "oembed")
    playlists = {"country": REFS[service.name]}
    if service is APPLE:
        return RapidApiAppleMusicCatalog(client=client, playlists=playlists)
    catalogue = RapidApiSpotifyCatalog if service is SPOTIFY else RapidApiSoundCloudCatalog
    return catalogue(client=client, oembed=oembed, playlists=playlists)


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
