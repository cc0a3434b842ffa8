"""Servers under load: started beside each other, asked in turns by wrk, and what they hold in memory."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import requests

WORKERS = 2
_CONNECTIONS = 32
_LONGEST_START_SECONDS = 30.0
_MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1_000.0}


@dataclass(frozen=True)
class Load:
    """What wrk measured: answers a second, and the time within which 99 of 100 came."""

    per_second: float
    p99_ms: float


@dataclass(frozen=True)
class Started:
    """A server: where it answers, and its processes."""

    url: str
    pid: int

    def megabytes_a_worker(self) -> float:
        """What a worker holds for itself and its part of what it shares (PSS), on average."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text("ascii").split()
        held = [Path(f"/proc/{child}/smaps_rollup").read_text("ascii") for child in children]
        return (
            sum(int(re.findall(r"^Pss: +(\d+)", each, re.MULTILINE)[0]) for each in held) / len(held) / 1024
        )


def can_load() -> bool:
    """Whether wrk is installed; says what to do where it is not."""
    if shutil.which("wrk"):
        return True
    print("The API was not measured: install wrk (apt install wrk).\n")
    return False


@contextmanager
def started(application: str, settings: Mapping[str, str], *options: str) -> Iterator[Started]:
    """gunicorn with an application; both workers answer when the context begins."""
    address = f"127.0.0.1:{_free_port()}"
    command = [sys.executable, "-P", "-m", "gunicorn", *options, "-w", str(WORKERS), "-b", address]
    # Kept-alive connections are spread over the workers evenly only so.
    command += ["--reuse-port", "--no-control-socket", "--log-level", "info", application]
    with TemporaryDirectory() as folder:
        said = Path(folder, "log")
        with (
            said.open("wb") as log,
            subprocess.Popen(command, env={**os.environ, **settings}, stdout=log, stderr=log) as process,
        ):
            try:
                _wait(said, process, f"http://{address}")
                yield Started(f"http://{address}", process.pid)
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(30)


def asked(url: str, *, seconds: int, headers: Mapping[str, str] | None = None, script: str = "") -> Load:
    """Load a URL for so long, by one thread of wrk; `script` is Lua that says what is asked.

    Raises:
        RuntimeError: something was answered that is no success, or not at all.
    """
    command = ["wrk", "-t1", f"-c{_CONNECTIONS}", f"-d{seconds}s", "--latency"]
    for name, value in (headers or {}).items():
        command += ["-H", f"{name}: {value}"]
    with TemporaryDirectory() as folder:
        if script:
            file = Path(folder, "script.lua")
            file.write_text(script, "utf-8")
            command += ["-s", str(file)]
        told = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in told or "Socket errors" in told:
        raise RuntimeError(f"{url} was not always answered: {told}")
    rate = re.search(r"Requests/sec: +([\d.]+)", told)
    p99 = re.search(r"99% +([\d.]+)(us|ms|s)\b", told)
    if rate is None or p99 is None:
        raise RuntimeError(f"wrk says something else than it used to: {told}")
    return Load(float(rate[1]), float(p99[1]) * _MILLISECONDS[p99[2]])


def _wait(said: Path, process: "subprocess.Popen[bytes]", url: str) -> None:
    limit = time.monotonic() + _LONGEST_START_SECONDS
    while time.monotonic() < limit and process.poll() is None:
        if said.read_text("utf-8", errors="replace").count("Booting worker") >= WORKERS:
            time.sleep(1.5)  # the workers of some classes do not say when they listen
            requests.get(url, timeout=5)
            return
        time.sleep(0.05)
    raise RuntimeError(f"the server does not start: {said.read_text('utf-8', errors='replace')[-2_000:]}")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
