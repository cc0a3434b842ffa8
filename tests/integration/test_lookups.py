"""The ISRC lookup in Spotify's catalogue and the cover lookup in iTunes', over real HTTP."""

import base64
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from structlog.testing import capture_logs
from tests.clocks import HandClock
from tests.payloads import spotify_item
from tests.upstreams import Connect, clients
from werkzeug import Request, Response

from tunemeld.adapters.lookups.itunes_covers import ItunesCoverLookup
from tunemeld.adapters.lookups.spotify_search import SpotifyIsrcLookup
from tunemeld.adapters.lookups.spotify_token import SpotifyToken
from tunemeld.application.errors import BadPayload, UpstreamError, UpstreamRejected, UpstreamUnavailable
from tunemeld.domain.isrc import Isrc

SECRET = "planted-client-secret"
NO_HITS: dict[str, Any] = {"tracks": {"items": [], "total": 0}}


class Spotify:
    """Stands in for Spotify: hands out `token-1`, `token-2`, …, and answers searches that show a good one."""

    def __init__(self, server: HTTPServer) -> None:
        self.tokens_given = 0
        self.refused: set[str] = set()
        self.token_body: dict[str, Any] = {"token_type": "Bearer", "expires_in": 3600}
        self.found: object = NO_HITS
        self.searches: list[dict[str, str]] = []
        self.forms: list[tuple[dict[str, str], str]] = []
        server.expect_request("/accounts/api/token", method="POST").respond_with_handler(self._token)
        server.expect_request("/api/v1/search").respond_with_handler(self._search)

    def _token(self, request: Request) -> Response:
        self.tokens_given += 1
        self.forms.append((request.form.to_dict(), request.headers["Authorization"]))
        return Response(json.dumps({"access_token": f"token-{self.tokens_given}"} | self.token_body))

    def _search(self, request: Request) -> Response:
        shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not shown.startswith("token-") or shown in self.refused:
            return Response('{"error": {"status": 401, "message": "The access token expired"}}', 401)
        self.searches.append(request.args.to_dict())
        return Response(self.found if isinstance(self.found, str) else json.dumps(self.found))


@pytest.fixture
def connect() -> Iterator[Connect]:
    with clients() as connected:
        yield connected


@pytest.fixture
def spotify(httpserver: HTTPServer) -> Spotify:
    return Spotify(httpserver)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def isrcs(connect: Connect, httpserver: HTTPServer, clock: HandClock) -> SpotifyIsrcLookup:
    accounts = connect(httpserver.url_for("/accounts"), "spotify")
    token = SpotifyToken(accounts=accounts, client_id="planted-id", client_secret=SECRET, clock=clock)
    return SpotifyIsrcLookup(client=connect(httpserver.url_for("/api"), "spotify"), token=token)


@pytest.fixture
def covers(connect: Connect, httpserver: HTTPServer) -> ItunesCoverLookup:
    return ItunesCoverLookup(client=connect(httpserver.url_for("/itunes"), "itunes"))


def hits(*items: object) -> dict[str, Any]:
    return {"tracks": {"items": list(items), "total": len(items)}}


def test_a_search_gives_candidates_with_isrc_and_length(isrcs: SpotifyIsrcLookup, spotify: Spotify) -> None:
    spotify.found = hits(
        *(spotify_item(n, external_ids={"isrc": f"QZTM4240000{n}"})["track"] for n in (1, 2))
    )

    found = isrcs.candidates("Gravel and Gold", "Mara Quill")

    assert [(hit.position, hit.isrc) for hit in found] == [
        (1, Isrc("QZTM42400001")),
        (2, Isrc("QZTM42400002")),
    ]
    assert {hit.service for hit in found} == {"Spotify"}
    assert [hit.duration.seconds for hit in found if hit.duration] == [192.046, 192.046]


def test_a_search_asks_once_for_title_and_artist_within_the_limit(
    isrcs: SpotifyIsrcLookup, spotify: Spotify
) -> None:
    isrcs.candidates('Gravel "and" Gold & more', "Mara  Quill\n")

    assert spotify.searches == [
        {"q": 'track:"Gravel and Gold & more" artist:"Mara Quill"', "type": "track", "limit": "10"}
    ]


def test_a_search_without_an_artist_asks_for_the_title_alone(
    isrcs: SpotifyIsrcLookup, spotify: Spotify
) -> None:
    isrcs.candidates("x" * 500, "")

    assert spotify.searches[0]["q"] == f'track:"{"x" * 100}"'


def test_a_search_that_finds_nothing_is_no_error(isrcs: SpotifyIsrcLookup, spotify: Spotify) -> None:
    spotify.found = NO_HITS

    assert isrcs.candidates("Gravel and Gold", "Mara Quill") == ()


def test_a_hit_that_cannot_be_read_costs_no_other(isrcs: SpotifyIsrcLookup, spotify: Spotify) -> None:
    spotify.found = hits(None, {"id": "?"}, spotify_item(3)["track"])

    assert [hit.position for hit in isrcs.candidates("Gravel and Gold", "Mara Quill")] == [3]


@pytest.mark.parametrize(
    "body", ["", "<html>", "[]", "{}", {"tracks": None}, {"tracks": {"items": {}}}, '{"tracks": {"items": [']
)
def test_an_answer_that_is_no_search_result_is_an_error_and_no_miss(
    isrcs: SpotifyIsrcLookup, spotify: Spotify, body: object
) -> None:
    spotify.found = body

    with pytest.raises(BadPayload):
        isrcs.candidates("Gravel and Gold", "Mara Quill")


def test_credentials_go_in_a_header_and_never_in_the_form(isrcs: SpotifyIsrcLookup, spotify: Spotify) -> None:
    isrcs.candidates("Gravel and Gold", "Mara Quill")

    login = base64.b64encode(f"planted-id:{SECRET}".encode()).decode()
    assert spotify.forms == [({"grant_type": "client_credentials"}, f"Basic {login}")]


def test_one_token_serves_until_a_minute_before_its_end(
    isrcs: SpotifyIsrcLookup, spotify: Spotify, clock: HandClock
) -> None:
    given = []
    for seconds in (0, 3539, 1):
        clock.put_forward(seconds)
        isrcs.candidates("Gravel and Gold", "Mara Quill")
        given.append(spotify.tokens_given)

    assert given == [1, 1, 2]


def test_threads_share_one_token(isrcs: SpotifyIsrcLookup, spotify: Spotify) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: isrcs.candidates(f"Song {n}", "Mara Quill"), range(24)))

    assert (spotify.tokens_given, len(spotify.searches)) == (1, 24)


def test_a_token_that_ended_early_is_renewed_once(isrcs: SpotifyIsrcLookup, spotify: Spotify) -> None:
    isrcs.candidates("Gravel and Gold", "Mara Quill")
    spotify.refused.add("token-1")

    isrcs.candidates("Nine Miles of Nothing", "Odd Harbour")

    assert (spotify.tokens_given, len(spotify.searches)) == (2, 2)


def test_a_second_refusal_is_final(isrcs: SpotifyIsrcLookup, spotify: Spotify) -> None:
    spotify.refused |= {"token-1", "token-2", "token-3"}

    with pytest.raises(UpstreamRejected) as refused:
        isrcs.candidates("Gravel and Gold", "Mara Quill")

    assert (refused.value.status, spotify.tokens_given) == (401, 2)


def test_refused_credentials_are_named_by_their_settings(
    isrcs: SpotifyIsrcLookup, httpserver: HTTPServer
) -> None:
    body = {"error": "invalid_client", "error_description": "Invalid client"}
    httpserver.expect_request("/accounts/api/token").respond_with_json(body, status=400)

    with pytest.raises(UpstreamRejected, match="SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET") as refused:
        isrcs.candidates("Gravel and Gold", "Mara Quill")

    assert SECRET not in str(refused.value)


@pytest.mark.parametrize("token", [None, "", 7, "line\nbreak", "ünïcode"])
def test_an_answer_without_a_usable_token_is_an_error(
    isrcs: SpotifyIsrcLookup, spotify: Spotify, token: object
) -> None:
    spotify.token_body = {"access_token": token}

    with pytest.raises(BadPayload, match="no usable access token"):
        isrcs.candidates("Gravel and Gold", "Mara Quill")


def test_neither_token_nor_secret_is_logged_or_told(isrcs: SpotifyIsrcLookup, spotify: Spotify) -> None:
    spotify.token_body = {"access_token": "token-planted"}
    spotify.refused.add("token-planted")

    with capture_logs() as lines, pytest.raises(UpstreamError) as refused:
        isrcs.candidates("Gravel and Gold", "Mara Quill")

    told = f"{lines} {refused.value!r} {refused.value.__cause__!r}"
    assert lines
    assert "token-planted" not in told
    assert SECRET not in told


def song(track_id: int, artwork: object = None) -> dict[str, object]:
    default = f"https://is1-ssl.mzstatic.com/image/thumb/Music/invented/{track_id}.jpg/100x100bb.jpg"
    return {"wrapperType": "track", "kind": "song", "trackId": track_id, "artworkUrl100": artwork or default}


def serve_songs(server: HTTPServer, *songs: object) -> None:
    body = json.dumps({"resultCount": len(songs), "results": songs})
    server.expect_request("/itunes/lookup").respond_with_data(
        body, content_type="text/javascript; charset=utf-8"
    )


def test_covers_come_in_one_call_in_a_larger_size(covers: ItunesCoverLookup, httpserver: HTTPServer) -> None:
    serve_songs(httpserver, song(18), song(17))

    assert covers.covers(["17", "18"]) == {
        "17": "https://is1-ssl.mzstatic.com/image/thumb/Music/invented/17.jpg/600x600bb.jpg",
        "18": "https://is1-ssl.mzstatic.com/image/thumb/Music/invented/18.jpg/600x600bb.jpg",
    }
    assert [call.args.to_dict() for call, _ in httpserver.log] == [
        {"id": "17,18", "entity": "song", "country": "us"}
    ]


def test_songs_without_a_cover_are_left_out(covers: ItunesCoverLookup, httpserver: HTTPServer) -> None:
    serve_songs(
        httpserver, song(17), song(18, "https://evil.example/100x100bb.jpg"), None, {"trackId": 20}, song(99)
    )

    assert list(covers.covers(["17", "18", "19", "20"])) == ["17"]


def test_ids_that_are_not_apples_are_not_asked_for(covers: ItunesCoverLookup, httpserver: HTTPServer) -> None:
    assert covers.covers(["text-0123456789abcdef", "1&country=de"]) == {}
    assert httpserver.log == []


def test_no_more_ids_go_into_one_call_than_itunes_takes(covers: ItunesCoverLookup) -> None:
    with pytest.raises(ValueError, match="150 at most"):
        covers.covers([str(number) for number in range(covers.batch_size + 1)])


def test_itunes_refusal_of_frequent_callers_may_pass(
    covers: ItunesCoverLookup, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/itunes/lookup").respond_with_data("<html>Forbidden</html>", status=403)

    with pytest.raises(UpstreamUnavailable, match="try again later"):
        covers.covers(["17"])


@pytest.mark.parametrize(
    "body", ["", "<html>", "[]", "{}", '{"results": 7}', '{"resultCount": 1, "results": [{']
)
def test_an_answer_that_is_no_list_of_songs_is_an_error_and_no_miss(
    covers: ItunesCoverLookup, httpserver: HTTPServer, body: str
) -> None:
    httpserver.expect_request("/itunes/lookup").respond_with_data(body)

    with pytest.raises(BadPayload):
        covers.covers(["17"])
