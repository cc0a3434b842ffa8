"""What keeps a schedule: how it looks, what it says, and how a run in its midst is ended."""

from collections.abc import Callable, Iterable, Iterator
from typing import cast

import pytest
from structlog.testing import capture_logs
from tests.worlds import World

from tunemeld.application.errors import LeaseLost, StoreError
from tunemeld.application.pipeline import Order
from tunemeld.application.report import RunStatus, Stage
from tunemeld.application.schedule import Schedule
from tunemeld.container import Container
from tunemeld.entrypoints.cli.runs_here import RunsHere
from tunemeld.entrypoints.cli.scheduling import Watch
from tunemeld.settings import Settings

FULL = Order(Stage.FULL, ("country",), threads=1)


class ScriptedSchedule:
    """A schedule whose looks come to what a test says, one by one; `done` has what was asked of it."""

    def __init__(self, *looks: "bool | StoreError") -> None:
        self._looks = list(looks)
        self.done: list[str] = []

    def announce(self) -> None:
        """It was asked to."""
        self.done.append("announced")

    def look(self) -> bool:
        """The next look's outcome."""
        self.done.append("looked")
        outcome = self._looks.pop(0)
        if isinstance(outcome, StoreError):
            raise outcome
        return outcome

    def is_over(self) -> bool:
        """Whether all looks were taken."""
        return not self._looks


def watched(
    *looks: "bool | StoreError",
    catch_up: Callable[[], Iterable[str]] = tuple,
    done: list[str] | None = None,
) -> tuple[list[str], list[float], list[str]]:
    """What a watch did with these looks, how long it waited before each, and what it logged."""
    schedule, waited = ScriptedSchedule(*looks), list[float]()
    if done is not None:
        schedule.done = done

    def wait(seconds: float) -> bool:
        waited.append(seconds)
        return schedule.is_over()

    with capture_logs() as logged:
        Watch(cast("Schedule", schedule), catch_up=catch_up, wait=wait).run()
    return schedule.done, waited[:-1], [line["event"] for line in logged]


def test_what_is_due_next_is_announced_at_the_start_and_after_each_job() -> None:
    done, _, _ = watched(False, True, False, False)

    assert done == ["announced", "looked", "looked", "announced", "looked", "looked"]


def test_after_a_job_the_next_look_is_at_once_and_else_some_seconds_later() -> None:
    _, waited, _ = watched(True, False, False)

    assert waited[:2] == [0, 0]
    assert 2 <= waited[2] <= 4


def test_schedulers_do_not_look_in_step() -> None:
    _, waited, _ = watched(*[False] * 20)

    assert len(set(waited[1:])) > 1


def test_a_store_that_is_away_is_said_once_looked_at_again_and_its_return_said() -> None:
    away = StoreError("the store cannot be reached")

    done, waited, logged = watched(away, away, False)

    assert done == ["announced", "looked", "looked", "looked"]
    assert all(seconds >= 2 for seconds in waited[1:])
    assert logged == ["scheduler.store_away", "scheduler.store_back"]


def test_others_act_upon_what_has_happened_and_one_that_cannot_is_said_once_and_told_ever_later() -> None:
    away = ("the cache is away",)
    troubles: Iterator[tuple[str, ...]] = iter([(), away, away, (), ()])
    told_at: list[int] = []

    def catch_up() -> tuple[str, ...]:
        told_at.append(sum(each == "looked" for each in done))
        return next(troubles)

    done: list[str] = []
    _, _, logged = watched(*[False] * 9, catch_up=catch_up, done=done)

    assert logged == ["scheduler.not_told"]
    assert told_at == [1, 2, 4, 8, 9]


@pytest.fixture
def container(world: World) -> Container:
    """The world behind a container, as an entrypoint has it."""
    return Container(settings=Settings())


def after(steps: int, error: BaseException) -> Callable[[], None]:
    """A check that lets so many steps begin."""
    left = iter(range(steps))

    def check() -> None:
        if next(left, None) is None:
            raise error

    return check


def test_a_run_that_may_go_on_is_carried_out_to_its_end(container: Container, world: World) -> None:
    report = RunsHere(container)(FULL, lambda: None)

    assert report.status is RunStatus.DONE
    assert world.publication().run_id == report.run_id


@pytest.mark.parametrize("steps", range(7))
def test_a_run_that_is_told_to_stop_ends_at_its_next_step_and_publishes_nothing_more(
    container: Container, world: World, steps: int
) -> None:
    with pytest.raises(KeyboardInterrupt):
        RunsHere(container)(FULL, after(steps, KeyboardInterrupt()))

    (report,) = world.stores.runs.recent(9)
    assert report.status is RunStatus.INTERRUPTED
    assert report.finished_at is not None
    assert world.stores.charts.current("country") is None


def test_a_run_whose_lease_is_lost_ends_at_its_next_step_and_its_report_says_why(
    container: Container, world: World
) -> None:
    lost = LeaseLost("another process has taken over playlists")

    with pytest.raises(LeaseLost):
        RunsHere(container)(FULL, after(3, lost))

    (report,) = world.stores.runs.recent(9)
    assert (report.status, report.error) == (RunStatus.FAILED, str(lost))


def test_the_next_run_is_not_ended_by_what_ended_the_one_before(container: Container, world: World) -> None:
    runs = RunsHere(container)
    with pytest.raises(KeyboardInterrupt):
        runs(FULL, after(2, KeyboardInterrupt()))

    assert runs(FULL, lambda: None).status is RunStatus.DONE


def test_a_run_that_does_not_end_in_time_is_written_down_as_interrupted(
    container: Container, world: World
) -> None:
    runs, seen = RunsHere(container), []

    def check() -> None:
        runs.close()
        seen.append(world.stores.runs.recent(1)[0])

    runs(FULL, check)

    assert (seen[0].status, seen[0].error) == (
        RunStatus.INTERRUPTED,
        "interrupted, since the scheduler was stopped; what was done is kept",
    )
    runs.close()
    assert world.stores.runs.recent(1)[0].status is RunStatus.DONE
