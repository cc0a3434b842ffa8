"""The real command line: `python -m tunemeld` as a process of its own, with nothing inherited."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tunemeld

_SOURCES = str(Path(tunemeld.__file__).parents[1])
_LONGEST_SECONDS = 120


@dataclass(frozen=True)
class Finished:
    """What a command left: its exit code, and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """Its standard output as the one JSON object that it is."""
        read: dict[str, Any] = json.loads(self.out)
        return read


class CommandLine:
    """Runs `tunemeld` for somebody whose home, data and working directory is `folder`."""

    def __init__(self, folder: Path, settings: Mapping[str, str]) -> None:
        self.folder = folder
        self._settings = settings

    @property
    def sources(self) -> str:
        """Where the commands find TuneMeld."""
        return _SOURCES

    @property
    def store(self) -> Path:
        """The SQLite file that the commands use."""
        return self.folder / "data" / "tunemeld" / "tunemeld.db"

    def __call__(self, *arguments: str, **settings: str) -> Finished:
        """Run a command to its end; `settings` are set on top of the installation's."""
        process = self.start(*arguments, **settings)
        out, err = process.communicate(timeout=_LONGEST_SECONDS)
        return Finished(process.returncode, out, err)

    def start(self, *arguments: str, **settings: str) -> subprocess.Popen[str]:
        """Start a command, in a process group of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "tunemeld", *arguments],
            env=self.surroundings(**settings),
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )

    def surroundings(self, **settings: str) -> dict[str, str]:
        """The environment of a command, nothing of ours in it; `settings` go on top of the installation's."""
        folders = {
            f"XDG_{name}_HOME": str(self.folder / name.lower()) for name in ("DATA", "STATE", "CONFIG")
        }
        return {
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(self.folder),
            "PYTHONPATH": _SOURCES,
            "PYTHONUTF8": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            **folders,
            **self._settings,
            **settings,
        }
