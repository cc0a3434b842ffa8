"""Runs that are interrupted: they end at once, and the next run makes up for all."""

import os
import signal
import time
from pathlib import Path
from threading import Event

import pytest
from tests.proof.command_line import CommandLine
from tests.proof.contents import everything
from tests.proof.figures import Tell
from tests.proof.simulated import WITH_SPOTIFY, WITH_YOUTUBE, Upstreams, settings_for, upstreams
from tests.proof.storages import SqliteStorage

NOW = "2024-06-22"
CHART = ("aggregate", "--genre", "dance", "--format", "json")
FULL_RUN = ("etl", "run", "full", "--genre", "dance")
COMMANDS = {"spotify23": CHART, "spotify-api": CHART, "itunes": CHART, "youtube": FULL_RUN}
"""What is interrupted, by the upstream that is asked just then."""

LATENCY_MS = 2000
AT_ONCE_SECONDS = 2.0
INTERRUPTED = 130


def _installation(folder: Path, simulated: Upstreams) -> CommandLine:
    folder.mkdir()
    return CommandLine(folder, settings_for(simulated.url, NOW, **WITH_SPOTIFY, **WITH_YOUTUBE))


@pytest.mark.parametrize(("asked", "command"), COMMANDS.items())
def test_ctrl_c_ends_a_run_at_once_and_the_next_run_completes_it(
    asked: str, command: tuple[str, ...], tmp_path: Path, tell: Tell
) -> None:
    with upstreams(NOW) as simulated:
        undisturbed = _installation(tmp_path / "undisturbed", simulated)
        undisturbed(*command)
        tunemeld = _installation(tmp_path / "interrupted", simulated)
        seen = Event()

        def slow_down(upstream: str) -> bool:
            if upstream == asked and not seen.is_set():
                simulated.set(latency_ms=LATENCY_MS)
                seen.set()
                time.sleep(LATENCY_MS / 1000)
            return False

        simulated.on_each_call(slow_down)
        process = tunemeld.start(*command)
        assert seen.wait(timeout=30)
        os.kill(process.pid, signal.SIGINT)
        sent = time.monotonic()
        out, err = process.communicate(timeout=60)
        seconds = time.monotonic() - sent
        simulated.set(latency_ms=0)
        next_run = tunemeld(*command)

    said = [line for line in err.splitlines() if "[info" not in line and "[debug" not in line]
    tell(f"Ctrl-C while {asked} is asked: exit code {process.returncode} after {seconds:.2f} s")
    assert (process.returncode, out) == (INTERRUPTED, "")
    assert seconds < AT_ONCE_SECONDS
    assert said[-1].startswith("Interrupted: ")
    assert "Traceback" not in err
    assert next_run.code == 0
    assert _everything(tunemeld) == _everything(undisturbed)


def _everything(tunemeld: CommandLine) -> dict[str, object]:
    settings = {"RAPIDAPI_KEY": "anything", "TUNEMELD_NOW": f"{NOW}T12:00:00Z"}
    return everything(SqliteStorage(tunemeld.store), settings)
