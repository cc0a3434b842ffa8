"""`tunemeld dev`: real commands in a small checkout, made of the project's own Makefile and settings."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import requests
from tests.integration.cli.conftest import Ran, Tunemeld, ended, in_a_process
from tests.papers import ROOT

from tunemeld.entrypoints.cli.dev import COMPONENTS
from tunemeld.entrypoints.cli.workshop import folders_of

_PASSES = "def test_one_and_one_are_two():\n    assert 1 + 1 == 2\n"
_FAILS = "def test_one_and_one_are_three():\n    assert 1 + 1 == 3\n"
_WAITS = """
import threading

def test_it_waits_for_ever():
    with open("pipe", "w") as pipe:
        print("here", file=pipe)
    threading.Event().wait()
"""

Dev = Callable[..., Ran]
"""Runs `tunemeld dev` with these words, in the checkout or a folder of it."""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with a part of the code and a test, whose environment is the one that tests run in."""
    folder = tmp_path / "my checkout"
    for name in ("__init__.py", "domain/__init__.py", "domain/text.py"):
        _write(folder / "src/tunemeld" / name, (ROOT / "src/tunemeld" / name).read_text("utf-8"))
    for name in ("Makefile", "pyproject.toml", "requirements-dev.txt", ".env.example"):
        shutil.copy(ROOT / name, folder)
    _write(folder / "tests/unit/domain/test_sums.py", _PASSES)
    python = folder / ".venv-test/bin/python"
    _write(python, f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    (folder / ".venv-test/.ready").touch()
    return folder


@pytest.fixture
def _with_all_code(checkout: Path) -> None:
    """The checkout has all that is needed to run a command of its own, compiled as far as it was."""
    being_compiled = shutil.ignore_patterns("*.pyc.*")
    shutil.copytree(ROOT / "src", checkout / "src", ignore=being_compiled, dirs_exist_ok=True)


@pytest.fixture(autouse=True)
def _light(monkeypatch: pytest.MonkeyPatch) -> None:
    """What these tests of tests have no use for, and what takes seconds to load, stays away."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    _plugins(monkeypatch)


def _plugins(monkeypatch: pytest.MonkeyPatch, *further: str) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", " ".join(f"-p {plugin}" for plugin in ("xdist", *further)))


@pytest.fixture
def dev(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> Dev:
    def run(*words: str, folder: str = "") -> Ran:
        monkeypatch.chdir(checkout / folder)
        return ended(in_a_process("dev", *words))

    return run


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def test_a_component_is_tested_from_any_folder_and_verbose_names_its_tests(dev: Dev) -> None:
    quiet, verbose = (
        dev("test", "-c", "domain", folder="src/tunemeld/domain"),
        dev("test", "-c", "domain", "-v"),
    )

    assert (quiet.code, "1 passed" in quiet.out) == (0, True)
    assert ("test_one_and_one_are_two" in quiet.out, "test_one_and_one_are_two" in verbose.out) == (
        False,
        True,
    )


def test_all_components_are_tested_and_pytests_exit_code_handed_on(dev: Dev, checkout: Path) -> None:
    _write(checkout / "tests/unit/application/test_sums.py", _FAILS)

    tested = dev("test")

    assert (tested.code, "1 failed, 1 passed" in tested.out) == (1, True)


def test_a_component_without_one_test_that_runs_ends_as_pytest_ends(dev: Dev, checkout: Path) -> None:
    _write(checkout / "tests/unit/domain/test_sums.py", "")

    assert dev("test", "-c", "domain").code == 5


def test_the_long_proofs_are_run_with_more_examples_and_their_figures_are_seen(
    dev: Dev, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _plugins(monkeypatch, "_hypothesis_pytestplugin")
    shutil.copy(ROOT / "tests/conftest.py", checkout / "tests")
    asks = (
        "from hypothesis import settings\n\ndef test_it():\n    print(settings().max_examples, 'examples')\n"
    )
    _write(checkout / "tests/proof/test_figures.py", asks)

    assert "1000 examples" in dev("test", "-c", "proof").out


def test_every_test_of_the_project_belongs_to_a_component() -> None:
    reached = {folder for component in COMPONENTS for folder in folders_of(component, ROOT)}

    tests = {path.relative_to(ROOT) for path in (ROOT / "tests").rglob("test_*.py")}
    assert {test for test in tests if reached.isdisjoint(map(str, test.parents))} == set()
    assert folders_of("entrypoints", ROOT) == ["tests/integration/cli", "tests/unit/entrypoints"]
    assert {"tests/unit/adapters", "tests/integration/sqlite_store"} <= set(folders_of("adapters", ROOT))


def test_an_unknown_component_is_told_the_valid_ones(dev: Dev) -> None:
    refused = dev("test", "-c", "domian")

    assert (refused.code, refused.out) == (2, "")
    for name in ("domain", "application", "adapters", "entrypoints", "unit", "integration", "proof"):
        assert f"'{name}'" in refused.err


def test_a_component_that_the_checkout_lacks_is_named(dev: Dev) -> None:
    refused = dev("test", "-c", "proof")

    assert (refused.code, refused.out) == (2, "")
    assert "has no tests of proof" in refused.err


def test_coverage_prints_the_lines_that_no_test_has_run(
    dev: Dev, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _plugins(monkeypatch, "pytest_cov")
    _write(
        checkout / "tests/unit/domain/test_sums.py",
        "from tunemeld.domain.text import fold\n\ndef test_it_folds():\n    assert fold\n",
    )

    covered = dev("test", "-c", "domain", "--coverage")

    assert covered.code == 0, covered.out + covered.err
    (line,) = [line for line in covered.out.splitlines() if line.startswith("src/tunemeld/domain/text.py")]
    assert "%" in line
    assert line.rpartition("%")[2].strip()


@pytest.mark.parametrize("words", [("setup",), ("start",), ("test",), ("format",), ("lint",)], ids=" ".join)
def test_outside_of_a_checkout_one_sentence_says_so(
    words: tuple[str, ...], home: Path, tunemeld: Tunemeld
) -> None:
    (home / "Makefile").write_text("lint:\n\ttouch made\n")
    (home / "pyproject.toml").write_text('[project]\nname = "another"\n')

    refused = tunemeld("dev", *words)

    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith("Error: `tunemeld dev` works in a checkout of TuneMeld, and ")
    assert len(refused.err.splitlines()) == 1
    assert not (home / "made").exists()


@pytest.mark.usefixtures("_with_all_code")
def test_setup_makes_the_environment_then_the_settings_then_checks_them(dev: Dev, checkout: Path) -> None:
    done = dev("setup", folder="src")

    assert done.code == 0, done.err
    assert done.out.startswith("The settings are valid: development")
    assert (checkout / ".env").read_bytes() == (checkout / ".env.example").read_bytes()
    assert stat.S_IMODE((checkout / ".env").stat().st_mode) == 0o600
    assert "Next: " in done.err.splitlines()[-1]


@pytest.mark.usefixtures("_with_all_code")
def test_setup_leaves_settings_as_they_are_and_tells_what_is_wrong_with_them(
    dev: Dev, checkout: Path
) -> None:
    (checkout / ".env").write_text("ETL_THREAD_COUNT=many\n")

    wrong = dev("setup")

    assert (wrong.code, wrong.out) == (2, "")
    assert "ETL_THREAD_COUNT='many'" in wrong.err
    assert "Next: " not in wrong.err
    assert (checkout / ".env").read_text() == "ETL_THREAD_COUNT=many\n"


def test_setup_has_make_set_up_what_is_missing_with_this_python(dev: Dev, checkout: Path) -> None:
    """The checkout's own rule is cut short, so that no test needs the network."""
    makefile = checkout / "Makefile"
    rules = makefile.read_text("utf-8").partition("define environment")[0]
    makefile.write_text(f"{rules}\n.venv-test/.ready:\n\t@echo 'by $(PYTHON)' >&2; exit 1\n", "utf-8")
    shutil.rmtree(checkout / ".venv-test")

    failed = dev("setup")

    assert failed.code == 1
    assert f"by {sys.executable}" in failed.err
    assert not (checkout / ".env").exists()


def test_without_make_one_sentence_says_what_is_missing(
    dev: Dev, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    failed = dev("test")

    assert (failed.code, failed.out) == (1, "")
    assert failed.err.startswith("Error: make cannot be run (No such file or directory): install it")


def test_format_mends_what_is_crooked(dev: Dev, checkout: Path) -> None:
    crooked = checkout / "src/tunemeld/crooked.py"
    crooked.write_text('"""Crooked."""\nimport os\nx  = 1\n')

    assert dev("format", folder="tests").code == 0
    assert crooked.read_text() == '"""Crooked."""\n\nx = 1\n'


def test_lint_tells_what_is_crooked_and_leaves_it(dev: Dev, checkout: Path) -> None:
    crooked = checkout / "src/tunemeld/crooked.py"
    crooked.write_text('"""Crooked."""\nimport os\n')

    told = dev("lint", folder="tests")

    assert (told.code, "crooked.py" in told.out) == (1, True)
    assert crooked.read_text() == '"""Crooked."""\nimport os\n'


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM], ids=lambda each: each.name)
def test_whoever_ends_it_ends_all_that_it_started(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, ending: signal.Signals
) -> None:
    """Whoever was started holds our streams: they end when the last of them is gone, or `ended` fails."""
    monkeypatch.chdir(checkout)
    os.mkfifo(checkout / "pipe")
    _write(checkout / "tests/unit/domain/test_sums.py", _WAITS)

    testing = in_a_process("dev", "test", "-c", "domain")
    with (checkout / "pipe").open() as pipe:
        assert pipe.readline() == "here\n"
        testing.send_signal(ending)

    assert ended(testing).code == 130


@pytest.fixture
def started(
    checkout: Path, _with_all_code: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts all that `tunemeld dev start` does, of the checkout's own code; it ends with the test."""
    monkeypatch.chdir(checkout / "src")
    processes: list[subprocess.Popen[bytes]] = []

    def start(**settings: str) -> subprocess.Popen[bytes]:
        ours = {"PYTHONPATH": str(checkout / "src"), "API_PORT": "0", "API_WORKERS": "1"}
        processes.append(in_a_process("dev", "start", settings={**ours, **settings}))
        return processes[-1]

    yield start
    for process in processes:
        if process.poll() is None:
            process.terminate()
            ended(process)


def _address(process: subprocess.Popen[bytes]) -> str:
    """Where the API is served, once it says so; little is said after that, and nobody need read it."""
    said = []
    assert process.stderr
    for line in iter(process.stderr.readline, b""):
        said.append(line.decode())
        if said[-1].startswith("Serving on "):
            return said[-1].split()[2].rstrip(";")
    raise AssertionError(f"it ended ({ended(process).code}) without serving:\n{''.join(said)}")


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM], ids=lambda each: each.name)
def test_start_runs_api_page_and_scheduler_until_it_is_told_to_end(
    started: Callable[..., subprocess.Popen[bytes]], ending: signal.Signals
) -> None:
    """Whoever was started holds our streams: they end when the last of them is gone, or `ended` fails."""
    starting = started()
    address = _address(starting)

    while not requests.get(f"{address}/playlist-data/country", timeout=30).ok:  # until the scheduler has run
        assert starting.poll() is None
    page = requests.get(address, headers={"Accept": "text/html"}, timeout=30)
    starting.send_signal(ending)

    assert ended(starting).code == 0
    assert page.text.startswith("<!doctype html>")


def test_start_takes_over_what_changes_in_the_code(
    started: Callable[..., subprocess.Popen[bytes]], checkout: Path
) -> None:
    starting = started(SCHEDULE_PLAYLISTS="0 0 29 2 *")
    address = _address(starting)
    file = checkout / "src/tunemeld/__init__.py"
    code = file.read_text("utf-8")

    def is_served() -> bool:
        with suppress(subprocess.TimeoutExpired):
            starting.wait(0.05)
        return '"9.9.9"' in requests.get(f"{address}/openapi.json", timeout=30).text

    # The server looks at the times of files, and knows the first ones from a look soon after its start.
    for attempt in range(9):
        file.write_text(f'{code}\n__version__ = "9.9.9"  # {attempt}\n', "utf-8")
        if any(is_served() for _ in range(100)):
            break
    starting.terminate()

    assert attempt < 8
    assert ended(starting).code == 0


def test_start_ends_all_when_one_of_them_ends(started: Callable[..., subprocess.Popen[bytes]]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        left = ended(started(API_PORT=str(other.getsockname()[1])))

    assert left.code == 1
    assert "Error: cannot listen on 127.0.0.1" in left.err
    assert left.err.splitlines()[-1] == "The API has ended by itself, and all has ended with it."
