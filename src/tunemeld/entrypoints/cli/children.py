"""Other programs, run to their end: what they print is seen at once, and none of them outlives us."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

from tunemeld.application.errors import TuneMeldError

_GRACE_SECONDS = 10
_WAKE_SECONDS = 0.5
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
    child = _start(words, folder)
    try:
        return _exit_code(child.wait())
    except BaseException:
        _end([child])
        raise


def run_together(programs: Mapping[str, Sequence[str | Path]], folder: Path) -> tuple[str, int]:
    """Run programs side by side, until one of them ends by itself; its name and its exit code.

    Each is a group of its own, as above. The others are ended then; on Ctrl-C all are.

    Raises:
        CannotStart: one of them cannot be run.
    """
    children: dict[str, subprocess.Popen[bytes]] = {}
    ended: SimpleQueue[str] = SimpleQueue()

    def follow(name: str, child: subprocess.Popen[bytes]) -> None:
        child.wait()
        ended.put(name)

    try:
        for name, words in programs.items():
            children[name] = _start(words, folder)
            Thread(target=follow, args=(name, children[name]), daemon=True).start()
        first = _first(ended)
        return first, _exit_code(children[first].wait())
    finally:
        _end([*children.values()])


def _first(ended: "SimpleQueue[str]") -> str:
    """Who ends first; it wakes now and then, for a signal that the system has handed to another thread."""
    while True:
        with suppress(Empty):
            return ended.get(timeout=_WAKE_SECONDS)


def _start(words: Sequence[str | Path], folder: Path) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(  # noqa: S603 - our own words, and no shell
            words, cwd=folder, stdin=subprocess.DEVNULL, process_group=0
        )
    except OSError as error:
        raise CannotStart(
            f"{words[0]} cannot be run ({error.strerror}): install it, or put it on the path"
        ) from error


def _exit_code(code: int) -> int:
    return code if code >= 0 else _KILLED - code


def _end(children: Sequence[subprocess.Popen[bytes]]) -> None:
    until = time.monotonic() + _GRACE_SECONDS
    try:
        for child in children:
            _signal(child.pid, signal.SIGINT)
        for child in children:
            child.wait(max(0.0, until - time.monotonic()))
    except subprocess.TimeoutExpired:
        pass
    finally:  # also after a second Ctrl-C, and for what their leaders have left behind
        for child in children:
            _signal(child.pid, signal.SIGKILL)
        for child in children:
            child.wait()


def _signal(group: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group, number)
