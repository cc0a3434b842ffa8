"""Who may ask: host names, web origins, a rate for each client; and the id that every request has."""

import re
from collections.abc import Callable

import pytest
from tests.api_in_process import PAGE, Home
from tests.described import CheckedClient

EXPOSED = {"ETag", "Retry-After", "X-Request-ID", "X-Data-Age", "RateLimit", "RateLimit-Policy"}


@pytest.mark.parametrize(
    "path", ["/playlist-data/pop", "/playlist-data/pop?limit=1", "/nothing", "/tracks/x"]
)
def test_a_page_of_an_allowed_origin_may_read_answers_and_errors(api: CheckedClient, path: str) -> None:
    answer = api.get(path, {"Origin": PAGE})
    assert answer.headers["access-control-allow-origin"] == PAGE
    assert {*answer.headers["access-control-expose-headers"].split(", ")} == EXPOSED
    assert "Origin" in answer.headers["vary"]
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize(
    "origin", ["https://other.example", "http://page.example", f"{PAGE}:8443", "null", "*"]
)
def test_a_page_of_another_origin_may_not(api: CheckedClient, origin: str) -> None:
    for method in ("GET", "OPTIONS"):
        answer = api.ask(method, "/playlist-data/pop", {"Origin": origin})
        assert not [name for name in answer.headers if name.startswith("access-control-")]
        assert "Origin" in answer.headers["vary"]


def test_a_browser_that_asks_beforehand_is_told_what_a_page_may_send(api: CheckedClient) -> None:
    asked = {
        "Origin": PAGE,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization, content-type",
    }
    answer = api.ask("OPTIONS", "/runs", asked)
    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == PAGE
    assert {"GET", "POST"} <= {*answer.headers["access-control-allow-methods"].split(", ")}
    assert {"Authorization", "Content-Type", "If-None-Match"} <= (
        {*answer.headers["access-control-allow-headers"].split(", ")}
    )
    assert int(answer.headers["access-control-max-age"]) >= 600


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:8000",
        "LOCALHOST",
        "127.0.0.1",
        "127.0.0.1:1",
        "[::1]:8000",
        "[::1]",
        "localhost.",
    ],
)
def test_this_machine_goes_by_its_loopback_names(api: CheckedClient, host: str) -> None:
    assert api.get("/genres", {"Host": host}).status == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example:8000",
        "",
        "localhost:80:80",
    ],
)
def test_another_host_name_is_refused_against_rebinding(api: CheckedClient, host: str) -> None:
    for path in ("/playlist-data/pop", "/runs", "/nothing"):
        answer = api.get(path, {"Host": host})
        assert answer.status == 421
        assert f"{host!r}: add it to ALLOWED_HOSTS" in answer.message
    assert api.get("/health/live", {"Host": host}).status == 200
    assert api.get("/health/ready", {"Host": host}).status == 200


def test_hosts_that_are_listed_are_the_only_ones(new_home: Callable[..., Home]) -> None:
    with new_home(allowed_hosts="charts.example,api.charts.example").serve() as api:
        assert [
            api.get("/genres", {"Host": host}).status
            for host in ("charts.example", "API.charts.example:443", "localhost", "127.0.0.1:8000")
        ] == [200, 200, 421, 421]


def test_each_client_has_a_rate_of_its_own_and_is_told_what_is_left(new_home: Callable[..., Home]) -> None:
    with new_home(api_rate_limit=3).serve() as api:
        first = [
            api.ask("GET", path, client="10.0.0.1")
            for path in ("/genres", "/", "/nothing", "/genres", "/runs")
        ]
        assert [answer.status for answer in first] == [200, 200, 404, 429, 429]
        assert {answer.headers["ratelimit-policy"] for answer in first} == {'"client";q=3;w=60'}
        left = [re.fullmatch(r'"client";r=(\d+);t=(\d+)', answer.headers["ratelimit"]) for answer in first]
        assert [each and int(each[1]) for each in left] == [2, 1, 0, 0, 0]
        assert all(each and 0 < int(each[2]) <= 60 for each in left)
        wait = int(first[-1].headers["retry-after"])
        assert 0 < wait <= 60
        assert first[-1].message == f"too many requests from this address: try again in {wait} seconds"
        assert api.ask("GET", "/genres", client="10.0.0.2").status == 200
        assert api.ask("GET", "/health/ready", client="10.0.0.1").status == 200


def test_a_browser_that_asks_beforehand_is_counted_by_no_rate(new_home: Callable[..., Home]) -> None:
    with new_home(api_rate_limit=1).serve() as api:
        asked = [api.ask("OPTIONS", "/genres").status for _ in range(3)]
        assert (asked, api.get("/genres").status) == ([204] * 3, 200)


def test_no_rate_is_set_unless_told(api: CheckedClient) -> None:
    answers = [api.get("/last-updated/pop") for _ in range(100)]
    assert {answer.status for answer in answers} == {200}
    assert not [name for name in answers[-1].headers if name.startswith("ratelimit")]


def test_every_answer_has_an_id_of_its_own(api: CheckedClient) -> None:
    paths = ["/genres", "/genres", "/search?q=a", "/nothing", "/tracks/x", "/health/live", "/docs"] * 20
    assert len({api.get(path).headers["x-request-id"] for path in paths}) == len(paths)


@pytest.mark.parametrize("sent", ["7", "3f1c9a60-77aa-4c59", "a.b_c~d+e/f=g@h:i", "x" * 128])
def test_an_id_that_was_sent_comes_back(api: CheckedClient, sent: str) -> None:
    for path in ("/genres", "/search?q=a", "/nothing"):
        assert api.get(path, {"X-Request-ID": sent}).headers["x-request-id"] == sent


@pytest.mark.parametrize("sent", ["", " ", "a b", "x" * 129, 'a"b', "a\tb", "a;b", "\xff", "<script>", "a,b"])
def test_an_id_that_would_disturb_a_log_is_replaced(api: CheckedClient, sent: str) -> None:
    answer = api.get("/genres", {"X-Request-ID": sent})
    assert answer.status == 200
    assert re.fullmatch(r"[0-9a-f]{12}-[0-9a-f]+", answer.headers["x-request-id"])
