"""Runs killed at random moments and at each write: no reader sees a half, the next run makes up for all."""

import random
import signal
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest
from tests.proof.command_line import CommandLine
from tests.proof.contents import everything, shown
from tests.proof.figures import Tell
from tests.proof.killed import CHART, Watch, spread, step_of, watched
from tests.proof.simulated import WITH_SPOTIFY, settings_for
from tests.proof.storages import Contents, Storage

BEFORE, NOW = "2024-06-14", "2024-06-22"
KILLS, IN_START_UP = 50, 10
SEED = 20240622
AT_ONCE = 2
LATENCY_MS = 4
DYING = str(Path(__file__).with_name("dying"))


@dataclass
class Beginning:
    """What a run finds, and what one that is never killed makes of it."""

    storage: Storage
    folder: Path
    url: str
    found: Contents = field(init=False)
    old: Any = field(init=False)
    new: Any = field(init=False)
    wanted: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.found = self.storage.contents()
        self.old = shown(self.storage, self.settings())
        with self.storage.copied() as never_killed:
            assert self.command(never_killed)(*CHART).code == 0
            self.new = shown(never_killed, self.settings())
            self.wanted = everything(never_killed, self.settings())

    def settings(self, url: str = "") -> Mapping[str, str]:
        """The settings of a day on which upstreams are at an address."""
        return settings_for(url or self.url, NOW, **WITH_SPOTIFY)

    def command(self, storage: Storage, url: str = "") -> CommandLine:
        """The command line over a storage."""
        return CommandLine(self.folder, {**self.settings(url), **storage.settings})

    def is_made_up_for(self, storage: Storage, moment: object) -> tuple[str, bool]:
        """How far a killed run had come, and whether readers saw the new chart; then it is run again."""
        step = step_of(self.found, storage.contents())
        seen = shown(storage, self.settings())

        assert seen in (self.old, self.new), moment
        assert self.command(storage)(*CHART).code == 0, moment
        assert everything(storage, self.settings()) == self.wanted, moment
        return step, seen == self.new


@pytest.fixture
def watches() -> Iterator[Sequence[Watch]]:
    """Upstreams for each of the runs at once."""
    with watched(BEFORE, LATENCY_MS) as one, watched(BEFORE, LATENCY_MS) as other:
        yield one, other


@contextmanager
def _beginnings(storage: Storage, folder: Path, watches: Sequence[Watch]) -> Iterator[Sequence[Beginning]]:
    """A first run, and a run a week after a good one."""
    settings = {**settings_for(watches[0].simulated.url, BEFORE, **WITH_SPOTIFY), **storage.settings}
    assert CommandLine(folder, settings)(*CHART).code == 0
    for watch in watches:
        watch.simulated.set(date=NOW)
    with storage.fresh() as empty:
        yield [Beginning(each, folder, watches[0].simulated.url) for each in (empty, storage)]


def _seconds(begun: Beginning, watches: Sequence[Watch]) -> tuple[float, float]:
    """How long a run takes to its first call and from there to its chart, while others run."""

    def measure(watch: Watch) -> tuple[float, float]:
        with begun.storage.copied() as copy:
            return watch.measure(begun.command(copy, watch.simulated.url))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        measured = list(pool.map(measure, watches))
    return min(first for first, _ in measured), max(rest for _, rest in measured)


def _moments(to_call: float, to_chart: float) -> list[tuple[bool, float]]:
    """Whether to wait for the first call, and how long then: evenly spread, and yet random."""
    chance = random.Random(SEED)  # noqa: S311 - no secret
    parts = [(n + chance.random()) / IN_START_UP for n in range(IN_START_UP)]
    in_start_up = [(False, part * to_call) for part in parts]
    rest = KILLS - IN_START_UP
    return in_start_up + [(True, (n + chance.random()) / rest * to_chart) for n in range(rest)]


def test_a_run_that_is_killed_at_any_moment_leaves_no_trace_once_it_is_run_again(
    storage: Storage, watches: Sequence[Watch], tmp_path: Path, tell: Tell
) -> None:
    free: SimpleQueue[Watch] = SimpleQueue()
    for watch in watches:
        free.put(watch)
    with _beginnings(storage, tmp_path, watches) as beginnings:
        to_call, to_chart = _seconds(beginnings[1], watches)
        moments = _moments(to_call, to_chart)

        def one(number: int) -> tuple[str, bool]:
            begun, (after_a_call, seconds) = beginnings[number % 2], moments[number]
            watch = free.get()
            try:
                # One that comes too late is tried again, earlier.
                for attempt in range(1, 6):
                    with begun.storage.copied() as copy:
                        tunemeld = begun.command(copy, watch.simulated.url)
                        if watch.kill(tunemeld, seconds / attempt, after_a_call=after_a_call) < 0:
                            return begun.is_made_up_for(copy, moments[number])
            finally:
                free.put(watch)
            raise AssertionError(moments[number])

        with ThreadPoolExecutor(AT_ONCE) as pool:
            killed = list(pool.map(one, range(KILLS)))
    seen = Counter(is_new for _, is_new in killed)

    tell(f"{KILLS} kills (seed {SEED}): {spread(Counter(step for step, _ in killed))}")
    tell(
        f"{IN_START_UP} within {to_call:.2f} s of the start, the others within {to_chart:.2f} s of the first "
        f"call; readers saw what was there before {seen[False]} times, the new chart {seen[True]} times"
    )


@pytest.mark.parametrize("storage", ["SQLite", "MongoDB"], indirect=True)
def test_a_run_that_is_killed_before_any_of_its_writes_leaves_no_trace_either(
    storage: Storage, watches: Sequence[Watch], tmp_path: Path, tell: Tell
) -> None:
    count = tmp_path / "count"
    dying = {"DIES_BY": storage.settings["TUNEMELD_STORAGE"], "DIES_COUNT": str(count)}
    told = []
    with _beginnings(storage, tmp_path, watches) as beginnings, ThreadPoolExecutor(AT_ONCE) as pool:
        for begun, name in zip(beginnings, ("a first run", "a later run"), strict=True):
            with begun.storage.copied() as copy:
                _dying(begun.command(copy), dying)
            writes = int(count.read_text("utf-8"))

            def one(write: int, begun: Beginning = begun) -> tuple[str, bool]:
                with begun.storage.copied() as copy:
                    code = _dying(begun.command(copy), {**dying, "DIES_AT": str(write)})
                    assert code == -signal.SIGKILL
                    return begun.is_made_up_for(copy, write)

            killed = list(pool.map(one, range(1, writes + 1)))
            told.append(f"{writes} of {name}")
            assert {is_new for _, is_new in killed} == {False, True}
    tell(f"killed before each write: {', '.join(told)}")


def _dying(tunemeld: CommandLine, settings: Mapping[str, str]) -> int:
    path = f"{DYING}:{tunemeld.sources}"
    return tunemeld(*CHART, **settings, PYTHONPATH=path).code
