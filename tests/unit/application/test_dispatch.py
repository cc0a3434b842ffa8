"""Events reach those who act upon them at least once, each from its own place, and nobody holds up others."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from tests.broken_stores import Killed
from tests.builders import A_SATURDAY, a_draft, a_fetch, a_listing, a_recording, a_report, a_snapshot
from tests.readings import a_batch, a_reading

from tunemeld.adapters.stores.memory import MemoryStores
from tunemeld.application.dispatch import Dispatch
from tunemeld.application.errors import CacheError, StoreError
from tunemeld.application.events import Event
from tunemeld.application.ports.events import EventHandler, EventLog


class Remembering(EventHandler):
    """Remembers what it is told; `failures` are raised before that, one a call."""

    def __init__(self, *kinds: str, name: str = "the list on the wall") -> None:
        self._name, self._kinds = name, frozenset(kinds)
        self.calls: list[Sequence[Event]] = []
        self.failures: list[BaseException] = []

    @property
    def name(self) -> str:
        """As it was given."""
        return self._name

    @property
    def kinds(self) -> frozenset[str]:
        """As they were given."""
        return self._kinds

    @property
    def told(self) -> list[tuple[str, str]]:
        """Types and runs of all that it was told."""
        return [(event.type, event.run_id) for call in self.calls for event in call]

    def handle(self, events: Sequence[Event]) -> None:
        """Remember."""
        if self.failures:
            raise self.failures.pop(0)
        self.calls.append(events)


@pytest.fixture
def stores() -> MemoryStores:
    """Stores in which nothing has happened."""
    return MemoryStores()


def dispatch(stores: MemoryStores, *handlers: EventHandler, log: EventLog | None = None) -> Dispatch:
    """Tells these handlers; what is logged as a defect is logged in vain."""
    return Dispatch(log or stores.events, stores.places, handlers, lambda *_: None)


def publish(stores: MemoryStores, run_id: str, title: str = "A", *, minutes: int = 0) -> None:
    """Publish a chart of country."""
    at = A_SATURDAY + timedelta(minutes=minutes)
    stores.charts.publish(a_draft(a_snapshot(a_recording(a_listing(title=title))), run_id=run_id, at=at))


def test_a_handler_is_told_of_what_it_asks_for_once_and_in_order(stores: MemoryStores) -> None:
    handler = Remembering("ChartPublished", "RunFinished")
    stores.playlists.record([a_fetch(run_id="run-1")])
    publish(stores, "run-1", minutes=1)
    stores.runs.save(a_report("run-1").model_copy(update={"finished_at": A_SATURDAY + timedelta(minutes=2)}))
    publish(stores, "run-2", "B", minutes=3)

    assert dispatch(stores, handler).catch_up() == ()
    assert dispatch(stores, handler).catch_up() == ()

    assert handler.told == [
        ("ChartPublished", "run-1"),
        ("RunFinished", "run-1"),
        ("ChartPublished", "run-2"),
    ]
    assert len(handler.calls) == 1


def test_what_comes_later_is_told_later_and_alone(stores: MemoryStores) -> None:
    handler = Remembering("ChartPublished", "ReadingsRecorded")
    publish(stores, "run-1")
    dispatch(stores, handler).catch_up()
    stores.readings.append(a_batch(a_reading("r1"), run_id="run-2"))

    dispatch(stores, handler).catch_up()

    assert handler.told == [("ChartPublished", "run-1"), ("ReadingsRecorded", "run-2")]


def test_one_who_asks_for_nothing_of_it_is_not_called(stores: MemoryStores) -> None:
    handler = Remembering("ReadingsRecorded", "PlaylistTransformed")
    stores.playlists.record([a_fetch()])
    stores.runs.save(a_report().model_copy(update={"finished_at": A_SATURDAY}))

    dispatch(stores, handler).catch_up()

    assert handler.calls == []


@pytest.mark.parametrize("failure", [CacheError("it is away"), StoreError("it is away")])
def test_one_that_fails_stops_no_other_and_is_told_the_same_again(
    stores: MemoryStores, failure: Exception
) -> None:
    failing, other = Remembering("ChartPublished", name="the cache"), Remembering("ChartPublished")
    failing.failures.append(failure)
    publish(stores, "run-1")

    assert dispatch(stores, failing, other).catch_up() == (
        "the cache was not told of what is new: it is away",
    )
    publish(stores, "run-2", "B")
    assert dispatch(stores, failing, other).catch_up() == ()

    assert failing.told == other.told == [("ChartPublished", "run-1"), ("ChartPublished", "run-2")]
    assert [len(failing.calls), len(other.calls)] == [1, 2]


def test_a_defect_in_one_is_logged_and_treated_like_a_failure(stores: MemoryStores) -> None:
    failing, other, logged = (
        Remembering("ChartPublished", name="the cache"),
        Remembering("ChartPublished"),
        [],
    )
    defect = ZeroDivisionError()
    failing.failures.append(defect)
    publish(stores, "run-1")
    dispatching = Dispatch(
        stores.events, stores.places, [failing, other], lambda of, what: logged.append((of, what))
    )

    notes = [dispatching.catch_up(), dispatching.catch_up()]

    assert notes == [
        ("the cache was not told of what is new: it has a defect (ZeroDivisionError)",),
        (),
    ]
    assert logged == [("the cache", defect)]
    assert failing.told == other.told == [("ChartPublished", "run-1")]


@pytest.mark.parametrize("end", [Killed(), KeyboardInterrupt()])
def test_one_in_which_the_process_ended_is_told_the_same_again(
    stores: MemoryStores, end: BaseException
) -> None:
    handler = Remembering("ChartPublished")
    handler.failures.append(end)
    publish(stores, "run-1")
    with pytest.raises(type(end)):
        dispatch(stores, handler).catch_up()

    dispatch(stores, handler).catch_up()

    assert handler.told == [("ChartPublished", "run-1")]


def test_more_than_a_page_of_events_is_told_wholly(stores: MemoryStores) -> None:
    handler = Remembering("PlaylistExtracted")
    for number in range(1_234):
        stores.playlists.record([a_fetch(run_id=f"run-{number}")])

    dispatch(stores, handler).catch_up()

    assert [run_id for _, run_id in handler.told] == [f"run-{number}" for number in range(1_234)]


def test_while_the_log_cannot_be_read_that_is_said_and_nobody_is_told(stores: MemoryStores) -> None:
    class Away(type(stores.events)):  # type: ignore[misc]
        def heads(self) -> dict[str, int]:
            raise StoreError("the store is away")

    away = Away(stores.playlists, stores.charts, stores.readings, stores.runs)
    handler = Remembering("ChartPublished")
    publish(stores, "run-1")

    (note,) = dispatch(stores, handler, log=away).catch_up()

    assert "the store is away" in note
    assert handler.calls == []


def test_a_handler_that_is_new_is_told_of_all_that_ever_happened(stores: MemoryStores) -> None:
    first, later = Remembering("ChartPublished"), Remembering("ChartPublished", name="another one")
    publish(stores, "run-1")
    dispatch(stores, first).catch_up()

    dispatch(stores, first, later).catch_up()

    assert later.told == first.told == [("ChartPublished", "run-1")]
