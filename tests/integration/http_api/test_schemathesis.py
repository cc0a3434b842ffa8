"""Schemathesis, all checks on, finds nothing in a running server; tests/proof has the thorough search."""

from collections.abc import Iterator

import pytest
import requests
from tests.api_in_process import ADMIN_TOKEN
from tests.api_server import ApiServer, api_server
from tests.asgi_client import Answer
from tests.described import Description
from tests.explored import NOW, asked_of, explore, publish_two_weeks, with_token
from tests.proof.command_line import CommandLine

# The same examples each time, so that only a change of ours can make it fail; most come of the document
# itself, at the limits of what it allows, and few by chance.
QUICKLY = ("--generation-deterministic", "--max-examples=2")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiServer]:
    """A server with charts of two weeks, whose log has no line a request."""
    home = tmp_path_factory.mktemp("home")
    publish_two_weeks(CommandLine(home, {}))
    settings = {**NOW, "ADMIN_TOKEN": ADMIN_TOKEN, "LOG_LEVEL": "WARNING"}
    with api_server(home, settings, has_brief_streams=True) as running:
        yield running


def test_whatever_is_asked_is_answered_as_described(server: ApiServer) -> None:
    found = explore(server, *QUICKLY)
    assert found.operations == asked_of(server)
    assert found.cases > 500
    assert "api.defect" not in server.log()


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "DELETE"])
@pytest.mark.parametrize(
    "path", ["/genres", "/playlist-data/pop?limit=3", "/tracks/x", "/runs", "/docs", "/metrics"]
)
def test_the_server_adds_nothing_to_an_answer_but_a_date_and_its_name(
    server: ApiServer, method: str, path: str
) -> None:
    description = Description(requests.get(f"{server.url}/openapi.json", timeout=30).json())
    with requests.request(
        method, f"{server.url}{path}", headers={"Accept-Encoding": "gzip"}, stream=True, timeout=30
    ) as sent:
        headers = {name.lower(): value for name, value in sent.headers.items()}
        answer = Answer(sent.status_code, headers, sent.raw.read())
    assert {headers.pop("date", ""), headers.pop("server", "")} >= {"gunicorn/asgi"}
    assert description.problems(method, path.partition("?")[0], answer) == []


def test_whatever_the_administrator_orders_is_answered_as_described(server: ApiServer) -> None:
    found = explore(server, *QUICKLY, *with_token(ADMIN_TOKEN), "--include-path=/runs")
    assert found.cases > 50
    assert requests.get(f"{server.url}/runs", timeout=30).json()["data"][0]["started_at"] > "2024-06-22T05"
    assert "api.defect" not in server.log()
