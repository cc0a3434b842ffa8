"""What has happened in all streams is told by time, and no stream is read further back than asked."""

from collections.abc import Mapping
from datetime import timedelta

from tests.builders import A_SATURDAY, a_draft, a_fetch, a_listing, a_recording, a_report, a_snapshot

from tunemeld.adapters.stores.memory import MemoryStores
from tunemeld.application.chronicle import TYPES, Chronicle
from tunemeld.application.events import Event
from tunemeld.application.ports.events import EventLog
from tunemeld.domain.playlist import Outcome


class Counting(EventLog):
    """A log that counts the facts that are read."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self.read_facts = 0

    def heads(self) -> Mapping[str, int]:
        """As the log has it."""
        return self._log.heads()

    def read(self, stream: str, after: int, limit: int) -> tuple[Event, ...]:
        """As the log has it."""
        found = self._log.read(stream, after, limit)
        self.read_facts += len({each.seq for each in found})
        return found


def _happened(genres: tuple[str, ...] = ("country", "pop"), hours: int = 20) -> MemoryStores:
    """Each hour a list of each genre is fetched, then a chart published, then the run ends."""
    stores = MemoryStores()
    for hour in range(hours):
        now, run = A_SATURDAY + timedelta(hours=hour), f"run-{hour}"
        for minute, genre in enumerate(genres):
            at = now + timedelta(minutes=minute)
            outcome = Outcome.FAILED if hour % 5 == 4 else Outcome.GOOD

            stores.playlists.record(
                [a_fetch(genre=genre, run_id=run).model_copy(update={"at": at, "outcome": outcome})]
            )
            recording = a_recording(a_listing(title=f"{genre} {hour}"))
            stores.charts.publish(a_draft(a_snapshot(recording, genre=genre), at=at + timedelta(seconds=1)))
        stores.runs.save(a_report(run).model_copy(update={"finished_at": now + timedelta(minutes=30)}))
    return stores


def _last(chronicle: Chronicle, count: int) -> tuple[Event, ...]:
    return chronicle.last(count, chronicle.heads())


def test_the_newest_events_of_all_streams_are_told_by_time_the_newest_last() -> None:
    told = _last(Chronicle(_happened().events), 6)

    assert [(each.type, each.stream) for each in told] == [
        ("RunFinished", "runs"),
        ("ExtractionFailed", "fetches/country"),
        ("ChartPublished", "publications/country"),
        ("ExtractionFailed", "fetches/pop"),
        ("ChartPublished", "publications/pop"),
        ("RunFinished", "runs"),
    ]


def test_all_are_told_where_more_are_asked_for_than_happened() -> None:
    stores = _happened(hours=9)

    told = _last(Chronicle(stores.events), 10_000)

    by_stream = {stream: stores.events.read(stream, 0, 1_000) for stream in stores.events.heads()}
    assert {stream: tuple(e for e in told if e.stream == stream) for stream in by_stream} == by_stream


def test_one_genre_or_some_types_are_told_however_far_back_they_are() -> None:
    log = _happened().events

    of_pop = _last(Chronicle(log, genre="pop"), 5)
    failures = _last(Chronicle(log, types=["ExtractionFailed"]), 6)

    assert {each.stream for each in of_pop} == {"fetches/pop", "publications/pop"}
    assert [each.run_id for each in failures] == [f"run-{n}" for n in (9, 9, 14, 14, 19, 19)]


def test_no_more_is_read_than_needed() -> None:
    log = Counting(_happened(hours=200).events)

    _last(Chronicle(log), 3)

    assert log.read_facts <= 5 * 4


def test_what_happened_since_is_told_once() -> None:
    stores = _happened(hours=3)
    chronicle = Chronicle(stores.events)
    before = chronicle.heads()
    assert chronicle.between(before, chronicle.heads()) == ()

    stores.playlists.record([a_fetch(genre="rap", run_id="later"), a_fetch(genre="pop", run_id="later")])
    heads = chronicle.heads()

    assert [each.stream for each in chronicle.between(before, heads)] == ["fetches/pop", "fetches/rap"]
    assert len(chronicle.between({}, heads)) == len(_last(Chronicle(stores.events), 1_000))


def test_every_type_can_be_asked_for() -> None:
    assert {each.__name__ for each in Event.__args__} == {*TYPES}
