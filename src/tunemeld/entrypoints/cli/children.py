"""Other programs, run to their end: what they print is seen at once, and none of them outlives us."""

import os
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from tunemeld.application.errors import TuneMeldError

_GRACE_SECONDS = 10
_KILLED = 128  # and the number of the signal, as shells have it


class CannotStart(TuneMeldError):
    """Raised when a program is not there, or must not be run."""


def run(words: Sequence[str | Path], folder: Path) -> int:
    """Run a program in a folder, on our own streams; its exit code.

    It is a group of its own with all that it starts. On Ctrl-C the group is told to end; what is still
    there after ten seconds is killed.

    Raises:
        CannotStart: the program cannot be run.
    """
    try:
        child = subprocess.Popen(  # noqa: S603 - our own words, and no shell
            words, cwd=folder, stdin=subprocess.DEVNULL, process_group=0
        )
    except OSError as error:
        raise CannotStart(
            f"{words[0]} cannot be run ({error.strerror}): install it, or put it on the path"
        ) from error
    try:
        code = child.wait()
    except BaseException:
        _end(child)
        raise
    return code if code >= 0 else _KILLED - code


def _end(child: subprocess.Popen[bytes]) -> None:
    try:
        _signal(child.pid, signal.SIGINT)
        child.wait(_GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        pass
    finally:  # also after a second Ctrl-C, and for what its leader has left behind
        _signal(child.pid, signal.SIGKILL)
        child.wait()


def _signal(group: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group, number)
