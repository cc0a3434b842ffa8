"""Schemathesis, all checks on, finds nothing in a running server; tests/proof has the thorough search."""

from collections.abc import Iterator

import pytest
import requests
from tests.api_in_process import ADMIN_TOKEN
from tests.api_server import ApiServer, api_server
from tests.explored import NOW, asked_of, explore, publish_two_weeks, with_token
from tests.proof.command_line import CommandLine

# The same examples each time, so that only a change of ours can make it fail.
QUICKLY = ("--generation-deterministic", "--max-examples=5")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiServer]:
    """A server with charts of two weeks, whose log has no line a request."""
    home = tmp_path_factory.mktemp("home")
    publish_two_weeks(CommandLine(home, {}))
    settings = {**NOW, "ADMIN_TOKEN": ADMIN_TOKEN, "LOG_LEVEL": "WARNING"}
    with api_server(home, settings) as running:
        yield running


def test_whatever_is_asked_is_answered_as_described(server: ApiServer) -> None:
    found = explore(server, *QUICKLY)
    assert found.operations == asked_of(server)
    assert found.cases > 500
    assert "api.defect" not in server.log()


def test_whatever_the_administrator_orders_is_answered_as_described(server: ApiServer) -> None:
    found = explore(server, *QUICKLY, *with_token(ADMIN_TOKEN), "--include-path=/runs")
    assert found.cases > 50
    assert requests.get(f"{server.url}/runs", timeout=30).json()["data"][0]["started_at"] > "2024-06-22T05"
    assert "api.defect" not in server.log()
