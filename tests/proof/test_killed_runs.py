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
from tests.proof.contents import Tracks, everything, on_the_way, shown
from tests.proof.figures import Tell
from tests.proof.killed import RUN, Watch, spread, step_of, watched
from tests.proof.simulated import WITH_SPOTIFY, WITH_YOUTUBE, settings_for
from tests.proof.storages import Contents, Storage

BEFORE, NOW = "2024-06-14", "2024-06-22"
KILLS, IN_START_UP, AT_THE_END = 25, 4, 4
"""Of a first run and of a later one each."""

SHORTLY, LAST_SECONDS, STEP_BACK = 0.02, 0.2, 2
SEED = 20240622
FIRST, LAST, EVERY = 27, 9, 9
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
    old: Tracks | None = field(init=False)
    uncounted: Tracks = field(init=False)
    new: Tracks = field(init=False)
    wanted: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.found = self.storage.contents()
        self.old = shown(self.storage, self.settings())
        with self.storage.copied() as copy:
            for stage in ("extract", "transform", "aggregate"):
                assert self.command(copy)("etl", "run", stage, "--genre", "dance").code == 0
            self.uncounted = shown(copy, self.settings()) or []
        with self.storage.copied() as never_killed:
            assert self.command(never_killed)(*RUN).code == 0
            self.new = shown(never_killed, self.settings()) or []
            self.wanted = everything(never_killed, self.settings())

    def settings(self, url: str = "") -> Mapping[str, str]:
        """The settings of a day on which upstreams are at an address."""
        return settings_for(url or self.url, NOW, **WITH_SPOTIFY, **WITH_YOUTUBE)

    def command(self, storage: Storage, url: str = "") -> CommandLine:
        """The command line over a storage."""
        return CommandLine(self.folder, {**self.settings(url), **storage.settings})

    def is_made_up_for(self, storage: Storage, moment: object) -> tuple[str, bool]:
        """How far a killed run had come, and whether readers saw the new chart; then it is run again."""
        step = step_of(self.found, storage.contents())
        seen = shown(storage, self.settings())

        assert seen == self.old or on_the_way(seen, self.uncounted, self.new), moment
        assert self.command(storage)(*RUN).code == 0, moment
        assert everything(storage, self.settings()) == self.wanted, moment
        return step, seen != self.old


@pytest.fixture
def watches() -> Iterator[Sequence[Watch]]:
    """Upstreams for each of the runs at once."""
    with watched(BEFORE, LATENCY_MS) as one, watched(BEFORE, LATENCY_MS) as other:
        yield one, other


@contextmanager
def _beginnings(storage: Storage, folder: Path, watches: Sequence[Watch]) -> Iterator[Sequence[Beginning]]:
    """A first run, and a run a week after a good one."""
    url = watches[0].simulated.url
    settings = {**settings_for(url, BEFORE, **WITH_SPOTIFY, **WITH_YOUTUBE), **storage.settings}
    assert CommandLine(folder, settings)(*RUN).code == 0
    for watch in watches:
        watch.simulated.set(date=NOW)
    with storage.fresh() as empty:
        yield [Beginning(each, folder, url) for each in (empty, storage)]


@dataclass(frozen=True)
class Moment:
    """When a run is killed: so many seconds after so many of its calls."""

    calls: int
    seconds: float


def _moments(begun: Beginning, watch: Watch, chance: random.Random) -> list[Moment]:
    """Evenly spread over a run, and yet random: its start-up, its calls, and what it does after the last."""
    with begun.storage.copied() as copy:
        to_call, calls = watch.measure(begun.command(copy, watch.simulated.url))
    between = KILLS - IN_START_UP - AT_THE_END
    return [
        *(Moment(0, (n + chance.random()) / IN_START_UP * to_call) for n in range(IN_START_UP)),
        *(
            Moment(1 + int((n + chance.random()) / between * calls), chance.random() * SHORTLY)
            for n in range(between)
        ),
        *(Moment(calls, (n + chance.random()) / AT_THE_END * LAST_SECONDS) for n in range(AT_THE_END)),
    ]


def test_a_run_that_is_killed_at_any_moment_leaves_no_trace_once_it_is_run_again(
    storage: Storage, watches: Sequence[Watch], tmp_path: Path, tell: Tell
) -> None:
    free: SimpleQueue[Watch] = SimpleQueue()
    for watch in watches:
        free.put(watch)
    chance = random.Random(SEED)  # noqa: S311 - no secret
    with _beginnings(storage, tmp_path, watches) as beginnings:
        moments = [(each, when) for each in beginnings for when in _moments(each, watches[0], chance)]

        def one(case: tuple[Beginning, Moment]) -> tuple[str, bool]:
            begun, when = case
            watch = free.get()
            try:
                # One that comes too late is tried again, earlier.
                for attempt in range(1, 6):
                    with begun.storage.copied() as copy:
                        tunemeld = begun.command(copy, watch.simulated.url)
                        calls = max(0, when.calls - (attempt - 1) * STEP_BACK)
                        if watch.kill(tunemeld, calls, when.seconds / attempt) < 0:
                            return begun.is_made_up_for(copy, when)
            finally:
                free.put(watch)
            raise AssertionError(when)

        with ThreadPoolExecutor(AT_ONCE) as pool:
            killed = list(pool.map(one, moments))
    seen = Counter(is_new for _, is_new in killed)

    tell(f"{len(moments)} kills (seed {SEED}): {spread(Counter(step for step, _ in killed))}")
    tell(f"readers saw what was there before {seen[False]} times, the new chart {seen[True]} times")


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

            chosen = _some_of(writes)
            killed = list(pool.map(one, chosen))
            told.append(f"{len(chosen)} of the {writes} of {name}")
            assert {is_new for _, is_new in killed} == {False, True}
    tell(f"killed before writes: {', '.join(told)}")


def _some_of(writes: int) -> list[int]:
    """All but most of those that searches for videos make: they are alike, and there are two a search."""
    return [n for n in range(1, writes + 1) if n <= FIRST or n > writes - LAST or n % EVERY == 0]


def _dying(tunemeld: CommandLine, settings: Mapping[str, str]) -> int:
    path = f"{DYING}:{tunemeld.sources}"
    return tunemeld(*RUN, **settings, PYTHONPATH=path).code
