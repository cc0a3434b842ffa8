"""What is built from the project installs into a clean environment and runs there, with its data in it."""

import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path
from typing import NamedTuple

import pytest
import requests
from tests.api_server import api_server
from tests.papers import ROOT

from tunemeld import __version__
from tunemeld.entrypoints.http.pages.assets import MEDIA_TYPES

_DATA = [
    "data/playlists.toml",
    *(f"data/sample/{genre}.toml" for genre in ("country", "dance", "pop", "rap")),
    *(f"entrypoints/http/templates/docs.{kind}" for kind in ("html", "css")),
    *(f"entrypoints/http/pages/templates/{page}.html" for page in ("layout", "chart", "track", "parts")),
    *(f"entrypoints/http/pages/static/{name}" for name in (*MEDIA_TYPES, "early.js")),
    "py.typed",
]


class Built(NamedTuple):
    """The two distributions; the wheel was built from the other, as whoever packages it would."""

    wheel: Path
    sdist: Path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Both, built without the network by what the lock holds."""
    folder = tmp_path_factory.mktemp("dist")
    _python("-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT))
    return Built(next(folder.glob("*.whl")), next(folder.glob("*.tar.gz")))


@pytest.fixture(scope="module")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel in an environment of its own; what it needs is lent by the one that tests run in."""
    folder = tmp_path_factory.mktemp("clean")
    venv.create(folder, with_pip=False, symlinks=True)
    _python(
        *("-m", "pip", "--python", str(folder / "bin" / "python")),
        *("install", "--quiet", "--no-deps", "--no-index", str(built.wheel)),
    )
    (packages,) = folder.glob("lib/python*/site-packages")
    # A path is lent, not the .pth files in it: TuneMeld itself can come from the wheel only.
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return folder / "bin" / "tunemeld"


def _python(*arguments: str) -> None:
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _run(command: Path, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [command, *arguments],
        cwd=home,
        env={"HOME": str(home)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_the_wheel_says_its_version(installed: Path, tmp_path: Path) -> None:
    assert _run(installed, tmp_path, "--version").stdout == f"tunemeld {__version__}\n"


def test_the_wheel_prints_a_chart_with_nothing_around_it(installed: Path, tmp_path: Path) -> None:
    done = _run(installed, tmp_path, "aggregate", "--genre", "country", "--format", "csv")

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("rank,id,isrc,")
    assert len(done.stdout.splitlines()) > 10


def test_the_wheel_serves_its_documentation(installed: Path, tmp_path: Path) -> None:
    python = str(installed.with_name("python"))

    with api_server(tmp_path, {"PYTHONPATH": ""}, python=python) as server:
        page = requests.get(f"{server.url}/docs", timeout=30)

    assert page.ok
    assert "/playlist-data/{genre}" in page.text
    assert "</style>" in page.text


def test_the_wheel_runs_from_its_own_files(installed: Path, tmp_path: Path) -> None:
    python = installed.with_name("python")

    done = _run(python, tmp_path, "-c", "import tunemeld; print(tunemeld.__file__)")

    assert done.stdout.startswith(str(installed.parents[1]))


def test_the_wheel_holds_its_data_and_no_tests(built: Built) -> None:
    names = zipfile.ZipFile(built.wheel).namelist()

    assert {f"tunemeld/{name}" for name in _DATA} <= set(names)
    assert {name.partition("/")[0] for name in names} == {"tunemeld", f"tunemeld-{__version__}.dist-info"}
    assert f"tunemeld-{__version__}.dist-info/licenses/LICENSE" in names


def test_the_source_distribution_holds_the_papers_and_the_tests_but_nothing_made(built: Built) -> None:
    with tarfile.open(built.sdist) as archive:
        names = [name.partition("/")[2] for name in archive.getnames()]

    assert {"README.md", "CHANGELOG.md", "LICENSE", ".env.example", "tests/conftest.py"} <= set(names)
    assert not [
        name for name in names if name.startswith((".venv", "dist")) or name.endswith((".pyc", ".db"))
    ]
