"""The end of the server's log file, and what is added to it."""

import os
import time
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

from tunemeld.application.errors import TuneMeldError
from tunemeld.entrypoints.cli.main import Options
from tunemeld.entrypoints.cli.streams import say
from tunemeld.settings import load_settings

_LOOK_SECONDS = 0.3


class NoLog(TuneMeldError):
    """Raised when there is no log that can be read; the message says where it was sought."""


def print_log(options: Options, *, lines: int, follow: bool) -> int:
    """Print the last lines, and with `follow` whatever comes, until the process is interrupted.

    Raises:
        InvalidSettings: with every problem that there is.
        NoLog: there is no log file, or it cannot be read.
    """
    path = load_settings(options.env).log_file
    with _opened(path) as file:
        for line in deque(file, maxlen=lines):
            say(line, end="")
        if follow:
            for line in _added(path, file):
                say(line, end="")
    return 0


def _added(path: Path, file: TextIO) -> Iterator[str]:
    """Whole lines as they come; where the file has become another one, that one's from its beginning."""
    with ExitStack() as opened:
        unfinished = ""
        while True:
            while part := file.readline():
                unfinished += part
                if unfinished.endswith("\n"):
                    yield unfinished
                    unfinished = ""
            if _is_another(path, file):
                file = opened.enter_context(_opened(path))
            else:
                time.sleep(_LOOK_SECONDS)


def _is_another(path: Path, file: TextIO) -> bool:
    try:
        return path.stat().st_ino != os.fstat(file.fileno()).st_ino
    except FileNotFoundError:  # between being moved away and begun anew
        return False


def _opened(path: Path) -> TextIO:
    try:
        return path.open(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        raise NoLog(
            f"there is no log at {path}: `tunemeld api start` writes it, and LOG_FILE names it"
        ) from None
    except OSError as error:
        raise NoLog(f"{path} cannot be read ({error.strerror}): see its rights, or LOG_FILE") from error
