"""What stands above a list is asked for beside it, where the service has it."""

from collections.abc import Iterator

import pytest
from pytest_httpserver import HTTPServer
from tests.integration.services import (
    APPLE,
    REFS,
    SOUNDCLOUD,
    SPOTIFY,
    SPOTIFY_ID,
    asked,
    catalogue_of,
    serve,
)
from tests.payloads import DATA
from tests.upstreams import Connect, clients

from tunemeld.application.errors import UpstreamError
from tunemeld.application.ports.catalogues import MusicCatalog


@pytest.fixture
def connect() -> Iterator[Connect]:
    with clients() as connected:
        yield connected


@pytest.fixture
def spotify(connect: Connect, httpserver: HTTPServer) -> MusicCatalog:
    return catalogue_of(SPOTIFY, connect, httpserver)


@pytest.fixture
def soundcloud(connect: Connect, httpserver: HTTPServer) -> MusicCatalog:
    return catalogue_of(SOUNDCLOUD, connect, httpserver)


def test_apple_is_not_asked_for_a_header(connect: Connect, httpserver: HTTPServer) -> None:
    assert catalogue_of(APPLE, connect, httpserver).fetch_header("country") is None
    assert asked(httpserver) == []


def header_body(service: str, name: str) -> str:
    return (DATA / service / f"{name}.json").read_text("utf-8")


def test_spotifys_header_is_its_playlist_object(spotify: MusicCatalog, httpserver: HTTPServer) -> None:
    serve(httpserver, "/v/playlist/", header_body("spotify", "playlist"))

    assert spotify.fetch_header("country") == header_body("spotify", "playlist")
    assert asked(httpserver) == [{"id": SPOTIFY_ID}]


@pytest.mark.parametrize(
    ("status", "body"),
    [(404, "{}"), (500, ""), (200, "<html>"), (200, '{"message": "no"}'), (200, '{"id": "1"}')],
)
def test_spotifys_header_comes_from_oembed_where_the_playlist_object_is_not_to_be_had(
    spotify: MusicCatalog, httpserver: HTTPServer, status: int, body: str
) -> None:
    serve(httpserver, "/v/playlist/", body, status=status)
    serve(httpserver, "/oembed", header_body("spotify", "oembed"))

    assert spotify.fetch_header("country") == header_body("spotify", "oembed")
    assert asked(httpserver)[1] == {"url": REFS["Spotify"].url}


def test_soundclouds_header_is_its_oembed_body(soundcloud: MusicCatalog, httpserver: HTTPServer) -> None:
    serve(httpserver, "/oembed", header_body("soundcloud", "oembed"))

    assert soundcloud.fetch_header("country") == header_body("soundcloud", "oembed")
    assert asked(httpserver) == [{"format": "json", "url": REFS["SoundCloud"].url}]


@pytest.mark.parametrize(
    ("status", "body"), [(404, "{}"), (503, ""), (200, "<html>"), (200, "[]"), (200, "{}")]
)
def test_a_header_that_is_not_to_be_had_is_an_error_and_not_an_empty_header(
    soundcloud: MusicCatalog, httpserver: HTTPServer, status: int, body: str
) -> None:
    serve(httpserver, "/oembed", body, status=status)

    with pytest.raises(UpstreamError) as refused:
        soundcloud.fetch_header("country")

    assert refused.value.upstream == "oembed"
