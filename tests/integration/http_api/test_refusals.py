"""What is refused: with a true status, in the envelope, with the value and what would be right."""

from collections.abc import Callable
from urllib.parse import quote_from_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs
from tests.api_in_process import Home
from tests.described import CheckedClient

SERVICES = "Spotify, AppleMusic, SoundCloud"
PATHS = (
    "/",
    "/playlist-data/dance",
    "/service-playlist/dance/Spotify",
    "/graph-data/dance",
    "/header-art/dance",
    "/last-updated/dance",
    "/genres",
    "/tracks/GBAYE0601498",
    "/search",
    "/runs",
    "/health",
    "/health/live",
    "/health/ready",
    "/metrics",
    "/openapi.json",
    "/docs",
)


@pytest.mark.parametrize("kind", ["playlist-data", "graph-data", "header-art", "last-updated"])
def test_an_unknown_genre_is_named_with_those_that_there_are(api: CheckedClient, kind: str) -> None:
    answer = api.get(f"/{kind}/polka")
    assert answer.status == 404
    assert "'polka'; known genres: country, dance, pop, rap" in answer.message


def test_an_unknown_service_is_named_with_those_that_there_are(api: CheckedClient) -> None:
    answer = api.get("/service-playlist/pop/Tidal")
    assert answer.status == 404
    assert answer.message == f"no service is called 'Tidal'; there are {SERVICES}"
    assert "known genres" in api.get("/service-playlist/polka/Tidal").message


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/playlist-data", "/playlist-data/a/b", "/playlist-data//pop", "/Genres", "/v1/genres"],
)
def test_a_path_that_there_is_not_says_where_paths_are_listed(api: CheckedClient, path: str) -> None:
    answer = api.get(path)
    assert (answer.status, answer.message) == (
        404,
        "there is nothing at this path: /docs lists what there is",
    )


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("limit=0", ["limit is", "0", "1 or more"]),
        ("limit=-1", ["limit is '-1'", "a whole number"]),
        ("limit=2.5", ["limit is '2.5'", "a whole number"]),
        ("limit=1e3", ["limit is '1e3'", "a whole number"]),
        ("limit=%D9%A3", ["limit is '٣'", "a whole number"]),
        ("limit=10001", ["limit is", "10001", "10000 or less"]),
        ("limit=", ["limit is ''", "a whole number"]),
        ("limit", ["limit is ''", "a whole number"]),
        ("min_sources=101", ["min_sources is", "101", "100 or less"]),
        ("strategy=borda", ["strategy is 'borda'", "'consensus', 'priority' or 'tiers'"]),
        ("strategy=", ["strategy is ''", "'consensus', 'priority' or 'tiers'"]),
        ("format=pdf", ["format is 'pdf'", "'json', 'csv', 'xspf', 'm3u8' or 'atom'"]),
        ("page=2", ["page is no parameter here", "strategy, limit, min_sources, as_of, format"]),
        ("limit=0&strategy=borda&page=2", ["limit is", "strategy is 'borda'", "page is no parameter"]),
        ("limit=1&limit=2", ["limit is given more than once"]),
        ("x=1&x=1", ["x is given more than once"]),
        ("limit=%", ["% that begins no percent-encoding", "%25"]),
        ("limit=%zz", ["% that begins no percent-encoding", "%25"]),
        ("strategy=%FF", ["not UTF-8"]),
        ("strategy=%C3", ["not UTF-8"]),
        ("strategy=\xff", ["not ASCII"]),
    ],
)
def test_a_parameter_is_named_with_its_value_and_what_it_should_be(
    api: CheckedClient, query: str, said: list[str]
) -> None:
    answer = api.get(f"/playlist-data/pop?{query}")
    assert answer.status == 400
    assert [each for each in said if each not in answer.message] == []


@pytest.mark.parametrize("path", PATHS)
def test_a_query_that_is_not_ascii_is_refused_at_every_path(api: CheckedClient, path: str) -> None:
    answer = api.get(f"{path}?\xff")
    assert (answer.status, "not ASCII" in answer.message) == (400, True)


@pytest.mark.parametrize("path", [each for each in PATHS if each not in {"/playlist-data/dance", "/search"}])
def test_no_path_takes_a_parameter_that_it_does_not_know(api: CheckedClient, path: str) -> None:
    answer = api.get(f"{path}?colour=red")
    assert answer.status == 400
    assert "colour is no parameter here" in answer.message


@pytest.mark.parametrize(
    "method", ["DELETE", "PUT", "PATCH", "TRACE", "CONNECT", "PROPFIND", "QUERY", "BREW"]
)
@pytest.mark.parametrize("path", PATHS)
def test_another_method_is_told_those_that_the_path_takes(api: CheckedClient, path: str, method: str) -> None:
    answer = api.ask(method, path)
    allowed = "GET, HEAD, OPTIONS, POST" if path == "/runs" else "GET, HEAD, OPTIONS"
    assert (answer.status, answer.headers["allow"]) == (405, allowed)
    assert answer.message == f"this path takes other methods: {allowed}"
    told = api.ask("OPTIONS", path)
    assert (told.status, told.headers["allow"], told.body) == (204, allowed, b"")


def test_a_method_at_a_path_that_there_is_not_is_no_question_of_the_method(api: CheckedClient) -> None:
    assert [api.ask(method, "/nothing").status for method in ("POST", "OPTIONS", "BREW")] == [404, 404, 404]
    assert api.ask("POST", "/genres").status == 405


def test_an_address_that_is_too_long_is_refused(api: CheckedClient) -> None:
    assert api.get(f"/playlist-data/{'a' * 2_000}").status == 404
    answer = api.get(f"/playlist-data/{'a' * 2_500}")
    assert (answer.status, answer.message) == (414, "the path is longer than 2048 characters: shorten it")


def test_a_question_mark_that_is_encoded_begins_no_query(api: CheckedClient) -> None:
    assert api.get("/playlist-data/pop?limit=3").status == 200

    assert api.get("/playlist-data/pop%3Flimit=3").status == 404


def test_a_search_of_more_than_two_hundred_characters_is_refused(api: CheckedClient) -> None:
    assert api.get(f"/search?q={'a' * 200}").status == 200
    assert api.get(f"/search?q={'a' * 201}").status == 400


def test_what_is_wrong_with_a_query_is_told_however_long_it_is(api: CheckedClient) -> None:
    long, many = "a" * 5_000, [f"colour{number}=red" for number in range(400)]
    for query in (
        f"limit={'9' * 5_000}",
        f"colour={long}",
        f"{long}=1",
        f"{long}=1&{long}=2",
        "&".join(many),
    ):
        answer = api.get(f"/playlist-data/pop?{query}")
        assert answer.status == 400
        assert len(answer.message) < 500


def test_a_defect_is_told_without_anything_of_the_inside(new_home: Callable[..., Home]) -> None:
    home = new_home()

    def fail() -> None:
        raise ZeroDivisionError(f"{home.folder} at mongodb://user:secret@db.internal")

    with capture_logs() as logged, home.serve() as api:
        home.stores.meanwhile["runs"] = fail
        answer = api.get("/runs")
        assert answer.status == 500
        assert answer.message == (
            "TuneMeld has a defect; its log has more under the X-Request-ID of this answer"
        )
        assert "secret" not in str(answer)
    assert [each["event"] for each in logged if each["log_level"] == "error"] == ["api.defect"]


@given(
    kind=st.sampled_from(["", "playlist-data/", "tracks/", "service-playlist/pop/", "health/"]),
    path=st.binary(max_size=40),
    query=st.one_of(st.none(), st.binary(max_size=40), st.sampled_from([b"limit=1", b"q=a"])),
)
def test_whatever_is_asked_the_answer_is_as_described(
    api: CheckedClient, kind: str, path: bytes, query: bytes | None
) -> None:
    asked = "" if query is None else f"?{quote_from_bytes(query, safe='=&%+')}"
    answer = api.get(f"/{kind}{quote_from_bytes(path)}{asked}")
    assert answer.status in {200, 400, 404}
