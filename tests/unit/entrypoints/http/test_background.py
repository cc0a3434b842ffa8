"""Runs that a request has asked for: one at a time, refused before they begin, ended with the process."""

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import pytest
from structlog.testing import capture_logs
from tests.broken_stores import Unsteady
from tests.turns import LEASE_SECONDS, turns_of
from tests.worlds import World

from tunemeld.adapters.stores.memory import MemoryStores
from tunemeld.adapters.stores.memory.leases import MemoryLeases
from tunemeld.adapters.stores.memory.runs import MemoryRunLog
from tunemeld.application.errors import KeyMissing, RunUnderWay, SampleRefused, UnknownGenre
from tunemeld.application.pipeline import Order, Pipeline
from tunemeld.application.ports.counters import ListedCounter
from tunemeld.application.report import RunReport, RunStatus, Stage
from tunemeld.domain.playlist import RawPlaylist
from tunemeld.domain.reading import Metric
from tunemeld.entrypoints.http.background import TURN, BackgroundRuns

LONGEST_SECONDS = 30.0
RunsOf = Callable[..., BackgroundRuns]
EVERYTHING = Order(stage=Stage.FULL, genres=("country",), threads=2)


class HeldCounter(ListedCounter):
    """Keeps a run from ending until it is let go; `begun` is set once it holds one."""

    name, service, metric = "Held", "Spotify", Metric.PLAYS

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.may_go_on = threading.Event()

    def counts(self, raw: RawPlaylist) -> Mapping[str, int | None]:
        """Wait, and count nothing."""
        self.begun.set()
        assert self.may_go_on.wait(LONGEST_SECONDS)
        return {}


class Defective(HeldCounter):
    """Has a defect."""

    def counts(self, raw: RawPlaylist) -> Mapping[str, int | None]:
        """Never."""
        raise ZeroDivisionError


class LingeringLog(MemoryRunLog):
    """Has everybody know that a run has ended before the run itself does."""

    def __init__(self) -> None:
        super().__init__()
        self.ended = threading.Event()
        self.may_go_on = threading.Event()

    def save(self, report: RunReport) -> None:
        """Store it; who stores an end waits."""
        super().save(report)
        if report.finished_at:
            self.ended.set()
            assert self.may_go_on.wait(LONGEST_SECONDS)


class PausingLog(MemoryRunLog):
    """Pauses whoever stores that a run has begun."""

    def __init__(self, log: MemoryRunLog) -> None:
        super().__init__()
        self._log = log
        self.begun = threading.Event()
        self.may_go_on = threading.Event()

    def save(self, report: RunReport) -> None:
        """Store it where the others do."""
        self._log.save(report)
        if not self.begun.is_set():
            self.begun.set()
            assert self.may_go_on.wait(LONGEST_SECONDS)


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[dict[str, object]]]:
    """What is logged meanwhile, by every thread."""
    with capture_logs() as captured:
        yield captured  # type: ignore[misc]


@pytest.fixture
def held() -> HeldCounter:
    """What holds a run, where a world has it among its counters."""
    return HeldCounter()


@pytest.fixture
def runs_of(held: HeldCounter) -> Iterator[RunsOf]:
    """Makes the runs of a worker over a world; they end with the test."""
    made: list[BackgroundRuns] = []

    def make(
        world: World, pipeline: Callable[[], Pipeline] | None = None, *, worker: str = "one"
    ) -> BackgroundRuns:
        made.append(BackgroundRuns(pipeline or world.pipeline, turns_of(world, worker)))
        return made[-1]

    yield make
    held.may_go_on.set()
    for runs in made:
        runs.close(seconds=LONGEST_SECONDS)


def events(logged: list[dict[str, object]]) -> list[str]:
    """What was logged of runs in the background."""
    return [event for each in logged if (event := str(each["event"])).startswith("api.")]


def statuses(world: World) -> dict[str, RunStatus]:
    """How each run ended, by its id."""
    return {report.run_id: report.status for report in world.stores.runs.recent(10)}


def test_a_run_goes_on_by_itself_under_the_id_that_was_told(runs_of: RunsOf) -> None:
    world = World()
    runs = runs_of(world)

    run_id = runs.start(EVERYTHING)
    runs.close(seconds=LONGEST_SECONDS)

    assert statuses(world) == {run_id: RunStatus.DONE}
    assert world.publication().run_id == run_id


def test_whoever_asks_for_a_run_does_not_wait_for_its_end(runs_of: RunsOf, held: HeldCounter) -> None:
    world = World()
    world.listed = (held,)

    run_id = runs_of(world).start(EVERYTHING)
    assert held.begun.wait(LONGEST_SECONDS)

    assert statuses(world) == {run_id: RunStatus.RUNNING}


def test_while_one_run_is_under_way_another_is_refused_with_its_id(
    runs_of: RunsOf, held: HeldCounter
) -> None:
    world = World()
    world.listed = (held,)
    runs = runs_of(world)
    run_id = runs.start(EVERYTHING)
    assert held.begun.wait(LONGEST_SECONDS)

    with pytest.raises(RunUnderWay, match=f"run {run_id} is under way"):
        runs.start(EVERYTHING)

    held.may_go_on.set()
    runs.close(seconds=LONGEST_SECONDS)
    again = runs.start(EVERYTHING)
    runs.close(seconds=LONGEST_SECONDS)

    assert statuses(world) == {run_id: RunStatus.DONE, again: RunStatus.DONE}


def test_while_another_worker_carries_out_a_run_one_is_refused_with_its_id(
    runs_of: RunsOf, held: HeldCounter
) -> None:
    world = World()
    world.listed = (held,)
    one, other = runs_of(world, worker="one"), runs_of(world, worker="other")
    run_id = one.start(EVERYTHING)
    assert held.begun.wait(LONGEST_SECONDS)

    with pytest.raises(RunUnderWay, match=f"^run {run_id} is under way: wait until /runs shows"):
        other.start(EVERYTHING)

    held.may_go_on.set()
    one.close(seconds=LONGEST_SECONDS)
    again = other.start(EVERYTHING)
    other.close(seconds=LONGEST_SECONDS)
    assert statuses(world) == {run_id: RunStatus.DONE, again: RunStatus.DONE}


def test_a_turn_whose_run_is_not_told_of_yet_is_refused_all_the_same(runs_of: RunsOf) -> None:
    world = World()
    assert world.stores.leases.take(TURN, "another worker", LEASE_SECONDS)

    with pytest.raises(RunUnderWay, match=r"^a run of another worker or host is under way"):
        runs_of(world).start(EVERYTHING)

    assert statuses(world) == {}


def test_a_worker_that_was_paused_past_its_turn_publishes_nothing_once_another_has_it(
    runs_of: RunsOf, held: HeldCounter
) -> None:
    world = World(stores=(stores := MemoryStores()))
    stores.leases = MemoryLeases(world.clock.now)
    pausing = PausingLog(stores.runs)
    paused = runs_of(world, lambda: replace(world.pipeline(), runs=pausing), worker="paused")
    lost = threading.Thread(target=paused.start, args=[EVERYTHING], daemon=True)
    lost.start()
    assert pausing.begun.wait(LONGEST_SECONDS)

    world.clock.put_forward(LEASE_SECONDS)
    other = runs_of(world, worker="other")
    run_id = other.start(EVERYTHING)
    other.close(seconds=LONGEST_SECONDS)
    world.show("Spotify", range(2, 12))
    pausing.may_go_on.set()
    lost.join(LONGEST_SECONDS)
    paused.close(seconds=LONGEST_SECONDS)

    assert [each.run_id for each in stores.charts.publications("country", "rapidapi")] == [run_id]
    assert sorted(statuses(world).values()) == [RunStatus.DONE, RunStatus.FAILED]


def test_another_may_begin_as_soon_as_the_last_is_told_to_have_ended(runs_of: RunsOf) -> None:
    world = World()
    world.stores.runs = log = LingeringLog()
    runs = runs_of(world)
    first = runs.start(EVERYTHING)
    assert log.ended.wait(LONGEST_SECONDS)
    begun = list[str]()

    asker = threading.Thread(target=lambda: begun.append(runs.start(EVERYTHING)), daemon=True)
    asker.start()
    asker.join(0.1)  # who is refused is so at once
    log.may_go_on.set()
    asker.join(LONGEST_SECONDS)
    runs.close(seconds=LONGEST_SECONDS)

    assert statuses(world) == {first: RunStatus.DONE, begun[0]: RunStatus.DONE}


def test_of_many_that_are_asked_for_at_once_one_begins(runs_of: RunsOf, held: HeldCounter) -> None:
    world = World()
    world.listed = (held,)
    runs, begun, refused, line = runs_of(world), list[str](), list[RunUnderWay](), threading.Barrier(8)

    def ask() -> None:
        line.wait(LONGEST_SECONDS)
        try:
            begun.append(runs.start(EVERYTHING))
        except RunUnderWay as error:
            refused.append(error)

    askers = [threading.Thread(target=ask) for _ in range(8)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join(LONGEST_SECONDS)

    assert (len(begun), len(refused)) == (1, 7)


@pytest.mark.parametrize(
    ("order", "pipeline", "refusal"),
    [
        (Order(Stage.FULL, ("polka",), 2), lambda w: w.pipeline(), UnknownGenre),
        (EVERYTHING, lambda w: replace(w.pipeline(), missing_key="RAPIDAPI_KEY is not set"), KeyMissing),
        (EVERYTHING, lambda w: World(source="sample", stores=w.stores).pipeline(), SampleRefused),
    ],
    ids=["genre", "key", "sample"],
)
def test_what_cannot_be_carried_out_is_told_to_who_asks_and_leaves_no_trace(
    runs_of: RunsOf, order: Order, pipeline: Callable[[World], Pipeline], refusal: type[Exception]
) -> None:
    world = World()
    world.run()
    before = statuses(world)
    runs = runs_of(world, pipeline=lambda: pipeline(world))

    with pytest.raises(refusal):
        runs.start(order)

    assert statuses(world) == before


def test_a_refused_order_keeps_no_later_one_from_beginning(runs_of: RunsOf) -> None:
    world = World()
    runs = runs_of(world)
    with pytest.raises(UnknownGenre):
        runs.start(Order(Stage.FULL, ("polka",), 2))

    run_id = runs.start(EVERYTHING)
    runs.close(seconds=LONGEST_SECONDS)

    assert statuses(world) == {run_id: RunStatus.DONE}


def test_a_run_whose_store_goes_away_is_logged_and_ends_no_later_run(
    runs_of: RunsOf, logged: list[dict[str, object]]
) -> None:
    stores = Unsteady(MemoryStores())
    world = World(stores=stores)
    runs = runs_of(world)
    stores.away = {"charts"}

    failed = runs.start(EVERYTHING)
    runs.close(seconds=LONGEST_SECONDS)
    stores.away = set()
    again = runs.start(EVERYTHING)
    runs.close(seconds=LONGEST_SECONDS)

    assert events(logged) == ["api.run_failed", "api.run_ended"]
    assert statuses(world) == {failed: RunStatus.FAILED, again: RunStatus.DONE}


def test_a_run_with_a_defect_is_logged_with_it_and_ends_no_later_run(
    runs_of: RunsOf, logged: list[dict[str, object]]
) -> None:
    world = World()
    runs = runs_of(world)
    world.listed = (Defective(),)

    failed = runs.start(EVERYTHING)
    runs.close(seconds=LONGEST_SECONDS)
    world.listed = ()
    again = runs.start(EVERYTHING)
    runs.close(seconds=LONGEST_SECONDS)

    assert events(logged) == ["api.run_failed", "api.run_ended"]
    assert [each["exc_info"] for each in logged if each["event"] == "api.run_failed"] == [True]
    assert statuses(world) == {failed: RunStatus.FAILED, again: RunStatus.DONE}


def test_a_process_that_ends_waits_for_a_run_that_is_nearly_done(runs_of: RunsOf, held: HeldCounter) -> None:
    world = World()
    world.listed = (held,)
    runs = runs_of(world)
    run_id = runs.start(EVERYTHING)
    assert held.begun.wait(LONGEST_SECONDS)

    threading.Timer(0.05, held.may_go_on.set).start()
    runs.close(seconds=LONGEST_SECONDS)

    assert statuses(world) == {run_id: RunStatus.DONE}


def test_a_process_that_ends_before_its_run_says_that_it_was_interrupted(
    runs_of: RunsOf, held: HeldCounter
) -> None:
    world = World()
    world.listed = (held,)
    runs = runs_of(world)
    run_id = runs.start(EVERYTHING)
    assert held.begun.wait(LONGEST_SECONDS)

    runs.close(seconds=0.0)

    (report,) = world.stores.runs.recent(10)
    assert (report.run_id, report.status) == (run_id, RunStatus.INTERRUPTED)
    assert report.finished_at is not None
    assert "the server was stopped" in report.error


def test_a_process_that_ends_while_its_store_is_away_ends_all_the_same(
    runs_of: RunsOf, held: HeldCounter
) -> None:
    world = World()
    world.listed = (held,)
    unsteady = Unsteady(world.stores)
    runs = runs_of(world, lambda: replace(world.pipeline(), runs=unsteady.runs))
    runs.start(EVERYTHING)
    assert held.begun.wait(LONGEST_SECONDS)

    unsteady.away.add("runs")
    runs.close(seconds=0.0)

    assert [report.status for report in world.stores.runs.recent(10)] == [RunStatus.RUNNING]


def test_a_process_without_a_run_ends_at_once(runs_of: RunsOf) -> None:
    world = World()

    runs_of(world).close(seconds=LONGEST_SECONDS)

    assert statuses(world) == {}
