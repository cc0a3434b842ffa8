"""Continuous integration skips nothing: there a skip is a failure that says why."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

_CONFTEST = Path(__file__).resolve().parents[1] / "conftest.py"
_SKIPPED_TEST = """
import pytest

def test_that_runs() -> None: ...

@pytest.mark.skip(reason="no browser here")
def test_that_is_skipped() -> None: ...

@pytest.mark.xfail(reason="a known fault")
def test_that_is_known_to_fail() -> None:
    assert False
"""
_SKIPPED_FILE = 'import pytest\npytest.skip("no server here", allow_module_level=True)\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two files of tests under our own configuration of pytest."""
    shutil.copy(_CONFTEST, tmp_path / "conftest.py")
    (tmp_path / "test_some.py").write_text(_SKIPPED_TEST, "utf-8")
    (tmp_path / "test_none.py").write_text(_SKIPPED_FILE, "utf-8")
    return tmp_path


def _run(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    without = {
        name: value for name, value in os.environ.items() if not name.startswith(("TUNEMELD", "PYTEST"))
    }
    # No plugin has a part in it, and loading them all takes seconds.
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-c", os.devnull, "--rootdir", str(folder), str(folder)],
        env=without | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_skip_passes_where_not_everything_must_run(folder: Path) -> None:
    done = _run(folder)

    assert done.returncode == 0
    assert "1 passed, 2 skipped, 1 xfailed" in done.stdout


def test_a_skip_fails_with_its_reason_where_everything_must_run(folder: Path) -> None:
    done = _run(folder, TUNEMELD_TEST_ALL="1")

    assert done.returncode != 0
    assert "forbids skipping, and this was skipped: Skipped: no server here" in done.stdout
    assert "1 error" in done.stdout


def test_a_skipped_test_fails_with_its_reason_where_everything_must_run(folder: Path) -> None:
    (folder / "test_none.py").unlink()

    done = _run(folder, TUNEMELD_TEST_ALL="1")

    assert done.returncode != 0
    assert "forbids skipping, and this was skipped: Skipped: no browser here" in done.stdout
    assert "1 passed, 1 xfailed, 1 error" in done.stdout
