"""The log: a line a request, found again by its id, without the query and without secrets."""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from tests.api_in_process import ADMIN_TOKEN, Home
from tests.described import CheckedClient
from tests.surroundings import logs_as_before

FORMATS = ["json", "text"]
NewHome = Callable[..., Home]


@contextmanager
def logging_worker(
    new_home: NewHome, log_format: str = "json", level: str = "INFO"
) -> Iterator[tuple[CheckedClient, Home, io.StringIO]]:
    """A worker that logs; all is written once it has ended."""
    home = new_home(admin_token=ADMIN_TOKEN, log_level=level, log_format=log_format)
    written = io.StringIO()
    with logs_as_before():
        home.container().configure_logs(level, stream=written)
        with home.serve() as api:
            yield api, home, written


def lines(written: io.StringIO) -> list[dict[str, Any]]:
    """The lines that tell of requests."""
    logged = [json.loads(line) for line in written.getvalue().splitlines()]
    return [line for line in logged if line["event"] == "http.request"]


def test_each_request_is_a_line_with_what_was_asked_and_answered(new_home: NewHome) -> None:
    with logging_worker(new_home) as (api, _, written):
        for path in ("/genres", "/search?q=a", "/nothing", "/playlist-data/pop?limit=0"):
            api.ask(
                "GET",
                path,
                {"User-Agent": "curl/8.7", "X-Request-ID": f"id-of-{path[1:4]}"},
                client="10.1.2.3",
            )
        api.ask("POST", "/runs")
    logged = lines(written)
    assert [(line["method"], line["path"], line["status"]) for line in logged] == [
        ("GET", "/genres", 200),
        ("GET", "/search", 200),
        ("GET", "/nothing", 404),
        ("GET", "/playlist-data/pop", 400),
        ("POST", "/runs", 401),
    ]
    assert [line["request_id"] for line in logged[:4]] == ["id-of-gen", "id-of-sea", "id-of-not", "id-of-pla"]
    assert {(line["client"], line["user_agent"]) for line in logged[:4]} == {("10.1.2.3", "curl/8.7")}
    assert all(0 < line["duration_ms"] < 30_000 for line in logged)


@pytest.mark.parametrize("log_format", FORMATS)
def test_queries_tokens_and_bodies_are_not_logged(new_home: NewHome, log_format: str) -> None:
    with logging_worker(new_home, log_format) as (api, _, written):
        api.get("/search?q=my-private-words")
        api.get("/playlist-data/pop?token=my-private-words")
        headers = {
            "Authorization": "Bearer my-private-words",
            "Content-Type": "application/json",
            "Cookie": "session=my-private-words",
        }
        api.ask("POST", "/runs", headers, body=[b'{"genre": "my-private-words"}'])
        api.ask("GET", f"/{ADMIN_TOKEN}", {"User-Agent": ADMIN_TOKEN})
    assert "/search" in written.getvalue()
    assert "my-private-words" not in written.getvalue()
    assert ADMIN_TOKEN not in written.getvalue()


@pytest.mark.parametrize("log_format", FORMATS)
def test_nobody_writes_lines_of_their_own_into_the_log(new_home: NewHome, log_format: str) -> None:
    with logging_worker(new_home, log_format) as (api, _, written):
        before = len(written.getvalue().splitlines())
        api.ask("GET", "/a%0Ahttp.request forged%1B[31m", {"User-Agent": "forged\x85\x1b[31m"})
    (line,) = [line for line in written.getvalue().splitlines()[before:] if "forged" in line]
    assert not {"\x1b", "\x85"} & {*line}


def test_what_went_wrong_is_logged_under_the_id_that_the_client_was_told(new_home: NewHome) -> None:
    def fail() -> None:
        raise ZeroDivisionError("of all things")

    with logging_worker(new_home, level="WARNING") as (api, home, written):
        home.stores.meanwhile["runs"] = fail
        answer = api.get("/runs")
        home.lose_store()
        away = api.get("/runs", {"X-Request-ID": "told"})
    assert (answer.status, away.status) == (500, 503)
    logged = {line.get("request_id"): line for line in map(json.loads, written.getvalue().splitlines())}
    assert "of all things" in logged[answer.headers["x-request-id"]]["exception"]
    assert logged["told"]["event"] == "api.store_away"


def test_a_quieter_log_has_no_line_a_request(new_home: NewHome) -> None:
    with logging_worker(new_home, level="WARNING") as (api, _, written):
        api.get("/genres")
    assert written.getvalue() == ""
