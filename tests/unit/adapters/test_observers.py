from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import structlog
from structlog.testing import capture_logs
from structlog.typing import EventDict
from tests.clocks import HandClock

from tunemeld.adapters.observers import LogObserver, Observers
from tunemeld.application.ports.runtime import RunObserver
from tunemeld.application.report import Stage, Step


class _Diary(RunObserver):
    """Writes down what it sees under its own name."""

    def __init__(self, name: str, diary: list[str]) -> None:
        self._name = name
        self._diary = diary

    @contextmanager
    def step(self, step: Step) -> Iterator[None]:
        self._diary.append(f"{self._name} in")
        try:
            yield
        except ZeroDivisionError:
            self._diary.append(f"{self._name} failed")
            raise
        self._diary.append(f"{self._name} out {step.status}")


@pytest.fixture
def lines() -> Iterator[list[EventDict]]:
    with capture_logs(processors=[structlog.contextvars.merge_contextvars]) as captured:
        yield captured


def _step(service: str | None = "Spotify") -> Step:
    return Step(run_id="run-1", stage=Stage.EXTRACT, genre="dance", service=service)


def test_the_start_and_end_of_a_step_are_logged_with_what_came_of_it(lines: list[EventDict]) -> None:
    clock, step = HandClock(), _step()

    with LogObserver(clock).step(step):
        clock.put_forward(1.23456)
        step.status, step.detail = "stale", "429 from rapidapi"

    names = {"run_id": "run-1", "etl_stage": "extract", "genre": "dance", "service": "Spotify"}
    assert lines == [
        {"event": "etl.step_started", "log_level": "info", **names},
        {
            "event": "etl.step_finished",
            "log_level": "info",
            "duration_seconds": 1.235,
            "status": "stale",
            "detail": "429 from rapidapi",
            **names,
        },
    ]


def test_whatever_is_logged_within_a_step_carries_its_names_and_nothing_after_it(
    lines: list[EventDict],
) -> None:
    log = structlog.get_logger()

    with LogObserver(HandClock()).step(_step(service=None)):
        log.info("within")
    log.info("after")

    assert lines[1] == {
        "event": "within",
        "log_level": "info",
        "run_id": "run-1",
        "etl_stage": "extract",
        "genre": "dance",
    }
    assert lines[-1] == {"event": "after", "log_level": "info"}


def test_a_step_within_a_step_gives_the_names_back(lines: list[EventDict]) -> None:
    observer = LogObserver(HandClock())

    with observer.step(_step(service=None)), observer.step(_step("SoundCloud")):
        pass

    assert [line.get("service") for line in lines] == [None, "SoundCloud", "SoundCloud", None]


@pytest.mark.parametrize(
    ("error", "status", "level", "detail"),
    [
        (ValueError("no list"), "error", "error", "ValueError: no list"),
        (KeyboardInterrupt(), "interrupted", "warning", "KeyboardInterrupt"),
    ],
)
def test_an_exception_is_logged_and_goes_on(
    lines: list[EventDict], error: BaseException, status: str, level: str, detail: str
) -> None:
    with pytest.raises(type(error)) as raised, LogObserver(HandClock()).step(_step()):
        raise error

    assert raised.value is error
    assert (lines[-1]["status"], lines[-1]["log_level"], lines[-1]["detail"]) == (status, level, detail)
    assert structlog.contextvars.get_contextvars() == {}


def test_several_observers_see_the_same_step_nested() -> None:
    diary: list[str] = []
    step = _step()

    with Observers(_Diary("one", diary), _Diary("two", diary)).step(step):
        step.status = "held"

    assert diary == ["one in", "two in", "two out held", "one out held"]


def test_an_exception_reaches_every_observer_and_whoever_ran_the_step() -> None:
    diary: list[str] = []

    with (
        pytest.raises(ZeroDivisionError),
        Observers(_Diary("one", diary), _Diary("two", diary)).step(_step()),
    ):
        raise ZeroDivisionError

    assert diary == ["one in", "two in", "two failed", "one failed"]


def test_no_observer_at_all_is_fine() -> None:
    done = False

    with Observers().step(_step()):
        done = True

    assert done
