"""`tunemeld api health`: a running server asked as its clients ask it."""

import json
import socket
from collections.abc import Iterator

import pytest
import requests
from tests.api_server import ApiServer, api_server
from tests.integration.cli.conftest import Tunemeld

HEALTH = ("api", "health")
CHARTS = [f"/playlist-data/{genre}" for genre in ("country", "dance", "pop")]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiServer]:
    """A server with charts, that goes by another name than this machine's."""
    settings = {"ALLOWED_HOSTS": "charts.example"}
    # With one worker, who is asked for a chart is also who is asked for its health.
    arguments = ("--host", "localhost", "--workers", "1")
    with api_server(tmp_path_factory.mktemp("home"), settings, arguments=arguments) as running:
        assert running.tunemeld("etl", "run").code == 0
        running.wait_for(lambda: all(_is_served(running, path) for path in CHARTS))
        yield running


def _is_served(server: ApiServer, path: str) -> bool:
    return requests.get(f"{server.url}{path}", headers={"Host": "charts.example"}, timeout=30).ok


def test_a_server_that_is_well_is_found_well(tunemeld: Tunemeld, server: ApiServer) -> None:
    host, port = server.address

    ran = tunemeld(
        *HEALTH, "--host", host, "-p", str(port), "--format", "json", ALLOWED_HOSTS="charts.example"
    )

    found = json.loads(ran.out)
    assert (ran.code, ran.err) == (0, "")
    assert found["overall_healthy"] is True
    assert {"server", "store", "cache", "disk"} <= found["checks"].keys()
    charts = {name: check for name, check in found["checks"].items() if name.startswith("/playlist-data/")}
    assert [*charts] == CHARTS
    assert all(" tracks, published " in check["details"] for check in charts.values())


def test_the_findings_are_a_table_for_people(tunemeld: Tunemeld, server: ApiServer) -> None:
    ran = tunemeld(*HEALTH, API_PORT=str(server.address[1]), ALLOWED_HOSTS="charts.example,charts.test")

    heads, _, *rows = ran.out.splitlines()
    assert (ran.code, ran.err) == (0, "")
    assert heads.split() == ["Check", "State", "ms", "Found"]
    assert {tuple(row.split()[:2]) for row in rows} >= {("server", "ok"), ("/playlist-data/dance", "ok")}


def test_a_server_that_goes_by_another_name_says_so(tunemeld: Tunemeld, server: ApiServer) -> None:
    ran = tunemeld(*HEALTH, "--port", str(server.address[1]))

    assert ran.code == 1
    assert "answered 421: " in ran.out
    assert "ALLOWED_HOSTS" in ran.out


def test_where_nobody_listens_a_remedy_is_named(tunemeld: Tunemeld) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])

    ran = tunemeld(*HEALTH, "--port", port, HTTP_PROXY="http://127.0.0.1:9")

    assert (ran.code, ran.err) == (1, "")
    assert "WRONG" in ran.out
    assert f"http://127.0.0.1:{port}/health does not answer (ConnectionError)" in ran.out
    assert "→ start it by `tunemeld api start`, or name it by --host and --port" in ran.out


def test_a_proxy_for_the_world_outside_is_not_asked(tunemeld: Tunemeld, server: ApiServer) -> None:
    proxy = {"HTTP_PROXY": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9"}

    ran = tunemeld(*HEALTH, "--port", str(server.address[1]), ALLOWED_HOSTS="charts.example", **proxy)

    assert ran.code == 0
