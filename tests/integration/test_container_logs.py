"""What a container's parts log: every stage and every call, with the names of the run, and no secret."""

import io
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from pytest_httpserver import HTTPServer
from tests.surroundings import clear
from werkzeug import Request, Response

from tunemeld.application.pipeline import Order
from tunemeld.application.report import RunReport, RunStatus, Stage
from tunemeld.container import Container
from tunemeld.settings import Settings, load_settings

SECRETS = {
    "rapidapi_key": "key-of-the-lists",
    "spotify_client_id": "id-of-the-search",
    "spotify_client_secret": "secret-of-the-search",
}


@pytest.fixture(autouse=True)
def _surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clear(monkeypatch, tmp_path)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What a container may configure as its log; everything is as before afterwards."""
    root, ours = logging.getLogger(), logging.getLogger("tunemeld")
    handlers, level, our_level = set(root.handlers), root.level, ours.level
    yield io.StringIO()
    for handler in set(root.handlers) - handlers:
        root.removeHandler(handler)
    root.setLevel(level)
    ours.setLevel(our_level)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


def _container(**settings: object) -> Container:
    return Container(settings=load_settings("testing", **settings))


def _run(container: Container, stage: Stage, log: io.StringIO) -> tuple[RunReport, list[dict[str, Any]]]:
    container.configure_logs("DEBUG", stream=log)
    try:
        report = container.pipeline().run(Order(stage=stage, genres=["country"], threads=2))
    finally:
        container.session().close()
    return report, [json.loads(line) for line in log.getvalue().splitlines()]


def test_every_stage_logs_its_start_and_end_with_its_names_duration_and_status(log: io.StringIO) -> None:
    container = _container(tunemeld_source="sample")

    report, lines = _run(container, Stage.FULL, log)

    assert report.status is RunStatus.DONE
    for stage in ("extract", "transform", "aggregate"):
        of_stage = [line for line in lines if line["etl_stage"] == stage]
        events = [line["event"] for line in of_stage]
        assert events.count("etl.step_started") == events.count("etl.step_finished") > 0
        assert {(line["run_id"], line["genre"]) for line in of_stage} == {(report.run_id, "country")}
        for line in of_stage:
            if line["event"] == "etl.step_finished":
                assert line["duration_seconds"] >= 0
                assert line["status"] in {"ok", "published", "unchanged"}


@pytest.fixture
def refusing(httpserver: HTTPServer) -> dict[str, str]:
    """Addresses of lists that are nowhere, as settings; every call is in the server's log."""

    def refuse(_request: Request) -> Response:
        return Response("nowhere", status=404)

    httpserver.expect_request(re.compile("/.*")).respond_with_handler(refuse)
    address = httpserver.url_for("/")[:-1]
    return {name: address for name in Settings.model_fields if name.endswith(("rapidapi_url", "oembed_url"))}


def test_every_call_upstream_logs_its_start_and_end_with_its_stages_names(
    log: io.StringIO, refusing: dict[str, str], httpserver: HTTPServer
) -> None:
    container = _container(tunemeld_source="rapidapi", **SECRETS, **refusing)

    report, lines = _run(container, Stage.EXTRACT, log)

    calls = [line for line in lines if line["event"] == "upstream.finished"]
    assert len(calls) == len(httpserver.log) == sum(report.calls.values())
    assert len([line for line in lines if line["event"] == "upstream.started"]) == len(calls)
    for line in calls:
        assert (line["run_id"], line["etl_stage"], line["genre"]) == (report.run_id, "extract", "country")
        assert line["status"] == 404
        assert line["duration_seconds"] >= 0
    assert not any(secret in log.getvalue() for secret in SECRETS.values())


def test_a_service_is_asked_by_its_own_name_wherever_its_address_leads(
    log: io.StringIO, refusing: dict[str, str], httpserver: HTTPServer
) -> None:
    _run(_container(tunemeld_source="rapidapi", **SECRETS, **refusing), Stage.EXTRACT, log)

    hosts = {request.headers.get("X-RapidAPI-Host") for request, _ in httpserver.log} - {None}
    assert hosts == {
        "spotify23.p.rapidapi.com",
        "apple-music24.p.rapidapi.com",
        "soundcloud-scraper.p.rapidapi.com",
    }
    with_key = [r for r, _ in httpserver.log if r.headers.get("X-RapidAPI-Key") == SECRETS["rapidapi_key"]]
    assert len(with_key) == sum("X-RapidAPI-Host" in request.headers for request, _ in httpserver.log)
