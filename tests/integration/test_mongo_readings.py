"""Readings in MongoDB: what a batch leaves behind, and what the server looks at after a long history."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from tests.builders import A_SATURDAY, a_draft
from tests.explained import Asked
from tests.mongo_servers import fresh_database, standalone
from tests.readings import A_DAY, a_batch, a_gap, a_reading

from tunemeld.adapters.stores.mongo import writes
from tunemeld.adapters.stores.mongo.schema import SCHEMA_VERSION
from tunemeld.application.errors import StoreError
from tunemeld.domain.quota import RemainingQuota
from tunemeld.domain.reading import METRICS, SPOTIFY, YOUTUBE, Batch, GapReason

NAMES = [f"recording {n}" for n in range(8)]


@pytest.fixture
def asked() -> Iterator[Asked]:
    """Stores on an empty database of a standalone server."""
    with fresh_database(standalone()) as name:
        opened = Asked(standalone(), name)
        with closing(opened.stores):
            yield opened


def a_day(day: int, counter: str) -> Batch:
    """Readings of all recordings on one day."""
    at = A_SATURDAY + day * A_DAY
    return a_batch(*[a_reading(name, day, at=at) for name in NAMES], counter=counter, run_id=f"run-{day}")


def some_days(asked: Asked, first: int, last: int) -> None:
    """Readings of all recordings on all counters on each of these days."""
    for day in range(first, last):
        for counter in METRICS:
            asked.stores.readings.append(a_day(day, counter))


def test_each_batch_is_remembered_once_in_the_order_of_arrival(asked: Asked) -> None:
    later = a_batch(a_reading(), a_gap("r2", GapReason.GONE), a_gap("r3", GapReason.GONE), a_gap("r4"))
    earlier = a_batch(a_reading(at=A_SATURDAY - A_DAY), counter=SPOTIFY, run_id="run-0")
    for batch in (later, a_batch(), earlier, later):
        asked.stores.readings.append(batch)

    found = asked.documents("reading_batches")

    named = ("_id", "counter", "run_id", "readings", "gaps")
    assert [tuple(each[name] for name in named) for each in found] == [
        (1, "Youtube", "run-1", 1, {"failed": 1, "gone": 2}),
        (2, "Spotify", "run-0", 1, {}),
    ]


def test_a_day_and_a_quarter_are_as_much_work_after_many_weeks_as_after_few(asked: Asked) -> None:
    def cost(day: int) -> tuple[list[tuple[str, int]], set[str]]:
        since = (A_SATURDAY + (day - 20) * A_DAY).date()
        read = asked.explained(asked.sent(lambda: asked.stores.readings.series(NAMES[:5], since)))
        sent = asked.sent(lambda: some_days(asked, day, day + 1))
        writes = asked.explained(_one_by_one(sent))
        parts = {"asked": read.questions, "keys": read.keys, "documents": read.documents, "sent": len(sent)}
        return [*parts.items(), ("keys of writes", writes.keys)], read.stages | writes.stages

    some_days(asked, 0, 21)
    short, stages = cost(21)
    some_days(asked, 22, 49)
    long, _ = cost(49)

    assert long == short
    assert dict(short)["asked"] == 2
    assert not stages & {"COLLSCAN", "SORT"}


def _one_by_one(sent: list[dict[str, object]]) -> Iterator[dict[str, object]]:
    """The writes of readings, one a command, as they can be explained."""
    for command in sent:
        if command.get("update") == "readings":
            updates = command["updates"]
            assert isinstance(updates, list)
            yield from ({**command, "updates": [each]} for each in updates)


def test_a_batch_whose_writer_did_not_finish_changes_the_marks_and_is_completed_by_another_try(
    asked: Asked,
) -> None:
    asked.stores.charts.publish(a_draft())
    asked.stores.readings.append(a_batch(a_reading()))
    before, batch = asked.stores.changes.marks(), a_day(1, YOUTUBE)
    # As if it had been killed after the readings: what it writes last is refused.
    asked.command("collMod", "reading_batches", validator={"_id": {"$lt": 2}})

    with pytest.raises(StoreError):
        asked.stores.readings.append(batch)

    killed = asked.stores.changes.marks()
    assert killed != before
    assert asked.stores.readings.series(NAMES, A_SATURDAY.date()).keys() == set(NAMES)
    asked.command("collMod", "reading_batches", validator={})
    asked.stores.readings.append(batch)
    assert asked.stores.changes.marks() not in (before, killed)
    assert [each["_id"] for each in asked.documents("reading_batches")] == [1, 2]


def test_no_reading_can_be_read_before_the_marks_have_changed(asked: Asked) -> None:
    asked.stores.readings.append(a_day(2, YOUTUBE))
    # As if it had been killed at its first write.
    asked.command("collMod", "counters", validator={"_id": {"$not": {"$regex": "^readings for "}}})

    with pytest.raises(StoreError):
        asked.stores.readings.append(a_day(3, YOUTUBE))

    assert [len(each["0"]) for each in asked.documents("readings")] == [3] * len(NAMES)
    assert not [each for each in asked.documents("readings") if "1" in each]


def test_a_batch_that_takes_several_calls_is_appended_whole(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server may be busy with a hundred thousand writes for longer than it is waited for."""
    monkeypatch.setattr(writes, "_AT_ONCE", 3)
    sent = asked.sent(lambda: asked.stores.readings.append(a_day(1, YOUTUBE)))

    assert [len(each["updates"]) for each in sent if each.get("update") == "readings"] == [3, 3, 2]
    assert asked.stores.readings.series(NAMES, A_SATURDAY.date()).keys() == set(NAMES)


def test_what_is_forgotten_is_not_asked_for_any_more(asked: Asked) -> None:
    some_days(asked, 0, 30)

    asked.stores.readings.forget(YOUTUBE, (A_SATURDAY + 28 * A_DAY).date())

    weeks = {each["_id"]: each["weeks"] for each in asked.documents("counters") if "weeks" in each}
    assert len(weeks[f"readings of {YOUTUBE}"]) == 1
    assert len(weeks[f"readings of {SPOTIFY}"]) == 5
    kept = [each for each in asked.documents("readings") if each["_id"].startswith(YOUTUBE)]
    assert len(kept) == len(NAMES)


def test_a_database_of_the_first_schema_is_brought_up_by_the_first_write(asked: Asked) -> None:
    asked.stores.charts.publish(a_draft())
    asked.command("drop", "reading_batches")
    asked.command("update", "schema", updates=[{"q": {"_id": "tunemeld"}, "u": {"$set": {"version": 1}}}])
    asked.stores.close()

    assert asked.stores.charts.current("country") is not None
    assert asked.stores.readings.series(NAMES, A_SATURDAY.date()) == {}
    assert list(asked.stores.changes.marks()) == ["country"]
    assert asked.stores.upkeep.look().schema == 1
    assert asked.stores.upkeep.look().missing == ("reading_batches (key)",)

    asked.stores.quotas.note(RemainingQuota(upstream="youtube", remaining=1, noted_at=A_SATURDAY))

    state = asked.stores.upkeep.look()
    assert (state.schema, state.missing) == (SCHEMA_VERSION, ())
