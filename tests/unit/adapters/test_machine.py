"""The facts about this machine that help to understand a fault."""

import re
import sys
import tomllib
from io import StringIO
from pathlib import Path

import pytest

from tunemeld import __version__
from tunemeld.adapters.machine import LIBRARIES, ThisMachine

_PYPROJECT = Path(__file__).parents[3] / "pyproject.toml"


def test_versions_of_all_that_tunemeld_stands_on_are_told() -> None:
    versions = ThisMachine().facts()["versions"]

    assert versions["tunemeld"] == __version__
    assert versions["python"].endswith(sys.version.split()[0])
    assert re.fullmatch(r"\d+\.\d+\.\d+", versions["sqlite"])
    assert {re.match(r"\d+\.\d+", versions[library]) is not None for library in LIBRARIES} == {True}


def test_the_libraries_are_those_that_the_project_declares() -> None:
    declared = tomllib.loads(_PYPROJECT.read_text("utf-8"))["project"]["dependencies"]

    assert set(LIBRARIES) <= {re.split(r"[<>=\[]", each)[0] for each in declared}


def test_a_library_that_is_not_there_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tunemeld.adapters.machine.LIBRARIES", ("a-library-that-nobody-has",))

    assert ThisMachine().facts()["versions"]["a-library-that-nobody-has"] == "not installed"


def test_a_stream_is_told_with_its_encoding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", StringIO())

    assert ThisMachine().facts()["terminal"]["standard_output"].endswith(", no terminal")


def test_the_home_folder_is_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/anna")

    assert ThisMachine().home == "/home/anna"


def test_a_user_whose_home_is_the_whole_disk_has_none_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/")

    assert ThisMachine().home == ""
