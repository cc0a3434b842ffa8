"""Workers as processes, which a test may kill or pause, and whose log it reads."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Self

from tests.redis_server import shared_redis
from tests.tied_process import tied_process

_SOURCES = Path(__file__).parents[1] / "src"
_LOOK_SECONDS = 0.02
_PATIENCE = 3_000


def redis_database(number: int) -> str:
    """The address of a database of the shared Redis server; each has the tasks of one installation."""
    return f"{shared_redis().rpartition('/')[0]}/{number}"


class Worker:
    """`tunemeld worker start`, ready for work inside `with`, and killed after it if it is still there."""

    def __init__(self, settings: Mapping[str, str], log: Path, *, concurrency: int = 1) -> None:
        self._settings = {"LOG_FORMAT": "json", "LOG_LEVEL": "INFO", **settings}
        self._log = log
        self._concurrency = concurrency
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        words = ("worker", "start", "--concurrency", str(self._concurrency))
        self._process = tied_process(
            [sys.executable, "-m", "tunemeld", *words],
            output=self._log,
            surroundings={**os.environ, "PYTHONPATH": str(_SOURCES), **self._settings},
        )
        self.wait_until(lambda: "Working; Ctrl-C ends it." in self.log)
        return self

    def __exit__(self, *_: object) -> None:
        for number in (*self.children(), self.process.pid):
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        self.process.wait(timeout=60)

    @property
    def process(self) -> "subprocess.Popen[bytes]":
        """The worker itself, which only hands work to its children."""
        assert self._process is not None
        return self._process

    @property
    def log(self) -> str:
        """All that it has said so far."""
        return self._log.read_text("utf-8")

    def children(self) -> list[int]:
        """The processes that do the work."""
        found = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        try:
            return [int(each) for each in found.read_text("ascii").split()]
        except FileNotFoundError:
            return []

    def wait_until(self, is_so: Callable[[], object]) -> None:
        """Look until it is so, as long as the worker runs."""
        for _ in range(_PATIENCE):
            if is_so():
                return
            assert self.process.poll() is None, self.log
            with suppress(subprocess.TimeoutExpired):  # leave it the processor
                self.process.wait(_LOOK_SECONDS)
        raise AssertionError(f"it never came: {self.log}")

    def kill_child_while(self, is_at_work: Callable[[], object]) -> None:
        """Kill the children at a moment when it is so, which cannot end before they do."""
        while True:
            self.wait_until(is_at_work)
            children = self.children()
            for child in children:
                os.kill(child, signal.SIGSTOP)
            caught = is_at_work()
            for child in children:
                os.kill(child, signal.SIGKILL if caught else signal.SIGCONT)
            if caught:
                return

    def stop(self) -> int:
        """Tell it to end once what is under way has ended; its exit code."""
        self.process.terminate()
        return self.process.wait(timeout=60)
