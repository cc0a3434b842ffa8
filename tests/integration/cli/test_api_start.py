"""`tunemeld api start`: what it says where it serves, and what it refuses by a sentence and an exit code."""

import re
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from tests.integration.cli.conftest import Tunemeld, ended, in_a_process

START = ("api", "start")
KEY = {"RAPIDAPI_KEY": "a-key-that-nobody-has"}


@pytest.fixture(autouse=True)
def _serve_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that begins here would not end."""
    monkeypatch.setattr("tunemeld.entrypoints.http.server.Server.run", lambda _: pytest.fail("it serves"))


@pytest.fixture
def taken() -> Iterator[str]:
    """A port of loopback at which somebody listens already."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield str(other.getsockname()[1])


def test_the_address_is_said_on_standard_error_and_nothing_on_standard_output() -> None:
    words = ("--host", "localhost", "--port", "0", "-w", "1", "--no-reload")
    process = in_a_process("--env", "testing", *START, *words)
    try:
        assert process.stderr
        notice, said = (process.stderr.readline().decode() for _ in range(2))
        served = re.fullmatch(
            r"Serving on (http://127\.0\.0\.1:\d+); a browser shows the charts there\. Ctrl-C ends it\.\n",
            said,
        )
        answer = requests.get(f"{served[1]}/genres", timeout=30) if served else None
        process.send_signal(signal.SIGINT)
        ran = ended(process)
    finally:
        process.kill()

    assert notice.startswith("Note: sample catalogue")
    assert answer is not None, said
    assert answer.json()["message"] == "4 genres"
    assert (ran.code, ran.out, ran.err) == (0, "", "")


def test_a_port_that_is_taken_is_said_in_a_sentence(tunemeld: Tunemeld, taken: str) -> None:
    ran = tunemeld(*START, "--port", taken)

    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        f"Error: cannot listen on 127.0.0.1:{taken} (Address already in use): choose another address by "
        "--host and --port\n"
    )


def test_an_address_of_another_machine_is_said_in_a_sentence(tunemeld: Tunemeld) -> None:
    ran = tunemeld(*START, "--host", "192.0.2.1", "--port", "0")

    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        "Error: cannot listen on 192.0.2.1:0 (Cannot assign requested address): choose another address by "
        "--host and --port\n"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((*START, "--port", "70000"), "70000 is not in the range 0<=x<=65535"),
        ((*START, "--port", "http"), "'http' is not a valid integer range"),
        ((*START, "--workers", "0"), "0 is not in the range 1<=x<=1000"),
        ((*START, "--host", "http://localhost"), "API_HOST='http://localhost': expected a host name or addr"),
        ((*START, "--wsgi"), "No such option '--wsgi'"),
        (("--env", "staging", *START), "TUNEMELD_ENV='staging': expected 'development', 'production' or"),
        (("--log-level", "loud", *START), "'loud' is not one of"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_wrong_usage_names_the_value_and_what_is_right(
    tunemeld: Tunemeld, words: tuple[str, ...], said: str
) -> None:
    ran = tunemeld(*words)

    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_all_wrong_settings_are_named_at_once(tunemeld: Tunemeld) -> None:
    ran = tunemeld(*START, API_WORKERS="none", API_RATE_LIMIT="-1", CORS_ORIGINS="everybody")

    assert ran.code == 2
    assert [line.split("=")[0] for line in ran.err.splitlines()] == [
        "Error: API_WORKERS",
        "Error: API_RATE_LIMIT",
        "Error: CORS_ORIGINS",
    ]


def test_production_without_a_key_does_not_start(tunemeld: Tunemeld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TUNEMELD_NOW")

    ran = tunemeld("--env", "production", *START)

    (sentence,) = ran.err.splitlines()
    assert ran.code == 2
    assert "RAPIDAPI_KEY to be set in production" in sentence


@pytest.mark.parametrize(
    ("content", "said"),
    [("[country.Napster]\nid = '1'\n", "Napster"), ("[country", "is no TOML in UTF-8")],
    ids=["an unknown service", "no TOML"],
)
def test_a_file_of_playlists_that_cannot_be_used_is_said_before_anybody_is_served(
    tunemeld: Tunemeld, tmp_path: Path, content: str, said: str
) -> None:
    file = tmp_path / "playlists.toml"
    file.write_text(content, "utf-8")

    ran = tunemeld(*START, "--port", "0", TUNEMELD_PLAYLISTS_FILE=str(file), **KEY)

    assert (ran.code, ran.out) == (2, "")
    assert all(line.startswith(f"Error: {file}") for line in ran.err.splitlines())
    assert said in ran.err


def test_a_file_of_corrections_that_cannot_be_used_is_said_before_anybody_is_served(
    tunemeld: Tunemeld, tmp_path: Path
) -> None:
    file = tmp_path / "corrections.toml"
    file.write_text("[[link]]\nSpotify = 'only one'\n", "utf-8")

    ran = tunemeld(*START, "--port", "0", TUNEMELD_CORRECTIONS_FILE=str(file))

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"Error: {file}")
    assert "Serving" not in ran.err
