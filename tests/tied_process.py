"""Processes that end with the one that started them, even where that one is killed."""

import functools
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import NamedTuple

# The command's own first step, and not one between fork and exec: that is unsafe among threads.
_TIE = """
import ctypes, os, signal, sys
PR_SET_PDEATHSIG = 1
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
if os.getppid() == int(sys.argv[1]):
    os.execv(sys.argv[2], sys.argv[2:])
"""


class _Order(NamedTuple):
    command: Sequence[str]
    output: Path
    folder: Path | None
    surroundings: Mapping[str, str]
    started: "Future[subprocess.Popen[bytes]]"


def tied_process(
    command: Sequence[str],
    *,
    output: Path,
    folder: Path | None = None,
    surroundings: Mapping[str, str] | None = None,
) -> "subprocess.Popen[bytes]":
    """Start a program by its path; what it says goes into a file. On Linux it ends with this process.

    It works in `folder`, and has `surroundings` for its environment; in our own, unless told.
    """
    # A locale that is not installed stops some servers.
    environment = os.environ | {"LC_ALL": "C"} if surroundings is None else surroundings
    started: Future[subprocess.Popen[bytes]] = Future()
    _orders().put(_Order(command, output, folder, environment, started))
    return started.result()


@functools.cache
def _orders() -> "SimpleQueue[_Order]":
    """What the starting thread shall start.

    The system ends a tied process with the thread that started it: hence one that lives as long as we do.
    """
    orders: SimpleQueue[_Order] = SimpleQueue()
    Thread(target=_carry_out, args=[orders], daemon=True).start()
    return orders


def _carry_out(orders: "SimpleQueue[_Order]") -> None:
    while True:
        order = orders.get()
        try:
            order.started.set_result(_start(order))
        except OSError as error:
            order.started.set_exception(error)


def _start(order: _Order) -> "subprocess.Popen[bytes]":
    with order.output.open("wb") as said:
        return subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _TIE, str(os.getpid()), *order.command],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            # Spared by Ctrl-C, since tests clean up on it yet.
            start_new_session=True,
            cwd=order.folder,
            env=order.surroundings,
        )
