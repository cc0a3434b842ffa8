"""The HTTP API as its operator runs it: a server in processes of its own, on a free port of loopback."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import requests
from tests.proof.command_line import CommandLine
from tests.tied_process import tied_process

_ADDRESS = re.compile(r"(?:Serving on|Listening at:) (http://[^\s;]+)")
_LONGEST_SECONDS = 60.0
_Found = TypeVar("_Found")
START = ("-m", "tunemeld", "api", "start", "--port", "0")
"""The command, at a port that is free."""
GUNICORN = ("-m", "gunicorn", "-c", "python:tunemeld.entrypoints.http.gunicorn_config", "-b", "127.0.0.1:0")
"""Plain gunicorn, as the README has it, in place of `tunemeld api start`."""
_BRIEF = ("-m", "gunicorn", "-c", str(Path(__file__).with_name("brief_streams.py")), "-b", "127.0.0.1:0")


class ApiServer:
    """A running server: its `url` (without a slash at the end), its `process`, and whose it is.

    `tunemeld` runs commands in the same home, and so over the same store.
    """

    def __init__(
        self, tunemeld: CommandLine, command: Sequence[str], *, python: str = sys.executable
    ) -> None:
        self.tunemeld = tunemeld
        self.url = ""
        self._output = tunemeld.folder / "server-said"
        surroundings = tunemeld.surroundings()
        self.process = tied_process(
            [python, *command], output=self._output, folder=tunemeld.folder, surroundings=surroundings
        )

    @property
    def address(self) -> tuple[str, int]:
        """Host and port, for a socket."""
        host, _, port = self.url.removeprefix("http://").rpartition(":")
        return host.strip("[]"), int(port)

    def log(self) -> str:
        """All that it has said on standard error, and on standard output."""
        return self._output.read_text("utf-8", errors="replace")

    def workers(self) -> list[int]:
        """The processes that answer, oldest first."""
        pid = self.process.pid
        return sorted(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()))

    def stop(self, number: signal.Signals = signal.SIGTERM, *, within: float = _LONGEST_SECONDS) -> int:
        """End it by a signal; its exit code. Raises TimeoutExpired where it goes on for longer than that."""
        self.process.send_signal(number)
        return self.process.wait(within)

    def wait_until_it_serves(self) -> None:
        """Wait for its address, and for a first answer. Raises RuntimeError where it ends instead."""
        self.url = self.wait_for(lambda: _ADDRESS.search(self.log()))[1]
        self.wait_for(self._answers)

    def wait_for(self, condition: Callable[[], _Found | None], *, within: float = _LONGEST_SECONDS) -> _Found:
        """What the condition gives once that is something.

        Raises RuntimeError, with the end of the log, where the server ends before, or takes too long.
        """
        limit = time.monotonic() + within
        while not (found := condition()):
            if self.process.poll() is not None or time.monotonic() > limit:
                raise RuntimeError(f"the server does not serve: {self.log()[-4_000:]}")
            time.sleep(0.02)
        return found

    def _answers(self) -> bool:
        with suppress(requests.RequestException):
            return requests.get(f"{self.url}/health/live", timeout=5).ok
        return False


@contextmanager
def api_server(
    folder: Path,
    settings: Mapping[str, str] | None = None,
    *,
    workers: int = 1,
    arguments: Sequence[str] = (),
    is_plain_gunicorn: bool = False,
    has_brief_streams: bool = False,
    python: str = sys.executable,
) -> Iterator[ApiServer]:
    """A server in the home `folder`, which answers already, and ends with the context.

    `settings` are its environment, `arguments` further words of its command line; `python` runs it. Where it
    `has_brief_streams`, whoever listens to events is sent away at once.
    """
    count = ("--workers", str(workers), *arguments)
    program = _BRIEF if has_brief_streams else GUNICORN if is_plain_gunicorn else START
    command = (*program, *count)
    server = ApiServer(CommandLine(folder, settings or {}), command, python=python)
    try:
        server.wait_until_it_serves()
        yield server
    finally:
        end(server.process)


def end(process: "subprocess.Popen[bytes]") -> None:
    """End a server that may have ended already, in order where it can, with whatever it has started."""
    if process.poll() is None:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(_LONGEST_SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(_LONGEST_SECONDS)
