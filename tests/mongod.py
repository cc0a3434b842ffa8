"""A MongoDB server that a test may start, stop, kill, pause and start again, with throw-away data."""

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Sequence
from typing import Any, Self

from pymongo import MongoClient
from tests.mongod_program import required_mongod
from tests.throwaway_folder import throwaway_folder
from tests.tied_process import tied_process

_READY = b'"Waiting for connections"'
_FLAGS = (
    *("--bind_ip", "127.0.0.1", "--nounixsocket", "--oplogSize", "16", "--wiredTigerCacheSizeGB", "0.25"),
    # A new server would set aside 300 MB for its journal.
    *("--wiredTigerEngineConfigString", "log=(prealloc=false,file_max=10MB)"),
    *("--setParameter", "ttlMonitorSleepSecs=1"),
    *("--setParameter", "diagnosticDataCollectionEnabled=false"),
)


class Mongod:
    """A server on loopback, standalone or as the only member of a replica set.

    It runs inside `with`, and its data are removed at the end; it also ends with the process that started
    it, however that one ends. The test that makes one is skipped where no program is found. `folder` holds
    its data and its log; `flags` are further options of the program.
    """

    def __init__(self, *, replica_set: bool = False, flags: Sequence[str] = ()) -> None:
        self._program = required_mongod()
        self.folder = throwaway_folder()
        self._log = self.folder / "log"
        self._in_a_set = replica_set
        self._flags = flags
        self._initiated = False
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
    def url(self) -> str:
        """Its address, the same after each start."""
        return f"mongodb://127.0.0.1:{self._port}/" + ("?replicaSet=rs0" if self._in_a_set else "")

    @property
    def pid(self) -> int:
        """The number of the running process."""
        if self._process is None:
            raise RuntimeError("the server does not run: start it first")
        return self._process.pid

    def start(self) -> None:
        """Start it, with the port and the data that it had before, and wait until it takes writes.

        Raises RuntimeError, with the end of its log, where it does not start, and where it runs already.
        """
        if self._process:
            raise RuntimeError("the server runs already: end it first")
        if not any(self._listens(self._port or _free_port()) for _ in range(3)):
            raise RuntimeError(f"mongod does not start: {self._log.read_text('utf-8')[-2_000:]}")
        if self._in_a_set and not self._initiated:
            member = {"_id": 0, "host": f"127.0.0.1:{self._port}"}
            direct = f"mongodb://{member['host']}/?directConnection=true"
            _command(direct, "replSetInitiate", {"_id": "rs0", "members": [member]})
            self._initiated = True
        # Waits for the primary.
        _command(self.url, "ping", 1)

    def stop(self) -> None:
        """End it in order (SIGTERM)."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once (SIGKILL)."""
        self._end(signal.SIGKILL)

    def pause(self) -> None:
        """Let it take connections but answer nothing, as a machine that hangs does (SIGSTOP)."""
        os.kill(self.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on after a pause."""
        os.kill(self.pid, signal.SIGCONT)

    def _remove(self) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _listens(self, port: int) -> bool:
        """Whether a new process listens at the port, which somebody else may have taken meanwhile."""
        data = self.folder / "data"
        data.mkdir(exist_ok=True)
        command = [self._program, "--dbpath", str(data), "--port", str(port), *_FLAGS, *self._flags]
        self._process = tied_process(
            [*command, "--replSet", "rs0"] if self._in_a_set else command, output=self._log
        )
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

    def _end(self, number: signal.Signals) -> None:
        if self._process:
            self._process.send_signal(number)
            self._process.wait(timeout=60)
            self._process = None


def _command(url: str, name: str, value: object) -> None:
    with MongoClient[dict[str, Any]](url) as client:
        client.admin.command(name, value)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
