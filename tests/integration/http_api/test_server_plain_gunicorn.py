"""The server as plain gunicorn starts it, by the command of the README."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from tests.api_server import GUNICORN, ApiServer, api_server
from tests.proof.command_line import CommandLine

_SETTINGS = {"LOG_FORMAT": "json"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiServer]:
    home = tmp_path_factory.mktemp("home")
    assert CommandLine(home, _SETTINGS)("etl", "run").code == 0
    with api_server(home, _SETTINGS, workers=2, is_plain_gunicorn=True) as running:
        running.wait_for(lambda: len(running.workers()) == 2)
        yield running


def _started(home: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """What a start leaves that comes to nothing."""
    return subprocess.run(
        [sys.executable, *GUNICORN, "-w", "2"],
        cwd=home,
        env=CommandLine(home, {}).surroundings(**settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_plain_gunicorn_serves_charts_and_counts_for_all_workers(server: ApiServer) -> None:
    answers = [requests.get(f"{server.url}/playlist-data/dance", timeout=30) for _ in range(100)]

    assert {answer.status_code for answer in answers} == {200}
    told = 'tunemeld_http_requests_total{method="GET",route="/playlist-data/{genre}",status="200"} 100.0'
    server.wait_for(lambda: told in requests.get(f"{server.url}/metrics", timeout=30).text)


def test_plain_gunicorn_replaces_workers_and_ends_in_order(server: ApiServer) -> None:
    home, former = server.tunemeld.folder, set(server.workers())
    # Settings are read once: a file that cannot be used is met at the next start, and ends no server.
    (home / ".env").write_text("API_CONCURRENCY=none\n", "utf-8")

    server.process.send_signal(signal.SIGHUP)

    server.wait_for(lambda: len(server.workers()) == 2 and not former & set(server.workers()))
    assert requests.get(f"{server.url}/playlist-data/dance", timeout=30).ok
    assert server.stop(within=20) == 0
    assert all(line.startswith("{") for line in server.log().splitlines() if line)


def test_plain_gunicorn_names_all_wrong_settings_at_once(tmp_path: Path) -> None:
    ended = _started(tmp_path, API_CONCURRENCY="none", LOG_LEVEL="loud")

    assert (ended.returncode, ended.stdout) == (2, "")
    problems = [line for line in ended.stderr.splitlines() if line.startswith("Error: ")]
    assert [problem.split("=")[0] for problem in problems] == ["Error: API_CONCURRENCY", "Error: LOG_LEVEL"]
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"TUNEMELD_SOURCE": "open", "TUNEMELD_CHARTS_FILE": "here.toml"}, "here.toml is no TOML"),
        ({"TUNEMELD_CORRECTIONS_FILE": "here.toml"}, "here.toml: is no TOML"),
    ],
)
def test_plain_gunicorn_says_what_cannot_be_served(
    tmp_path: Path, settings: dict[str, str], said: str
) -> None:
    (tmp_path / "here.toml").write_text("[[", "utf-8")

    ended = _started(tmp_path, **settings)

    assert (ended.returncode, ended.stdout) == (2, "")
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr
