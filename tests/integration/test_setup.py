"""The set-up: `make run` on a machine with Python and make, and what the locks hold."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

import pytest
from tests.papers import ROOT

_PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
_LOCKS = {name: (ROOT / name).read_text("utf-8") for name in ("requirements.txt", "requirements-dev.txt")}

# Stands in for Python, so that no test needs the network: environments that it makes have a pip that only
# talks, or fails while the file `no-network` is there, and the packages of the one that tests run in.
_STAND_IN = f"""#!/bin/sh
[ "$2" = venv ] || exec "{sys.executable}" "$@"
"{sys.executable}" -m venv --without-pip --clear "$4" || exit 1
echo "made an environment"
cd "$4"/lib/python*/site-packages || exit 1
echo "{sysconfig.get_path("purelib")}" > lent.pth
mkdir pip && touch pip/__init__.py && cat > pip/__main__.py <<'END'
import pathlib, sys
print("Collecting everything")
sys.exit(pathlib.Path("no-network").exists())
END
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What `make run` needs of the project, in a folder whose name has a space."""
    folder = tmp_path / "my checkout"
    # What is compiled comes along, and what is just being compiled does not.
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("*.pyc.*"))
    for name in ("Makefile", "requirements.txt"):
        shutil.copy(ROOT / name, folder)
    stand_in = tmp_path / "python stand-in"
    stand_in.write_text(_STAND_IN, "utf-8")
    stand_in.chmod(0o755)
    return folder


def _make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    python = folder.parent / "python stand-in"
    return _run(folder, "make", "--no-print-directory", f"PYTHON={python}", *arguments)


def _run(folder: Path, *command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        env={"HOME": str(folder.parent), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_make_run_prints_the_chart_and_keeps_its_noise_apart(checkout: Path) -> None:
    done = _make(checkout, "run")

    assert done.returncode == 0, done.stderr
    assert "Country: where the services' editors agree" in done.stdout.splitlines()[0]
    assert done.stdout.splitlines()[-1] == (
        "Today's real charts, without a key: .venv/bin/tunemeld aggregate --genre country --source open"
    )
    assert "Setting up" not in done.stdout
    assert "made an environment" not in done.stdout
    assert "Collecting" not in done.stdout
    assert "Collecting" in done.stderr


def test_make_run_sets_up_once(checkout: Path) -> None:
    first, second = _make(checkout, "run"), _make(checkout, "run")

    assert "Setting up" in first.stderr
    assert second.returncode == 0
    assert "Setting up" not in second.stderr


def test_a_changed_lock_is_set_up_anew(checkout: Path) -> None:
    _make(checkout, ".venv/.ready")
    stamp = (checkout / ".venv" / ".ready").stat().st_mtime
    os.utime(checkout / "requirements.txt", (stamp + 5, stamp + 5))

    assert "Setting up" in _make(checkout, ".venv/.ready").stderr


def test_a_half_made_environment_is_begun_anew(checkout: Path) -> None:
    (checkout / "no-network").touch()
    broken = _make(checkout, "run")
    (checkout / ".venv" / "left-over").touch()
    (checkout / "no-network").unlink()

    mended = _make(checkout, "run")

    assert broken.returncode != 0
    assert mended.returncode == 0, mended.stderr
    assert not (checkout / ".venv" / "left-over").exists()


def test_the_command_works_from_elsewhere_and_through_a_link(checkout: Path, tmp_path: Path) -> None:
    _make(checkout, ".venv/.ready")
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "click").mkdir(parents=True)  # nothing that lies around takes the place of a package
    (elsewhere / "link").symlink_to(checkout / ".venv" / "bin" / "tunemeld")

    assert _run(elsewhere, elsewhere / "link", "--version").stdout.startswith("tunemeld ")


def test_the_command_outlives_a_move_of_the_folder(checkout: Path, tmp_path: Path) -> None:
    _make(checkout, ".venv/.ready")
    moved = checkout.rename(tmp_path / "moved")

    assert _run(tmp_path, moved / ".venv" / "bin" / "tunemeld", "--version").stdout.startswith("tunemeld ")


def test_a_python_that_is_too_old_is_told_in_one_sentence(checkout: Path, tmp_path: Path) -> None:
    old = tmp_path / "python stand-in"
    old.write_text("#!/bin/sh\nexit 1\n", "utf-8")

    done = _make(checkout, "run")

    assert done.returncode != 0
    assert done.stdout == ""
    assert done.stderr.startswith("TuneMeld needs Python 3.11 or newer: ")
    assert len([line for line in done.stderr.splitlines() if not line.startswith("make:")]) == 1


def test_the_first_python_that_is_new_enough_is_taken(checkout: Path, tmp_path: Path) -> None:
    folder = tmp_path / "pythons"
    folder.mkdir()
    for name, code in {"python3": "exit 1", "python3.14": "exit 1", "python3.12": "exit 0"}.items():
        (folder / name).write_text(f"#!/bin/sh\n{code}\n", "utf-8")
        (folder / name).chmod(0o755)
    makefile = checkout / "Makefile"
    makefile.write_text(makefile.read_text("utf-8") + "\nwhich:\n\t@echo '$(PYTHON)'\n", "utf-8")
    make = shutil.which("make")
    assert make

    done = subprocess.run(
        [make, "which"],
        cwd=checkout,
        env={"PATH": f"{folder}:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout.strip() == "python3.12"


def test_make_alone_tells_what_each_target_is_for() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))

    told = dict(re.findall(r"^  make ([a-z]+) +(\w.+)$", _run(ROOT, "make").stdout, re.MULTILINE))

    assert set(told) == targets
    assert {"run", "test", "prove", "bench", "lock", "clean"} <= targets


@pytest.mark.parametrize("lock", _LOCKS)
def test_a_lock_holds_versions_with_hashes_and_no_place(lock: str) -> None:
    text = _LOCKS[lock]
    pins = re.findall(r"^(\S+)==\S+(?: ; .+)? \\\n    --hash=sha256:[0-9a-f]{64}", text, re.MULTILINE)

    assert len(pins) == len(re.findall(r"^[^\s#]", text, re.MULTILINE)) > 20
    for trace in ("://", "--index", "--extra-index", "--find-links", "--trusted-host", " @ "):
        assert trace not in text


def _versions(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)==([^\s;]+)", _LOCKS[lock], re.MULTILINE))


def _named(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=\[; ]", text)[0] for text in requirements}


def test_every_dependency_is_locked() -> None:
    run_time = _named(_PROJECT["project"]["dependencies"])
    tests = _named(_PROJECT["dependency-groups"]["test"] + _PROJECT["build-system"]["requires"])

    assert run_time <= set(_versions("requirements.txt"))
    assert run_time | tests <= set(_versions("requirements-dev.txt"))


def test_no_tool_of_the_tests_is_needed_at_run_time() -> None:
    assert _versions("requirements.txt").keys().isdisjoint(_named(_PROJECT["dependency-groups"]["test"]))


def test_tests_run_on_the_versions_of_the_run_time() -> None:
    assert _versions("requirements.txt").items() <= _versions("requirements-dev.txt").items()
