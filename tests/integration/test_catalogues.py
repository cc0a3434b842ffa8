"""What every catalogue promises, whoever answers, and what it does where that is done badly or wrongly."""

import json
from collections.abc import Iterator

import pytest
from pytest_httpserver import HTTPServer
from tests.builders import a_raw_playlist
from tests.integration.services import (
    SAMPLES,
    SERVICES,
    Service,
    asked,
    catalogue_of,
    serve,
)
from tests.upstreams import Connect, clients
from werkzeug import Request, Response

from tunemeld.adapters.catalogues.places import LONGEST_LIST
from tunemeld.application.errors import BadPayload, UpstreamError, UpstreamRejected, UpstreamUnavailable
from tunemeld.application.ports.catalogues import MusicCatalog
from tunemeld.domain.listing import Listing
from tunemeld.domain.playlist import PlaylistHeader, RawPlaylist, ServicePlaylist

NO_LISTS = [
    {"message": "Invalid API key. Go to https://docs.rapidapi.com/docs/keys for more info."},
    {"error": {"type": "Exception", "message": "wrong parameter", "code": 500}},
    {},
    [],
    None,
    7,
    "",
    "<!doctype html><title>Just a moment...</title>",
    '{"items": [{"track": {"name": "cut off he',
    {"items": "none", "album_details": [], "tracks": None, "results": 7, "data": "none", "feed": "none"},
    {
        "items": {},
        "album_details": 1,
        "tracks": {"items": None},
        "status": True,
        "total": "1",
        "data": {},
        "feed": {"entry": 7},
    },
]


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


@pytest.fixture(params=[*SERVICES, *SAMPLES])
def any_of_them(
    request: pytest.FixtureRequest, connect: Connect, httpserver: HTTPServer
) -> tuple[MusicCatalog, Service]:
    """Every catalogue there is, and the service in whose shapes it answers; each has a list to give."""
    if sample := SAMPLES.get(request.param):
        return sample.build(), sample.like
    asked_service = SERVICES[request.param]
    built = catalogue_of(asked_service, connect, httpserver)
    items = [asked_service.item(number) for number in (1, 2)]
    serve(httpserver, asked_service.path, asked_service.list_of(items))
    return built, asked_service


def read(catalogue: MusicCatalog, body: object) -> ServicePlaylist:
    """What the catalogue understands of a body that was stored some day."""
    text = body if isinstance(body, str) else json.dumps(body)
    return catalogue.parse(a_raw_playlist(text, service=catalogue.service, header=None))


# Of every catalogue, the sample's included.


def test_a_fetched_list_says_what_it_is_and_is_understood(any_of_them: tuple[MusicCatalog, Service]) -> None:
    catalogue, like = any_of_them

    raw = catalogue.fetch("country")
    playlist = catalogue.parse(raw)

    assert (raw.genre, raw.service, raw.source) == ("country", catalogue.service, catalogue.source)
    assert catalogue.service == like.name
    assert raw.url.startswith("https://")
    assert raw.header is None
    assert {(entry.service, entry.position) for entry in playlist.entries} >= {(like.name, 1)}
    assert [entry.position for entry in playlist.entries] == sorted({e.position for e in playlist.entries})
    assert playlist.length == len(playlist.entries) + len(playlist.malformed)
    assert (playlist.genre, playlist.service, playlist.header.url) == ("country", like.name, raw.url)


def test_equal_answers_give_equal_lists(any_of_them: tuple[MusicCatalog, Service]) -> None:
    catalogue, _ = any_of_them

    first, second = catalogue.fetch("country"), catalogue.fetch("country")

    assert first.id == second.id
    assert catalogue.parse(first) == catalogue.parse(second)
    assert catalogue.parse(RawPlaylist.model_validate_json(first.model_dump_json())) == catalogue.parse(first)


def test_a_header_that_is_not_to_be_had_is_none_or_an_error(
    any_of_them: tuple[MusicCatalog, Service],
) -> None:
    catalogue, _ = any_of_them

    try:
        told = catalogue.fetch_header("country")
    except UpstreamError:
        return
    assert told is None or json.loads(told)


def test_a_genre_without_a_list_is_refused_by_its_name(any_of_them: tuple[MusicCatalog, Service]) -> None:
    catalogue, _ = any_of_them

    with pytest.raises(UpstreamRejected, match=r"\bfolk\b"):
        catalogue.fetch("folk")


def test_a_bad_entry_costs_its_place_only(any_of_them: tuple[MusicCatalog, Service]) -> None:
    catalogue, like = any_of_them

    playlist = read(catalogue, like.list_of([like.item(1), None, like.item(3), 7, [], {}]))

    assert [entry.position for entry in playlist.entries] == [1, 3]
    assert (playlist.length, len(playlist.malformed)) == (6, 4)


def test_text_from_a_service_is_harmless(any_of_them: tuple[MusicCatalog, Service]) -> None:
    catalogue, like = any_of_them
    hostile = "<script>steal()</script>Gravel\u202e\x1b[2J & Gold <3" + "x" * 2000

    (entry,) = read(catalogue, like.list_of([like.item(1, **like.titled(hostile))])).entries

    assert entry.title == ("Gravel[2J & Gold <3" + "x" * 2000)[:300]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "https://evil.example/a.jpg", "http://", 7, None])
def test_addresses_of_strangers_are_not_passed_on(
    any_of_them: tuple[MusicCatalog, Service], address: object
) -> None:
    catalogue, like = any_of_them
    item = _with_every_address(like.item(1), address)

    listing = next(iter(_understood(catalogue, like.list_of([item]))), None)

    for told in (listing.url, listing.cover_url) if listing else ():
        assert told is None or told.startswith("https://")
        assert "evil" not in (told or "")


@pytest.mark.parametrize("body", NO_LISTS, ids=lambda body: json.dumps(body)[:20])
def test_a_stored_body_that_is_no_list_is_an_error_and_never_a_list(
    any_of_them: tuple[MusicCatalog, Service], body: object
) -> None:
    catalogue, _ = any_of_them

    with pytest.raises(BadPayload):
        read(catalogue, body)


def test_a_list_longer_than_any_real_one_is_cut_or_refused(any_of_them: tuple[MusicCatalog, Service]) -> None:
    catalogue, like = any_of_them

    listed = _understood(catalogue, like.list_of([like.item(1)] * (LONGEST_LIST + 1)))

    assert len(listed) <= LONGEST_LIST


# Of every catalogue that asks somebody.


def test_a_list_is_kept_to_the_letter_and_understood(
    catalogue: MusicCatalog, service: Service, httpserver: HTTPServer
) -> None:
    items = [service.item(number, **_unsigned(service)) for number in (1, 2)]
    text = json.dumps(service.list_of(items), indent=3) + "\n"
    serve(httpserver, service.path, text)

    raw = catalogue.fetch("country")
    playlist = catalogue.parse(raw)

    assert asked(httpserver)[0] == service.asked_with
    assert (raw.source, raw.url) == (service.source, service.url)
    assert raw.pages == (text, *map(json.dumps, service.beside.values()))
    assert [entry.position for entry in playlist.entries] == [1, 2]
    assert playlist.header.name == service.title


@pytest.mark.parametrize("body", NO_LISTS, ids=lambda body: json.dumps(body)[:20])
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


def test_a_list_that_is_gone_is_named_with_the_setting_to_correct(
    catalogue: MusicCatalog, service: Service, httpserver: HTTPServer
) -> None:
    status, body = service.gone
    serve(httpserver, service.path, body, status=status)

    with pytest.raises(UpstreamRejected) as refused:
        catalogue.fetch("country")

    assert service.table in str(refused.value)
    assert service.file in str(refused.value)


def test_a_refusal_for_another_reason_does_not_blame_the_list(
    catalogue: MusicCatalog, service: Service, httpserver: HTTPServer
) -> None:
    serve(httpserver, service.path, {"message": "You are not welcome."}, status=403)

    with pytest.raises(UpstreamError, match="403") as refused:
        catalogue.fetch("country")

    assert service.file not in str(refused.value)


def test_a_genre_without_a_list_is_refused_before_anybody_is_asked(
    catalogue: MusicCatalog, service: Service, httpserver: HTTPServer
) -> None:
    with pytest.raises(UpstreamRejected, match=rf"\bfolk\b.*{service.file}"):
        catalogue.fetch("folk")

    assert asked(httpserver) == []


def test_the_name_of_another_list_is_not_lent_to_an_old_answer(
    catalogue: MusicCatalog, service: Service, httpserver: HTTPServer
) -> None:
    serve(httpserver, service.path, service.list_of([service.item(1)]))
    raw = catalogue.fetch("country").model_copy(update={"url": "https://example.org/the-list-of-last-year"})

    header = catalogue.parse(raw).header

    if service.source == "rapidapi":
        assert header == PlaylistHeader(url=raw.url, cover_url=header.cover_url)
    else:  # no configuration names a chart: it is called what it is
        assert (header.name, header.url) == (service.title, raw.url)


# How fast they ask, and whether they ask again.


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_catalogue_that_is_put_off_asks_again_and_says_so_where_that_does_not_help(
    service: Service, connect: Connect, httpserver: HTTPServer, status: int
) -> None:
    catalogue = catalogue_of(service, connect, httpserver, attempts=3)
    serve(httpserver, service.path, "", status=status)

    with pytest.raises(UpstreamUnavailable, match=r"\(3 attempts\); try again later"):
        catalogue.fetch("country")

    assert len(asked(httpserver)) == 3


def test_a_list_that_comes_at_the_second_try_is_a_list(
    service: Service, connect: Connect, httpserver: HTTPServer
) -> None:
    catalogue = catalogue_of(service, connect, httpserver, attempts=2)
    answers = [Response("", 503), Response(json.dumps(service.list_of([service.item(1)])))]

    def answer(_: Request) -> Response:
        return answers.pop(0)

    httpserver.expect_request(service.path).respond_with_handler(answer)

    assert catalogue.parse(catalogue.fetch("country")).length == 1


def test_every_call_keeps_the_pace_of_its_upstream(
    service: Service, connect: Connect, httpserver: HTTPServer
) -> None:
    waited: list[float] = []
    catalogue = catalogue_of(service, connect, httpserver, rate=0.001, waited=waited)
    serve(httpserver, service.path, service.list_of([service.item(1)]))

    catalogue.fetch("country")
    catalogue.fetch("country")

    assert len(waited) == len(asked(httpserver)) - 1


def _unsigned(service: Service) -> dict[str, str]:
    # Deezer's preview is an address that is good for an hour, and the one thing that is not kept.
    return {"preview": ""} if service.name == "Deezer" else {}


def _understood(catalogue: MusicCatalog, body: object) -> tuple[Listing, ...]:
    try:
        return read(catalogue, body).entries
    except BadPayload:
        return ()


def _with_every_address(value: object, address: object) -> object:
    """The same body with another address wherever it holds one."""
    if isinstance(value, dict):
        return {key: _with_every_address(each, address) for key, each in value.items()}
    if isinstance(value, list):
        return [_with_every_address(each, address) for each in value]
    return address if isinstance(value, str) and value.startswith("http") else value
