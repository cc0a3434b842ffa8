"""The end of the server's log file, and what is added to it."""

import os
import time
from collections import deque
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import BinaryIO

from tunemeld.application.errors import TuneMeldError
from tunemeld.entrypoints.cli.main import Options
from tunemeld.entrypoints.cli.streams import say
from tunemeld.settings import load_settings

_LOOK_SECONDS = 0.3


class NoLog(TuneMeldError):
    """Raised when there is no log that can be read; the message says where it was sought."""


def print_log(options: Options, *, lines: int, follow: bool) -> int:
    """Print the last lines, and with `follow` whatever comes, until Ctrl-C, or until nobody reads on.

    Raises:
        InvalidSettings: with every problem that there is.
        NoLog: there is no log file, or it cannot be read.
    """
    path = load_settings(options.env).log_file
    with suppress(KeyboardInterrupt), _opened(path) as file:
        last = deque(file, maxlen=lines)
        if all(_say(line) for line in last) and follow:
            _print_added(path, file)
    return 0


def _say(line: bytes) -> bool:
    return say(line.decode("utf-8", errors="replace"), end="")


def _print_added(path: Path, file: BinaryIO) -> None:
    """Print what comes; where the file has become another one, that one's from its beginning."""
    with ExitStack() as opened:
        while True:
            # Whatever was added until the file became another one is read before the other one.
            is_over = _is_another(path, file)
            for line in file:
                if not _say(line):
                    return
            if is_over:
                opened.close()
                file = opened.enter_context(_opened(path))
            else:
                time.sleep(_LOOK_SECONDS)


def _is_another(path: Path, file: BinaryIO) -> bool:
    """Whether the file was moved away, and begun anew, or emptied."""
    try:
        now, known = path.stat(), os.fstat(file.fileno())
    except FileNotFoundError:  # between being moved away and begun anew
        return False
    return (now.st_ino, now.st_dev) != (known.st_ino, known.st_dev) or now.st_size < file.tell()


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise NoLog(
            f"there is no log at {path}: `tunemeld api start` writes it, and LOG_FILE names it"
        ) from None
    except OSError as error:
        raise NoLog(f"{path} cannot be read ({error.strerror}): see its rights, or LOG_FILE") from error
