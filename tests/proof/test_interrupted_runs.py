"""Runs that are interrupted or killed: nothing half is seen, and the next run makes up for all."""

import json
import os
import random
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from tests.proof.command_line import CommandLine
from tests.proof.contents import for_readers, remembered
from tests.proof.figures import Tell
from tests.proof.installed import installed
from tests.proof.simulated import WITH_SPOTIFY, Upstreams, settings_for, upstreams

BEFORE, NOW = "2024-06-14", "2024-06-22"
CHART = ("aggregate", "--genre", "dance", "--format", "json")
AT_ONCE_SECONDS = 2.0
INTERRUPTED = 130


def _installation(folder: Path, simulated: Upstreams) -> CommandLine:
    folder.mkdir()
    return CommandLine(folder, settings_for(simulated.url, NOW, **WITH_SPOTIFY))


@pytest.mark.parametrize(
    ("asked", "latency_ms"), [("spotify23", 2000), ("spotify-api", 2000), ("itunes", 2000)]
)
def test_ctrl_c_ends_a_run_at_once_and_the_next_run_completes_it(
    asked: str, latency_ms: int, tmp_path: Path, tell: Tell
) -> None:
    with upstreams(NOW) as simulated:
        undisturbed = _installation(tmp_path / "undisturbed", simulated)
        undisturbed(*CHART)
        tunemeld = _installation(tmp_path / "interrupted", simulated)
        seen = Event()

        def slow_down(upstream: str) -> bool:
            if upstream == asked and not seen.is_set():
                simulated.set(latency_ms=latency_ms)
                seen.set()
                time.sleep(latency_ms / 1000)
            return False

        simulated.on_each_call(slow_down)
        process = tunemeld.start(*CHART)
        assert seen.wait(timeout=30)
        os.kill(process.pid, signal.SIGINT)
        sent = time.monotonic()
        out, err = process.communicate(timeout=60)
        seconds = time.monotonic() - sent
        simulated.set(latency_ms=0)
        next_run = tunemeld(*CHART)

    said = [line for line in err.splitlines() if "[info" not in line and "[debug" not in line]
    tell(f"Ctrl-C while {asked} is asked: exit code {process.returncode} after {seconds:.2f} s")
    assert (process.returncode, out) == (INTERRUPTED, "")
    assert seconds < AT_ONCE_SECONDS
    assert said[-1].startswith("Interrupted: ")
    assert "Traceback" not in err
    assert next_run.code == 0
    assert _everything(tunemeld) == _everything(undisturbed)


def _everything(tunemeld: CommandLine) -> tuple[object, object]:
    settings = {"RAPIDAPI_KEY": "anything", "TUNEMELD_NOW": f"{NOW}T12:00:00Z"}
    with installed(tunemeld.store, settings) as ours:
        return for_readers(ours), remembered(tunemeld.store)


def test_a_run_that_is_killed_anywhere_leaves_no_trace_once_it_is_run_again(
    tmp_path: Path, tell: Tell
) -> None:
    chance = random.Random(20240622)  # noqa: S311 - no secret
    seen: Counter[str] = Counter()
    with upstreams(BEFORE) as simulated:
        before = _installation(tmp_path / "before", simulated)
        old = before(*CHART, TUNEMELD_NOW=f"{BEFORE}T12:00:00Z").document
        simulated.set(date=NOW)
        begun = Event()
        simulated.on_each_call(_setting(begun))
        never_killed = CommandLine(_copied(before, tmp_path / "never killed"), _settings(simulated))
        new, lasts = _timed(never_killed, begun)
        wanted = _everything(never_killed)
        for moment in sorted(chance.uniform(0, 0.6 * lasts) for _ in range(10)):
            tunemeld = CommandLine(_copied(before, tmp_path / f"{moment:.4f}"), _settings(simulated))
            simulated.forget()
            _kill(tunemeld, begun, moment)
            seen["calls"] += simulated.calls()
            reader = tunemeld(*CHART, "--offline").document
            is_new = reader["snapshot_id"] == new["snapshot_id"]
            seen["new" if is_new else "old"] += 1

            assert reader["tracks"] == (new if is_new else old)["tracks"]
            assert tunemeld(*CHART).code == 0
            assert _everything(tunemeld) == wanted
    tell(
        f"10 runs killed within {0.6 * lasts:.2f} s of their first call, after {seen['calls']} calls in all: "
        f"readers saw the old chart {seen['old']} times, the new one {seen['new']} times"
    )
    tell("charts, lists, identities and lookups equal those of a run never killed, once each ran again")


def _setting(event: Event) -> Callable[[str], bool]:
    def note(_: str) -> bool:
        event.set()
        return False

    return note


def _timed(tunemeld: CommandLine, begun: Event) -> tuple[dict[str, Any], float]:
    """The chart that a run prints, and the seconds that it takes from its first call on."""
    process = tunemeld.start(*CHART)
    begun.wait(timeout=30)
    started = time.monotonic()
    printed: dict[str, Any] = json.loads(process.communicate()[0])
    return printed, time.monotonic() - started


def _kill(tunemeld: CommandLine, begun: Event, moment: float) -> None:
    """Start a run, and kill it so many seconds after its first call."""
    begun.clear()
    process = tunemeld.start(*CHART)
    begun.wait(timeout=30)
    time.sleep(moment)
    process.kill()
    process.communicate()


def _settings(simulated: Upstreams) -> dict[str, str]:
    return settings_for(simulated.url, NOW, **WITH_SPOTIFY)


def _copied(tunemeld: CommandLine, folder: Path) -> Path:
    shutil.copytree(tunemeld.folder, folder)
    return folder
