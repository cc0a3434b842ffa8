"""The upstreams' simulator in a process of its own, which a proof may kill and start again."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Self
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

from tests.proof.simulated import addresses
from tests.shared import RECORDED, SHARED
from tests.tied_process import tied_process

KV = {
    "TUNEMELD_CACHE": "kv",
    "CLOUDFLARE_ACCOUNT_ID": "an-account",
    "CLOUDFLARE_NAMESPACE_ID": "a-namespace",
    "CLOUDFLARE_API_TOKEN": "anything",
}
"""The settings of a cache in KV; where it is, stands beside the other addresses."""

_VALUES = "cloudflare/client/v4/accounts/an-account/storage/kv/namespaces/a-namespace/values"
_LONGEST_SECONDS = 30.0


class SimulatorApart:
    """Runs inside `with`, at the same address after each start; what its KV held is gone with a process."""

    def __init__(self, day: str, folder: Path) -> None:
        self._day = day
        self._output = folder / "simulator-said"
        self._process: subprocess.Popen[bytes] | None = None
        self.url = ""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    @property
    def address_of_kv(self) -> dict[str, str]:
        """The setting that sends a cache here."""
        return {name: url for name, url in addresses(self.url).items() if name == "CLOUDFLARE_API_URL"}

    def start(self) -> None:
        """Start it, and wait until it listens."""
        port = self.url.rpartition(":")[2] or "0"
        program = str(SHARED / "upstream" / "simulator.py")
        told = [sys.executable, program, "--data", str(RECORDED), "--date", self._day, "--port", port]
        self._process = tied_process(told, output=self._output, surroundings=_without_traces())
        limit = time.monotonic() + _LONGEST_SECONDS
        while not (listens := re.search(r"http://\S+", self._output.read_text("utf-8"))):
            if self._process.poll() is not None or time.monotonic() > limit:
                raise RuntimeError(f"the simulator does not start: {self._output.read_text('utf-8')}")
            time.sleep(0.01)
        self.url = listens[0]

    def kill(self) -> None:
        """End it at once (SIGKILL)."""
        if self._process:
            self._process.kill()
            self._process.wait(_LONGEST_SECONDS)
            self._process = None

    def pause(self) -> None:
        """Let it take connections but answer nothing (SIGSTOP)."""
        self._send(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on after a pause."""
        self._send(signal.SIGCONT)

    def value(self, key: str) -> bytes | None:
        """What lies under a key of its KV; None where nothing does."""
        address = f"{self.url}/{_VALUES}/{quote(key, safe='')}"
        request = Request(address, headers={"Authorization": "Bearer anything"})  # noqa: S310 - this machine
        try:
            with urlopen(request) as answer:  # noqa: S310
                found: bytes = answer.read()
        except HTTPError as error:
            if error.code == 404:
                return None
            raise
        return found

    def _send(self, number: signal.Signals) -> None:
        assert self._process
        self._process.send_signal(number)


def _without_traces() -> dict[str, Any]:
    # The folder beside the project may be read-only.
    return {"PATH": os.environ.get("PATH", ""), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1"}
