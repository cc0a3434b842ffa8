"""A Redis server that a test may start, stop, kill and pause, with a password and throw-away data."""

import atexit
import functools
import os
import shutil
import signal
import socket
import subprocess
from typing import Self

import pytest
from tests.throwaway_folder import throwaway_folder
from tests.tied_process import tied_process

PASSWORD = "planted/redis+password-5d20"
_IN_AN_ADDRESS = "planted%2Fredis%2Bpassword-5d20"
_READY = b"Ready to accept connections"
_WAYS = "install redis-server, or name a server by REDIS_TEST_URL"


class RedisProcess:
    """A server on loopback that keeps everything in memory.

    It runs inside `with`; it also ends with the process that started it, however that one ends. The test
    that makes one is skipped where no program is found.
    """

    def __init__(self, *options: str) -> None:
        program = shutil.which("redis-server")
        if program is None:
            pytest.skip(f"no Redis server is here: {_WAYS}")
        self._command = [program, "--bind", "127.0.0.1", "--save", "", "--requirepass", PASSWORD, *options]
        self._folder = throwaway_folder()
        self._log = self._folder / "log"
        self._process: subprocess.Popen[bytes] | None = None
        self._port = 0

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self._remove()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._remove()

    @property
    def address(self) -> str:
        """Host and port, the same after each start."""
        return f"127.0.0.1:{self._port}"

    @property
    def url(self) -> str:
        """Its address with its password."""
        return f"redis://:{_IN_AN_ADDRESS}@{self.address}/0"

    def start(self) -> None:
        """Start it, empty, with the port that it had before, and wait until it answers.

        Raises RuntimeError, with the end of its log, where it does not start.
        """
        if not any(self._listens(self._port or _free_port()) for _ in range(3)):
            raise RuntimeError(f"redis-server does not start: {self._log.read_text('utf-8')[-2_000:]}")

    def kill(self) -> None:
        """End it at once (SIGKILL)."""
        if self._process:
            self._process.kill()
            self._process.wait(timeout=60)
            self._process = None

    def pause(self) -> None:
        """Let it take connections but answer nothing, as a machine that hangs does (SIGSTOP)."""
        self._send(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on after a pause."""
        self._send(signal.SIGCONT)

    def _send(self, number: signal.Signals) -> None:
        if self._process is None:
            raise RuntimeError("the server does not run: start it first")
        self._process.send_signal(number)

    def _listens(self, port: int) -> bool:
        """Whether a new process listens at the port, which somebody else may have taken meanwhile."""
        place = ("--port", str(port), "--dir", str(self._folder))
        self._process = tied_process([*self._command, *place], output=self._log)
        for _ in range(6_000):
            if self._ended(within=0.01):
                self._process = None
                return False
            if _READY in self._log.read_bytes():
                self._port = port
                return True
        self.kill()
        return False

    def _ended(self, *, within: float) -> bool:
        try:
            return self._process is None or self._process.wait(within) is not None
        except subprocess.TimeoutExpired:
            return False

    def _remove(self) -> None:
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)


@functools.cache
def shared_redis() -> str:
    """The address of the server that the tests of this process share, or what REDIS_TEST_URL says."""
    if given := os.environ.get("REDIS_TEST_URL"):
        return given
    server = RedisProcess()
    server.start()
    atexit.register(server.__exit__)
    return server.url


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
