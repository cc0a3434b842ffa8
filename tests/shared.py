"""The recorded data and the upstreams' simulator, which may lie beside the project."""

import importlib.util
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"
"""Third-party data: it stays outside of the project, and nothing of it is copied here."""

RECORDED = SHARED / "recorded"
_SIMULATOR = SHARED / "upstream" / "simulator.py"


def requires_shared() -> None:
    """Skip where the shared data is absent, or fail where every test shall run (TUNEMELD_TEST_ALL=1)."""
    if RECORDED.is_dir() and _SIMULATOR.is_file():
        return
    reason = f"{SHARED} is absent: it holds the recorded playlists and the upstreams' simulator"
    if os.environ.get("TUNEMELD_TEST_ALL") == "1":
        pytest.fail(f"TUNEMELD_TEST_ALL=1 forbids skipping, and {reason}")
    pytest.skip(reason)


def recorded_bodies(service: str) -> list[Path]:
    """The files of all recorded answers of a service, such as `apple_music`; none where they are absent."""
    return sorted(RECORDED.glob(f"playlists/*/*/{service}.json"))


def start_simulator(day: str, *, data: Path = RECORDED) -> tuple[str, Any, Callable[[], None]]:
    """Serve the lists of a day: the address, the simulator's state, and what ends it."""
    server, state = _simulator().serve([data], 0, day)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()

    def stop() -> None:
        server.shutdown()
        thread.join()
        server.server_close()

    return f"http://127.0.0.1:{server.server_address[1]}", state, stop


def _simulator() -> ModuleType:
    name = "tunemeld_upstream_simulator"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, _SIMULATOR)
        if spec is None or spec.loader is None:
            raise ImportError(f"{_SIMULATOR} is no Python module")
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        # The folder beside the project may be read-only.
        written, sys.dont_write_bytecode = sys.dont_write_bytecode, True
        try:
            spec.loader.exec_module(module)
        finally:
            sys.dont_write_bytecode = written
    return sys.modules[name]
