"""A server for who works on TuneMeld: it takes over each change of the code."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from tests.api_server import ApiServer, api_server
from tests.papers import ROOT

_TITLE = "title=genre.title()"


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the code, to be changed."""
    copy = tmp_path_factory.mktemp("copy") / "src"
    # What is compiled comes along, and what is just being compiled does not.
    shutil.copytree(ROOT / "src", copy, ignore=shutil.ignore_patterns("*.pyc.*"))
    return copy / "tunemeld"


@pytest.fixture(scope="module")
def server(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiServer]:
    settings = {"PYTHONPATH": str(sources.parent), "ALLOWED_HOSTS": "127.0.0.1"}
    with api_server(tmp_path_factory.mktemp("home"), settings, arguments=["--reload"]) as running:
        yield running


def _change(server: ApiServer, file: Path, text: str) -> None:
    """Write a file until the server has seen that: it looks at times, which may be those that it knows."""
    seen = server.log().count("Worker reloading")

    def write() -> bool:
        file.write_text(text, "utf-8")
        return server.log().count("Worker reloading") > seen

    server.wait_for(write)


def _title(server: ApiServer, session: requests.Session) -> str:
    answer = session.get(f"{server.url}/genres", timeout=30)
    return str(answer.json()["data"][0]["title"]) if answer.ok else answer.text


def test_changed_code_is_served_also_where_it_was_read_before_there_were_workers(
    server: ApiServer, sources: Path
) -> None:
    file = sources / "application" / "answers" / "genres.py"
    code = file.read_text("utf-8")
    with requests.Session() as session:
        assert _title(server, session) == "Country"

        _change(server, file, code.replace(_TITLE, "title=genre.upper()"))

        server.wait_for(lambda: _title(server, session) == "COUNTRY", within=14)


def test_code_that_cannot_be_read_is_said_until_it_is_mended(server: ApiServer, sources: Path) -> None:
    file = sources / "application" / "answers" / "genres.py"
    code = file.read_text("utf-8")
    with requests.Session() as session:
        _change(server, file, f"{code}\nno_such_name\n")
        server.wait_for(lambda: _title(server, session).startswith("Application error: NameError: "))

        _change(server, file, code)

        server.wait_for(lambda: _title(server, session) in {"Country", "COUNTRY"})
