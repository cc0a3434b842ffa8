"""What every catalogue over RapidAPI does with an upstream that answers well, badly, or wrongly."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from tests.payloads import (
    DATA,
    apple_body,
    apple_track,
    soundcloud_item,
    soundcloud_page,
    spotify_item,
    spotify_page,
)
from tests.upstreams import Connect, clients
from werkzeug import Request, Response

from tunemeld.adapters.catalogues.apple_music import RapidApiAppleMusicCatalog
from tunemeld.adapters.catalogues.playlist_tables import PlaylistRef
from tunemeld.adapters.catalogues.soundcloud import RapidApiSoundCloudCatalog
from tunemeld.adapters.catalogues.spotify import RapidApiSpotifyCatalog
from tunemeld.application.errors import BadPayload, UpstreamError, UpstreamRejected
from tunemeld.application.ports.catalogues import MusicCatalog
from tunemeld.domain.playlist import PlaylistHeader

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


@pytest.fixture
def connect() -> Iterator[Connect]:
    with clients() as connected:
        yield connected


@pytest.fixture(params=SERVICES)
def service(request: pytest.FixtureRequest) -> Service:
    return SERVICES[request.param]


def catalogue_of(service: Service, connect: Connect, server: HTTPServer) -> MusicCatalog:
    """The service's catalogue, whose upstream has a path before its own paths."""
    client, oembed = connect(server.url_for("/v")), connect(server.url_for("/oembed"), "oembed")
    playlists = {"country": REFS[service.name]}
    if service is APPLE:
        return RapidApiAppleMusicCatalog(client=client, playlists=playlists)
    catalogue = RapidApiSpotifyCatalog if service is SPOTIFY else RapidApiSoundCloudCatalog
    return catalogue(client=client, oembed=oembed, playlists=playlists)


@pytest.fixture
def catalogue(service: Service, connect: Connect, httpserver: HTTPServer) -> MusicCatalog:
    return catalogue_of(service, connect, httpserver)


@pytest.fixture
def spotify(connect: Connect, httpserver: HTTPServer) -> MusicCatalog:
    return catalogue_of(SPOTIFY, connect, httpserver)


@pytest.fixture
def soundcloud(connect: Connect, httpserver: HTTPServer) -> MusicCatalog:
    return catalogue_of(SOUNDCLOUD, connect, httpserver)


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


def test_a_catalogue_names_its_service_and_who_is_asked(catalogue: MusicCatalog, service: Service) -> None:
    assert (catalogue.service, catalogue.source) == (service.name, "rapidapi")


def test_a_list_is_kept_to_the_letter_and_understood(
    catalogue: MusicCatalog, service: Service, httpserver: HTTPServer
) -> None:
    text = json.dumps(service.list_of([service.item(1), service.item(2)]), indent=3) + "\n"
    serve(httpserver, service.path, text)

    raw = catalogue.fetch("country")
    playlist = catalogue.parse(raw)

    assert asked(httpserver) == [service.asked_with]
    assert (raw.genre, raw.service, raw.source, raw.url) == (
        "country",
        service.name,
        "rapidapi",
        REFS[service.name].url,
    )
    assert (raw.pages, raw.header) == ((text,), None)
    assert [entry.position for entry in playlist.entries] == [1, 2]
    assert playlist.header.name == "Dusty Hits"


def test_equal_answers_give_equal_lists(
    catalogue: MusicCatalog, service: Service, httpserver: HTTPServer
) -> None:
    serve(httpserver, service.path, service.list_of([service.item(1), service.item(2)]))

    first, second = catalogue.fetch("country"), catalogue.fetch("country")

    assert first.id == second.id
    assert catalogue.parse(first) == catalogue.parse(second)


def test_a_bad_entry_costs_its_place_only(
    catalogue: MusicCatalog, service: Service, httpserver: HTTPServer
) -> None:
    serve(httpserver, service.path, service.list_of([service.item(1), None, service.item(3)]))

    playlist = catalogue.parse(catalogue.fetch("country"))

    assert [entry.position for entry in playlist.entries] == [1, 3]
    assert (playlist.length, len(playlist.malformed)) == (3, 1)


def test_text_from_a_service_is_harmless(
    catalogue: MusicCatalog, service: Service, httpserver: HTTPServer
) -> None:
    hostile = "<script>steal()</script>Gravel\u202e\x1b[2J & Gold <3" + "x" * 2000
    item = service.item(1, **{"title" if service is SOUNDCLOUD else "name": hostile})
    serve(httpserver, service.path, service.list_of([item]))

    (entry,) = catalogue.parse(catalogue.fetch("country")).entries

    assert entry.title == ("Gravel[2J & Gold <3" + "x" * 2000)[:300]


@pytest.mark.parametrize(
    "body",
    [
        {"message": "Invalid API key. Go to https://docs.rapidapi.com/docs/keys for more info."},
        {},
        [],
        None,
        7,
        "",
        "<!doctype html><title>Just a moment...</title>",
        '{"items": [{"track": {"name": "cut off he',
        {"items": "none", "album_details": [], "tracks": None, "results": 7},
        {"items": {}, "album_details": 1, "tracks": {"items": None}, "status": True, "total": "1"},
    ],
    ids=lambda body: json.dumps(body)[:20],
)
def test_a_body_that_is_no_list_is_an_error_and_never_a_list(
    catalogue: MusicCatalog, service: Service, httpserver: HTTPServer, body: object
) -> None:
    serve(httpserver, service.path, body)

    with pytest.raises(UpstreamError) as refused:
        catalogue.fetch("country")

    assert refused.value.upstream == "rapidapi"


def test_an_empty_list_is_an_error_and_never_a_list(
    catalogue: MusicCatalog, service: Service, httpserver: HTTPServer
) -> None:
    serve(httpserver, service.path, service.list_of([]))

    with pytest.raises(BadPayload):
        catalogue.fetch("country")


@pytest.mark.parametrize(
    ("of", "status", "body"),
    [
        (SPOTIFY, 200, {"error": {"status": 404, "message": "Resource not found"}}),
        (APPLE, 404, {"message": "playlist not found"}),
        (SOUNDCLOUD, 200, {"status": False, "errorId": "PlaylistNotFound", "reason": "Playlist not found"}),
    ],
    ids=SERVICES,
)
def test_a_list_that_is_gone_is_named_with_the_setting_to_correct(
    connect: Connect, httpserver: HTTPServer, of: Service, status: int, body: Body
) -> None:
    serve(httpserver, of.path, body, status=status)

    with pytest.raises(UpstreamRejected) as refused:
        catalogue_of(of, connect, httpserver).fetch("country")

    assert REFS[of.name].url in str(refused.value)
    assert f"[country.{of.name}]" in str(refused.value)
    assert "TUNEMELD_PLAYLISTS_FILE" in str(refused.value)


def test_a_refusal_for_another_reason_does_not_blame_the_list(
    catalogue: MusicCatalog, service: Service, httpserver: HTTPServer
) -> None:
    serve(httpserver, service.path, {"message": "You are not subscribed to this API."}, status=403)

    with pytest.raises(UpstreamRejected, match="not subscribed") as refused:
        catalogue.fetch("country")

    assert refused.value.status == 403
    assert "TUNEMELD_PLAYLISTS_FILE" not in str(refused.value)


def test_a_genre_without_a_list_is_refused_before_anybody_is_asked(
    catalogue: MusicCatalog, service: Service, httpserver: HTTPServer
) -> None:
    with pytest.raises(UpstreamRejected, match=rf"\[folk\.{service.name}\].*TUNEMELD_PLAYLISTS_FILE"):
        catalogue.fetch("folk")

    assert asked(httpserver) == []


def test_the_name_of_another_list_is_not_lent_to_an_old_answer(
    catalogue: MusicCatalog, service: Service, httpserver: HTTPServer
) -> None:
    serve(httpserver, service.path, service.list_of([service.item(1)]))
    raw = catalogue.fetch("country").model_copy(update={"url": "https://example.org/the-list-of-last-year"})

    assert catalogue.parse(raw).header == PlaylistHeader(
        url=raw.url, cover_url=catalogue.parse(raw).header.cover_url
    )


def test_spotify_is_asked_page_by_page_until_its_total(spotify: MusicCatalog, httpserver: HTTPServer) -> None:
    serve(
        httpserver,
        SPOTIFY.path,
        spotify_page([spotify_item(n) for n in (1, 2)], total=3),
        spotify_page([spotify_item(3)], offset=2),
    )

    raw = spotify.fetch("country")

    assert [call["offset"] for call in asked(httpserver)] == ["0", "2"]
    assert [entry.position for entry in spotify.parse(raw).entries] == [1, 2, 3]


def test_an_empty_page_ends_spotifys_list(spotify: MusicCatalog, httpserver: HTTPServer) -> None:
    serve(
        httpserver,
        SPOTIFY.path,
        spotify_page([spotify_item(1)], total=3),
        spotify_page([], total=3, offset=1),
    )

    assert len(spotify.fetch("country").pages) == 1


@pytest.mark.parametrize(
    "second",
    [
        spotify_page([spotify_item(2)], total=2, offset=1),
        spotify_page([spotify_item(2)], total=9, offset=1),
        spotify_page([spotify_item(1)], total=3),
        {"message": "Too many requests"},
        {"items": None, "total": 3},
        '{"items": [',
    ],
    ids=["total shrinks", "total grows", "page repeats", "error", "no items", "cut off"],
)
def test_a_part_of_spotifys_list_is_never_taken_for_the_whole(
    spotify: MusicCatalog, httpserver: HTTPServer, second: object
) -> None:
    serve(httpserver, SPOTIFY.path, spotify_page([spotify_item(1)], total=3), second)

    with pytest.raises(UpstreamError):
        spotify.fetch("country")


def test_a_list_without_end_is_given_up(spotify: MusicCatalog, httpserver: HTTPServer) -> None:
    pages = [spotify_page([spotify_item(n)], total=1_000_000_000) for n in range(30)]
    serve(httpserver, SPOTIFY.path, *pages)

    with pytest.raises(BadPayload, match="more than 20 pages"):
        spotify.fetch("country")

    assert len(asked(httpserver)) == 20


def test_soundcloud_is_asked_for_as_long_as_it_names_a_next_page(
    soundcloud: MusicCatalog, httpserver: HTTPServer
) -> None:
    serve(
        httpserver,
        SOUNDCLOUD.path,
        soundcloud_page([soundcloud_item(n) for n in range(1, 51)], next_offset=50),
        soundcloud_page([soundcloud_item(51)]),
    )

    raw = soundcloud.fetch("country")

    assert [call["offset"] for call in asked(httpserver)] == ["0", "50"]
    assert [entry.position for entry in soundcloud.parse(raw).entries] == list(range(1, 52))


@pytest.mark.parametrize(
    "second",
    [
        soundcloud_page([], next_offset=100),
        soundcloud_page([soundcloud_item(1), soundcloud_item(2)], next_offset=100),
        soundcloud_page([soundcloud_item(2)]),
    ],
    ids=["empty", "the same again", "its end again"],
)
def test_a_next_page_that_brings_nothing_new_ends_soundclouds_set(
    soundcloud: MusicCatalog, httpserver: HTTPServer, second: Body
) -> None:
    first = soundcloud_page([soundcloud_item(1), soundcloud_item(2)], next_offset=50)
    serve(httpserver, SOUNDCLOUD.path, first, second)

    assert soundcloud.parse(soundcloud.fetch("country")).length == 2
    assert len(asked(httpserver)) == 2


@pytest.mark.parametrize(
    "second",
    [
        {"status": False, "errorId": "Busy", "tracks": {"items": [soundcloud_item(2)], "nextOffset": None}},
        {"message": "Too many requests"},
        soundcloud_page([soundcloud_item(2)], next_offset=0),
        soundcloud_page([soundcloud_item(2)], next_offset="100"),
    ],
    ids=["failure", "error", "leads back", "leads nowhere"],
)
def test_a_part_of_soundclouds_set_is_never_taken_for_the_whole(
    soundcloud: MusicCatalog, httpserver: HTTPServer, second: Body
) -> None:
    serve(httpserver, SOUNDCLOUD.path, soundcloud_page([soundcloud_item(1)], next_offset=50), second)

    with pytest.raises(UpstreamError):
        soundcloud.fetch("country")


def test_a_set_without_end_is_given_up(soundcloud: MusicCatalog, httpserver: HTTPServer) -> None:
    pages = [soundcloud_page([soundcloud_item(n)], next_offset=n * 50) for n in range(1, 30)]
    serve(httpserver, SOUNDCLOUD.path, *pages)

    with pytest.raises(BadPayload, match="more than 20 pages"):
        soundcloud.fetch("country")

    assert len(asked(httpserver)) == 20


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
