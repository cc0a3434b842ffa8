"""What every catalogue over RapidAPI does with an upstream that answers well, badly, or wrongly."""

import json
from collections.abc import Iterator

import pytest
from pytest_httpserver import HTTPServer
from tests.integration.services import (
    APPLE,
    REFS,
    SERVICES,
    SOUNDCLOUD,
    SPOTIFY,
    Body,
    Service,
    asked,
    catalogue_of,
    serve,
)
from tests.upstreams import Connect, clients

from tunemeld.application.errors import BadPayload, UpstreamError, UpstreamRejected
from tunemeld.application.ports.catalogues import MusicCatalog
from tunemeld.domain.playlist import PlaylistHeader


@pytest.fixture
def connect() -> Iterator[Connect]:
    with clients() as connected:
        yield connected


@pytest.fixture(params=SERVICES)
def service(request: pytest.FixtureRequest) -> Service:
    return SERVICES[request.param]


@pytest.fixture
def catalogue(service: Service, connect: Connect, httpserver: HTTPServer) -> MusicCatalog:
    return catalogue_of(service, connect, httpserver)


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
