"""The image: what it is made of, who it runs as, and that it runs with nothing but /data to write to."""

import re
import subprocess
import tomllib
from dataclasses import replace
from fnmatch import fnmatch
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet
from tests.api_server import ApiServer, end
from tests.integration.deployment.files import instructions, the
from tests.integration.deployment.image import Image
from tests.papers import ROOT

_PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
_COPIED = [each for each in instructions() if each.word == "COPY" and "--from" not in each.rest]


def _sources() -> set[str]:
    return {source for each in _COPIED for source in each.rest.split()[:-1]}


def _is_ignored(path: str) -> bool:
    """By `.dockerignore`, as its reference has it: the last line that matches decides.

    https://docs.docker.com/build/concepts/context/#dockerignore-files
    """
    ignored = False
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    for line in (line for line in lines if line and not line.startswith("#")):
        pattern = line.removeprefix("!").removeprefix("**/")
        parts = path.split("/")
        begun = ["/".join(parts[: end + 1]) for end in range(len(parts))]
        anywhere = line.removeprefix("!").startswith("**/")
        if any(fnmatch(each, pattern) for each in (parts if anywhere else begun)):
            ignored = not line.startswith("!")
    return ignored


def test_all_stages_stand_on_one_pinned_python_that_is_new_enough() -> None:
    first, *others = [each.rest for each in instructions() if each.word == "FROM"]
    tag = re.fullmatch(r"python:(\d+\.\d+\.\d+)-slim-[a-z]+ AS python", first)

    assert tag
    assert tag[1] in SpecifierSet(_PROJECT["requires-python"])
    assert {each.partition(" AS ")[0] for each in others} == {"python"}


def test_it_runs_as_a_user_of_a_fixed_number_who_is_not_root() -> None:
    uid, gid = the("USER").rest.split(":")
    made = next(each.rest for each in instructions() if "useradd" in each.rest)

    assert int(uid) > 0
    assert (f"--uid {uid} " in made, f"--gid {gid} " in made) == (True, True)


def test_no_shell_stands_between_the_signal_and_the_program() -> None:
    assert the("ENTRYPOINT").words == ["tunemeld"]
    assert the("CMD").words[:2] == ["api", "start"]
    assert the("HEALTHCHECK").words[0] == "python"
    assert the("STOPSIGNAL").rest == "SIGTERM"


def test_all_that_it_writes_goes_to_its_volume() -> None:
    assert the("VOLUME").words == ["/data"]
    assert the("WORKDIR").rest == "/data"


def test_what_is_copied_is_in_git_and_reaches_the_builder() -> None:
    for source in _sources():
        kept = subprocess.run(
            ["git", "ls-files", "--", source], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.splitlines()
        assert kept, f"{source} is not in git"
        assert [path for path in kept if _is_ignored(path)] == []


@pytest.mark.parametrize(
    "path",
    [
        *(".env", ".env.production", "src/.env", "src/tunemeld/.env.production"),
        *(".git/config", ".venv/bin/python", "charts.db", "tests/conftest.py", "deploy/mongo/initiate.py"),
        *("src/tunemeld/__pycache__/settings.cpython-313.pyc", "src/tunemeld/settings.pyc"),
    ],
)
def test_what_is_no_part_of_it_does_not_reach_the_builder(path: str) -> None:
    assert _is_ignored(path)


def test_its_code_is_compiled_whatever_becomes_of_dates(image: Image) -> None:
    compiled = list((image.root / "opt/tunemeld/src").rglob("settings.*.pyc"))

    # The second word of a compiled file says how it is checked: 1 is never, https://peps.python.org/pep-0552
    assert [path.read_bytes()[4] for path in compiled] == [1]


def test_a_chart_is_printed_where_only_data_and_temporary_files_can_be_written(
    image: Image, tmp_path: Path
) -> None:
    image = replace(image, data=tmp_path)
    before = image.files()

    done = image.run(
        *the("ENTRYPOINT").words, "aggregate", "--genre", "country", "--limit", "3", TUNEMELD_SOURCE="sample"
    )

    assert done.returncode == 0, done.stderr
    assert "Country: where the services' editors agree" in done.stdout
    assert (tmp_path / "tunemeld.db").is_file()
    assert image.files() == before


def test_a_program_that_writes_elsewhere_is_stopped(image: Image) -> None:
    for code in (
        "open('found', 'w')",
        "import os; os.mkdir('made')",
        "import sqlite3; sqlite3.connect('db')",
    ):
        assert "Read-only file system" in image.run("python", "-c", code).stderr


def _health(image: Image, port: int) -> int:
    command = [word.replace("8000", str(port)) for word in the("HEALTHCHECK").words]
    return image.run(*command).returncode


def test_its_health_check_is_content_with_an_api_that_serves(image: Image, server: ApiServer) -> None:
    assert _health(image, server.address[1]) == 0


def test_its_health_check_asks_at_the_port_that_it_listens_on() -> None:
    assert "8000" in the("CMD").words
    assert "8000" in the("HEALTHCHECK").rest
    assert the("EXPOSE").rest == "8000"


def test_an_api_that_has_nothing_to_serve_is_unhealthy_and_ends_in_order_all_the_same(image: Image) -> None:
    unready = image.start(
        MONGODB_URL="mongodb://127.0.0.1:9/?serverSelectionTimeoutMS=50",
        TUNEMELD_SOURCE="sample",
        API_WORKERS="1",
    )
    try:
        unready.wait_until_it_serves()
        workers = unready.workers()
        assert _health(image, unready.address[1]) != 0

        assert unready.stop() == 0
        assert len(workers) == 1
        assert not Path(f"/proc/{workers[0]}").exists()
    finally:
        end(unready.process)


def test_its_health_check_complains_where_nobody_listens(image: Image) -> None:
    assert _health(image, 9) != 0


def test_its_log_is_kept_beside_the_data(image: Image, server: ApiServer) -> None:
    assert (image.data / "api.log").is_file()
    assert "Warning" not in server.log()
