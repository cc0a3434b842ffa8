"""The command line as its users call it, in an empty home and on a fixed day."""

import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from dependency_injector import providers
from tests.clocks import HandClock
from tests.surroundings import clear, logs_as_before
from tests.worlds import World

from tunemeld.container import Container
from tunemeld.entrypoints.cli.main import main

SOURCES = Path(__file__).parents[3] / "src"
THE_DAY = "2024-06-22T02:30:00+00:00"


@dataclass(frozen=True)
class Ran:
    """What a command left: its exit code, and what it wrote."""

    code: int
    out: str
    err: str


Tunemeld = Callable[..., Ran]
"""Takes the words after `tunemeld`; settings as keyword arguments."""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home and working directory of its own, on THE_DAY, where only trouble is logged."""
    clear(monkeypatch, tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("TUNEMELD_NOW", THE_DAY)
    monkeypatch.setenv("LOG_LEVEL", "WARNING")
    for name in ("COLUMNS", "LINES", "FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture(autouse=True)
def _logs_as_before() -> Iterator[None]:
    # No command has an event loop: what is said of one is said of an earlier test's, as it is swept away.
    of_others = logging.getLogger("asyncio")
    of_others.disabled = True
    with logs_as_before():
        yield
    of_others.disabled = False


@pytest.fixture
def tunemeld(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Tunemeld:
    """Run a command in this process."""

    def run(*words: str, **settings: str) -> Ran:
        with monkeypatch.context() as changed:
            for name, value in settings.items():
                changed.setenv(name, value)
            capsys.readouterr()
            with pytest.raises(SystemExit) as ended:
                main(words)
        written = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Ran(ended.value.code, written.out, written.err)

    return run


@pytest.fixture
def store(home: Path) -> Path:
    """Where the store's file lies once there is one."""
    return home / "data" / "tunemeld" / "tunemeld.db"


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Scripted services behind the command line: every one lists the tunes 1 to 10 of country."""
    invented = World(clock=HandClock())
    monkeypatch.setenv("TUNEMELD_STORAGE", "memory")
    monkeypatch.setenv("RAPIDAPI_KEY", "a-key-that-nobody-has")
    parts: Mapping[str, Any] = {
        "stores": invented.stores,
        "clock": invented.clock,
        "meter": invented.meter,
        "catalogues": invented.catalogues,
        "configured": dict.fromkeys(invented.genres, tuple(invented.catalogues)),
        "isrc_lookup": None,
        "cover_lookup": None,
    }
    with ExitStack() as overridden:
        for name, part in parts.items():
            overridden.enter_context(getattr(Container, name).override(providers.Object(part)))
        # A test may give the world its counters later.
        counters = {"video_counter": lambda: invented.videos, "listed_counters": lambda: invented.listed}
        for name, ask in counters.items():
            overridden.enter_context(getattr(Container, name).override(providers.Callable(ask)))
        yield invented


def in_a_process(
    *words: str, stdout: int = subprocess.PIPE, settings: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start a command as a process of its own, in the surroundings of this one."""
    surroundings = {**os.environ, "PYTHONPATH": str(SOURCES), **(settings or {})}
    return subprocess.Popen(
        [sys.executable, "-m", "tunemeld", *words],
        env=surroundings,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
    )


def ended(process: subprocess.Popen[bytes]) -> Ran:
    """What a process left, once it has ended."""
    out, err = process.communicate(timeout=60)
    return Ran(process.returncode, (out or b"").decode(), err.decode())
