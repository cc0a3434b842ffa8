"""What runs here, and on what."""

import importlib.metadata
import locale
import os
import platform
import sqlite3
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

import tunemeld
from tunemeld.application.ports.runtime import Surroundings

LIBRARIES = (
    "click",
    "dependency-injector",
    "falcon",
    "gunicorn",
    "platformdirs",
    "pydantic",
    "pydantic-settings",
    "pymongo",
    "requests",
    "rich",
    "structlog",
    "tenacity",
)
"""What TuneMeld is built on, and `pyproject.toml` names."""


class ThisMachine(Surroundings):
    """This process: its versions, its platform, the streams that it writes to."""

    @property
    def home(self) -> str:
        """The user's home folder; "" where there is none of the user's own."""
        try:
            home = Path.home()
        except RuntimeError:
            return ""
        return "" if home == Path(home.anchor) else str(home)

    def facts(self) -> Mapping[str, Mapping[str, str]]:
        """Versions, the platform, and what the terminal and the locale can show."""
        return {
            "versions": {
                "tunemeld": tunemeld.__version__,
                "python": f"{platform.python_implementation()} {platform.python_version()}",
                "sqlite": sqlite3.sqlite_version,
                **{library: _version(library) for library in LIBRARIES},
            },
            "platform": {
                "system": platform.platform(),
                "machine": platform.machine(),
                "cores": str(os.cpu_count()),
                "interpreter": sys.executable,
                "code": str(Path(tunemeld.__file__).parent),
            },
            "terminal": {
                "standard_output": _stream(sys.stdout),
                "standard_error": _stream(sys.stderr),
                "locale": locale.setlocale(locale.LC_CTYPE),
                "locale_encoding": locale.getencoding(),
                "file_names": sys.getfilesystemencoding(),
            },
        }


def _version(library: str) -> str:
    try:
        return importlib.metadata.version(library)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def _stream(stream: TextIO) -> str:
    """A stream's encoding, and the width of its terminal if it is one."""
    try:
        width = os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):  # no terminal, or nothing that the system knows as a file
        return f"{stream.encoding}, no terminal"
    return f"{stream.encoding}, a terminal of {width} columns"
