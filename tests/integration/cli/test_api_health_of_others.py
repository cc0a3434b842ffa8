"""`tunemeld api health`, where something else than a server of this version answers."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from tests.api_in_process import Home
from tests.integration.cli.conftest import Tunemeld

CHART = "/playlist-data/country"
Documents = dict[str, dict[str, Any]]
Asked = Callable[[Documents], tuple[int, dict[str, Any]]]


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> Documents:
    """What a server with one chart answers, by path."""
    home = Home(tmp_path_factory.mktemp("home"))
    home.run("country")
    with home.serve() as client:
        return {path: client.get(path).document for path in ("/health", "/genres", CHART)}


@pytest.fixture
def documents(right: Documents) -> Documents:
    """The same, to be changed."""
    return copy.deepcopy(right)


@pytest.fixture
def asked(tunemeld: Tunemeld, httpserver: HTTPServer) -> Asked:
    """Has a server answer these documents, and asks it: the exit code, and the checks."""

    def ask(documents: Documents) -> tuple[int, dict[str, Any]]:
        for path, document in documents.items():
            httpserver.expect_request(path).respond_with_json(document)
        ran = tunemeld("api", "health", "--port", str(httpserver.port), "--format", "json")
        assert ran.err == ""
        return ran.code, json.loads(ran.out)["checks"]

    return ask


def test_a_server_with_a_chart_in_order_is_found_well(asked: Asked, documents: Documents) -> None:
    code, checks = asked(documents)

    assert code == 0
    assert CHART in checks


def _reorder(documents: Documents) -> None:
    documents[CHART]["data"][0]["tracks"].reverse()


def _rename(documents: Documents) -> None:
    documents[CHART]["data"][0]["genre_name"] = "dance"


def _take_away(documents: Documents) -> None:
    del documents[CHART]["data"][0]["snapshot_id"]


def _empty(documents: Documents) -> None:
    documents[CHART]["data"] = []


def _fail(documents: Documents) -> None:
    documents[CHART] = {"status": "error", "message": "the store cannot be read", "data": None}


def _bare(documents: Documents) -> None:
    documents[CHART] = documents[CHART]["data"][0]


def _no_genres(documents: Documents) -> None:
    documents["/genres"]["data"] = {"country": None}


def _no_checks(documents: Documents) -> None:
    documents["/health"]["data"] = {"status": "UP"}


def _ill(documents: Documents) -> None:
    check = {"healthy": False, "duration_ms": 1.0, "details": "full \x1b[31m", "remedy": "make room"}
    documents["/health"]["data"]["checks"]["disk"] = check


@pytest.mark.parametrize(
    ("change", "name", "said"),
    [
        (_reorder, CHART, "is not the chart of that genre in its order"),
        (_rename, CHART, "is not the chart of that genre in its order"),
        (_take_away, CHART, "another shape than this version's (data.0.snapshot_id: Field required)"),
        (_empty, CHART, "is not the chart of that genre in its order"),
        (_fail, CHART, "answered 200: the store cannot be read"),
        (_bare, CHART, "no envelope: is that TuneMeld?"),
        (_no_genres, "genres", "another shape than this version's (data: Input should be a valid array)"),
        (_no_checks, "server", "another shape than this version's (data.overall_healthy: Field required)"),
        (_ill, "disk", "full  [31m"),
    ],
)
def test_a_server_that_answers_wrongly_is_found_wrong(
    asked: Asked, documents: Documents, change: Callable[[Documents], None], name: str, said: str
) -> None:
    change(documents)

    code, checks = asked(documents)

    wrong = {found: check for found, check in checks.items() if not check["healthy"]}
    assert code == 1
    assert [*wrong] == [name]
    assert said in wrong[name]["details"]
    assert wrong[name]["remedy"] != ""


def test_a_server_without_a_chart_is_well_and_it_is_said_how_to_get_one(
    asked: Asked, documents: Documents
) -> None:
    documents["/genres"]["data"][0]["last_updated"] = None

    code, checks = asked(documents)

    assert code == 0
    assert "tunemeld etl run" in checks["charts"]["details"]


@pytest.mark.parametrize(
    "body", ["<!doctype html><p>It works!", "", "[]", '"yes"', "null", '{"status": "UP"}', "[" * 100_000]
)
def test_a_server_that_is_no_tunemeld_is_found_out(asked: Asked, httpserver: HTTPServer, body: str) -> None:
    httpserver.expect_request("/health").respond_with_data(body, content_type="text/html")

    code, checks = asked({})

    assert code == 1
    assert [*checks] == ["server"]
    assert "answered 200, and no envelope: is that TuneMeld?" in checks["server"]["details"]


def test_a_server_that_sends_elsewhere_is_not_followed(asked: Asked, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/health").respond_with_data(
        status=302, headers={"Location": "http://192.0.2.1/"}
    )

    code, checks = asked({})

    assert code == 1
    assert "answered 302, and no envelope" in checks["server"]["details"]
