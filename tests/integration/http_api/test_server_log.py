"""What a server in production writes down: whole lines of JSON, in both places, and no secret."""

import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests
from tests.api_server import ApiServer, api_server
from tests.proof.planted import BESIDE, SETTINGS, secrets_in, secrets_stored

_SECRET = SETTINGS["ADMIN_TOKEN"]
_IDS = [f"request-{number}" for number in range(200)]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiServer]:
    """A server in production with two workers and a secret in every setting, that has answered and ended."""
    settings = {**BESIDE, **SETTINGS, "TUNEMELD_ENV": "production"}
    with api_server(tmp_path_factory.mktemp("home"), settings, workers=2) as running:
        with ThreadPoolExecutor(8) as clients:
            list(clients.map(lambda name: _ask(running, name), _IDS))
        _ask_with_secrets(running)
        assert running.stop() == 0
        yield running


def _ask(server: ApiServer, name: str) -> None:
    headers = {"X-Request-ID": name, "User-Agent": "client " + "=" * 500}
    requests.get(f"{server.url}/playlist-data/dance", headers=headers, timeout=30)


def _ask_with_secrets(server: ApiServer) -> None:
    """Everything that people put where it does not belong."""
    ask = requests.Session()
    ask.headers["Authorization"] = f"Bearer {_SECRET}"
    for path in (f"/search?q={_SECRET}", f"/tracks/{_SECRET}", f"/{_SECRET}", "/health", "/runs"):
        ask.get(f"{server.url}{path}", timeout=30)
    ask.get(f"{server.url}/genres", headers={"User-Agent": _SECRET, "X-Request-ID": _SECRET}, timeout=30)
    for body in (
        {"genre": _SECRET},
        {"genre": "dance", _SECRET: 1},
        {"genre": "dance", "stage": "transform"},
    ):
        ask.post(f"{server.url}/runs", json=body, timeout=30)


def _lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def _log(server: ApiServer) -> Path:
    return server.tunemeld.folder / "state" / "tunemeld" / "api.log"


def test_every_line_of_the_log_is_json_with_its_time_level_and_event(server: ApiServer) -> None:
    lines = _lines(_log(server).read_text("utf-8"))

    assert all({"timestamp", "level", "event"} <= line.keys() for line in lines)
    assert {line["level"] for line in lines} <= {"info", "warning"}


def test_each_request_is_one_line_of_the_log_whichever_worker_answers(server: ApiServer) -> None:
    lines = [line for line in _lines(_log(server).read_text("utf-8")) if line["event"] == "http.request"]

    by_id = {line["request_id"]: line for line in lines}
    counted = Counter(line["request_id"] for line in lines)
    assert [counted[name] for name in _IDS] == [1] * len(_IDS)
    assert {key: by_id[_IDS[0]][key] for key in ("method", "path", "status", "client")} == {
        "method": "GET",
        "path": "/playlist-data/dance",
        "status": 404,
        "client": "127.0.0.1",
    }


def test_standard_error_has_the_same_lines(server: ApiServer) -> None:
    in_file = Counter(_log(server).read_text("utf-8").splitlines())

    on_stream = Counter(line for line in server.log().splitlines() if line.startswith("{"))

    assert in_file - on_stream == Counter()
    # What comes before the log is opened is said on standard error alone.
    (before,) = on_stream - in_file
    assert json.loads(before)["event"].startswith("Starting gunicorn")
    said = [line for line in server.log().splitlines() if not line.startswith("{")]
    assert [line.partition(":")[0] for line in said] == ["Serving on http"]


def test_no_secret_is_written_down(server: ApiServer) -> None:
    assert secrets_in(server.log()) == []
    assert secrets_stored(server.tunemeld.folder) == []


def test_a_log_that_cannot_be_written_is_said_once_and_all_are_served(tmp_path: Path) -> None:
    with api_server(tmp_path, {"LOG_FILE": str(tmp_path)}, workers=2) as server:
        server.wait_for(lambda: server.log().count("ASGI server listening") == 2)
        _ask(server, "request-1")
        assert server.stop() == 0

    assert "request_id=request-1" in server.log()
    assert [line for line in server.log().splitlines() if "Warning" in line] == [
        f"Warning: no log at {tmp_path} (Is a directory): standard error has it all."
    ]
