"""A MongoDB server that goes away in the middle of a run: it is waited for, given up in time, made up for."""

import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

import pytest
from tests.mongod import Mongod
from tests.proof.command_line import CommandLine
from tests.proof.contents import everything
from tests.proof.figures import Tell
from tests.proof.simulated import WITH_SPOTIFY, WITH_YOUTUBE, Upstreams, settings_for, upstreams
from tests.proof.storages import MongoStorage
from tests.timeless import timeless

BEFORE, NOW = "2024-06-14", "2024-06-22"
CHART = ("aggregate", "--genre", "dance", "--format", "json")
RUN = ("etl", "run", "full", "--genre", "dance")
MOMENTS = ("spotify23", "spotify-api", "youtube")
"""At which call of a run: for a list, for an ISRC, and for a video."""

PATIENCE_SECONDS, ANSWER_SECONDS, SELECTION_SECONDS = 20, 10, 2
_LONGEST_SECONDS = 150


@dataclass
class Interrupted:
    """A run that waits at its first call of an upstream until it is let go on."""

    process: "subprocess.Popen[str]"
    go_on: threading.Event
    since: float = field(default_factory=time.monotonic)

    def ends(self) -> tuple[int, str, str, float]:
        """Exit code, what it wrote, and the seconds since the server went."""
        out, err = self.process.communicate(timeout=_LONGEST_SECONDS)
        return self.process.returncode, out, err, time.monotonic() - self.since


class Week:
    """A server with a good week on it, and the upstreams of the next one."""

    def __init__(self, server: Mongod, simulated: Upstreams, folder: Path) -> None:
        self.server = server
        self.storage = MongoStorage(server.url, "tunemeld")
        self._simulated = simulated
        self.settings = settings_for(simulated.url, NOW, **WITH_SPOTIFY, **WITH_YOUTUBE)
        self.tunemeld = CommandLine(folder, {**self.settings, **self.storage.settings})
        self.chart = self.tunemeld(*CHART, TUNEMELD_NOW=f"{BEFORE}T12:00:00Z").document
        simulated.set(date=NOW)
        simulated.be_generous()
        with self.storage.copied() as undisturbed:
            tunemeld = CommandLine(folder, {**self.settings, **undisturbed.settings})
            self.published = tunemeld(*CHART).document
            tunemeld(*RUN)
            self.wanted = everything(undisturbed, self.settings)

    def interrupt(self, moment: str, end: Callable[[], None]) -> Interrupted:
        """Start a run, and do something to the server when the run first asks an upstream."""
        reached, go_on = threading.Event(), threading.Event()

        def hold(upstream: str) -> bool:
            if upstream == moment and not go_on.is_set():
                reached.set()
                go_on.wait(_LONGEST_SECONDS)
            return False

        with self._simulated.seeing_each_call(hold):
            process = self.tunemeld.start(*RUN)
            assert reached.wait(_LONGEST_SECONDS)
            end()
            interrupted = Interrupted(process, go_on)
            go_on.set()
        return interrupted

    def is_as_wanted(self) -> bool:
        """Whether all is as after a run that nothing disturbed."""
        return everything(self.storage, self.settings) == self.wanted


@contextmanager
def _week(*, in_a_set: bool) -> Iterator[Week]:
    with (
        tempfile.TemporaryDirectory() as folder,
        Mongod(replica_set=in_a_set) as server,
        upstreams(BEFORE) as simulated,
    ):
        yield Week(server, simulated, Path(folder))


def _in_each_case(work: Callable[[Week, str], str]) -> str:
    """What `work` tells of a week of its own on each kind of server, and each moment; all of them at once."""

    def carry_out(case: tuple[bool, str]) -> str:
        in_a_set, moment = case
        with _week(in_a_set=in_a_set) as week:
            return work(week, moment)

    cases = list(product((False, True), MOMENTS))
    with ThreadPoolExecutor(len(cases)) as pool:
        return "; ".join(pool.map(carry_out, cases))


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_a_run_goes_on_after_a_restart_as_if_nothing_had_been(end: str, tell: Tell) -> None:
    def work(week: Week, moment: str) -> str:
        interrupted = week.interrupt(moment, getattr(week.server, end))
        with pytest.raises(subprocess.TimeoutExpired):  # it waits
            interrupted.process.wait(timeout=3)
        week.server.start()
        code, _, err, seconds = interrupted.ends()

        assert (code, "Error" in err, "Traceback" in err) == (0, False, False)
        assert week.is_as_wanted()
        week.server.kill()
        week.server.start()
        assert week.is_as_wanted()
        return f"exit code {code} after {seconds:.1f} s"

    tell(f"{end}, up again after 3 s: {_in_each_case(work)}")


def test_a_server_that_stays_away_is_given_up_and_the_next_run_completes(tell: Tell) -> None:
    def work(week: Week, moment: str) -> str:
        code, out, err, seconds = week.interrupt(moment, week.server.stop).ends()
        week.server.start()
        reader = week.tunemeld(*CHART, "--offline").document

        assert (code, out, len(_errors(err)), "Traceback" in err) == (1, "", 1, False)
        assert "cannot be reached: start the server" in _errors(err)[0]
        assert seconds < PATIENCE_SECONDS + 5 * SELECTION_SECONDS
        shown = week.published if moment == "youtube" else week.chart
        assert timeless(reader["tracks"]) == timeless(shown["tracks"])
        assert week.tunemeld(*RUN).code == 0
        assert week.is_as_wanted()
        return f"exit code {code} after {seconds:.1f} s"

    tell(f"gone for good: {_in_each_case(work)}")


def test_a_server_that_hangs_for_a_while_is_waited_for(tell: Tell) -> None:
    def work(week: Week, moment: str) -> str:
        interrupted = week.interrupt(moment, week.server.pause)
        with pytest.raises(subprocess.TimeoutExpired):
            interrupted.process.wait(timeout=ANSWER_SECONDS + 2)
        week.server.resume()
        code, _, err, seconds = interrupted.ends()

        assert (code, "Error" in err, "Traceback" in err) == (0, False, False)
        assert week.is_as_wanted()
        return f"exit code {code} after {seconds:.1f} s"

    tell(f"hangs for {ANSWER_SECONDS + 2} s: {_in_each_case(work)}")


def test_a_server_that_hangs_for_good_is_given_up(tell: Tell) -> None:
    def work(week: Week, moment: str) -> str:
        code, out, err, seconds = week.interrupt(moment, week.server.pause).ends()
        week.server.resume()

        assert (code, out, len(_errors(err)), "Traceback" in err) == (1, "", 1, False)
        assert seconds < PATIENCE_SECONDS + 2 * ANSWER_SECONDS
        assert week.tunemeld(*RUN).code == 0
        assert week.is_as_wanted()
        return f"exit code {code} after {seconds:.1f} s"

    tell(f"hangs for good: {_in_each_case(work)}")


def test_a_server_that_was_never_there_is_told_in_a_sentence_at_once(tmp_path: Path, tell: Tell) -> None:
    nowhere = {"TUNEMELD_STORAGE": "mongo", "MONGODB_URL": "mongodb://127.0.0.1:1/", "RAPIDAPI_KEY": "any"}
    tunemeld = CommandLine(tmp_path, nowhere)
    took = []
    for command in (CHART, ("etl", "run"), ("etl", "status"), ("db", "test-connection"), ("db", "migrate")):
        started = time.monotonic()
        done = tunemeld(*command)
        took.append(time.monotonic() - started)

        assert (done.code, done.out, len(_errors(done.err))) == (1, "", 1), command
        assert "tunemeld on MongoDB at 127.0.0.1:1 cannot be reached" in _errors(done.err)[0]
        assert "Traceback" not in done.err
    tell(f"never there: exit code 1 and one sentence after {min(took):.1f} to {max(took):.1f} s")
    assert max(took) < SELECTION_SECONDS + 2


def _errors(err: str) -> list[str]:
    return [line for line in err.splitlines() if line.startswith("Error: ")]
