"""Schemathesis finds nothing in a server: with charts and without, as a stranger and with the token."""

from pathlib import Path

import requests
from tests.api_in_process import ADMIN_TOKEN
from tests.api_server import ApiServer, api_server
from tests.explored import NOW, asked_of, explore, publish_two_weeks, with_token
from tests.proof.command_line import CommandLine
from tests.proof.figures import Tell

THOROUGHLY = ("--max-examples=100", "--generation-database=none")
QUIET = {"LOG_LEVEL": "WARNING"}


def _all(server: ApiServer, *options: str, tell: Tell) -> None:
    found = explore(server, *THOROUGHLY, *options)
    tell(f"{found.cases} requests at {found.operations} operations, no finding")
    assert found.operations == asked_of(server)
    assert found.cases > 2_000
    assert "api.defect" not in server.log()


def test_nothing_is_found_in_a_server_with_charts(tmp_path: Path, tell: Tell) -> None:
    publish_two_weeks(CommandLine(tmp_path, {}))
    with api_server(tmp_path, NOW | QUIET, has_brief_streams=True) as server:
        _all(server, tell=tell)
        charts = requests.get(f"{server.url}/playlist-data/pop?limit=1", timeout=30).json()["data"]
        # One that there is: of codes that are made up, none is on a chart.
        config = f'[parameters]\n"path.isrc" = "{charts[0]["tracks"][0]["id"]}"\n'
        explore(server, *THOROUGHLY, "--include-path=/tracks/{isrc}", config=config)


def test_nothing_is_found_in_a_server_without_charts(tmp_path: Path, tell: Tell) -> None:
    with api_server(tmp_path, QUIET, has_brief_streams=True) as server:
        _all(server, tell=tell)


def test_nothing_is_found_by_an_administrator(tmp_path: Path, tell: Tell) -> None:
    publish_two_weeks(CommandLine(tmp_path, {}))
    settings = NOW | QUIET | {"ADMIN_TOKEN": ADMIN_TOKEN}
    with api_server(tmp_path, settings, workers=2, has_brief_streams=True) as server:
        _all(server, *with_token(ADMIN_TOKEN), tell=tell)
