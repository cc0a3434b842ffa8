"""Readings in SQLite: what a batch leaves behind, and what they cost after a long history."""

import json
import sqlite3
from collections.abc import Callable
from datetime import timedelta

from tests.builders import A_SATURDAY
from tests.readings import A_DAY, a_batch, a_gap, a_reading

from tunemeld.adapters.stores.sqlite import SqliteStores
from tunemeld.domain.reading import METRICS, SPOTIFY, GapReason

Beneath = Callable[[], sqlite3.Connection]
NAMES = [f"recording {n}" for n in range(12)]


def some_days(stores: SqliteStores, first: int, last: int) -> None:
    """Readings of all recordings on all counters on each of these days."""
    for day in range(first, last):
        at = A_SATURDAY + day * A_DAY
        for counter in METRICS:
            told = [a_reading(name, day, at=at) for name in NAMES]
            stores.readings.append(a_batch(*told, counter=counter, run_id=f"run-{day}"))


def steps(connection: sqlite3.Connection, work: Callable[[], object]) -> int:
    """How many instructions SQLite carries out meanwhile."""
    taken = 0

    def count() -> None:
        nonlocal taken
        taken += 1

    connection.set_progress_handler(count, 1)
    work()
    connection.set_progress_handler(None, 1)
    return taken


def test_each_batch_is_remembered_once_in_the_order_of_arrival(
    stores: SqliteStores, beneath: Beneath
) -> None:
    later = a_batch(a_reading(), a_gap("r2", GapReason.GONE), a_gap("r3", GapReason.GONE), a_gap("r4"))
    earlier = a_batch(a_reading(at=A_SATURDAY - A_DAY), counter=SPOTIFY, run_id="run-0")
    for batch in (later, a_batch(), earlier, later):
        stores.readings.append(batch)

    found = beneath().execute("SELECT n, counter, run_id, readings, gaps FROM reading_batches ORDER BY n")

    assert [(*row, json.loads(gaps)) for *row, gaps in found] == [
        (1, "Youtube", "run-1", 1, {"failed": 1, "gone": 2}),
        (2, "Spotify", "run-0", 1, {}),
    ]


def test_a_day_and_a_quarter_cost_as_many_steps_after_many_weeks_as_after_few(
    stores: SqliteStores, beneath: Beneath
) -> None:
    def costs(day: int) -> list[int]:
        since = (A_SATURDAY + (day - 90) * A_DAY).date()
        works: list[Callable[[], object]] = [
            lambda: stores.readings.series(NAMES[:9], since),
            lambda: some_days(stores, day, day + 1),
            lambda: stores.readings.forget(SPOTIFY, A_SATURDAY.date()),
        ]
        return [steps(beneath(), work) for work in works]

    some_days(stores, 0, 97)
    early = costs(97)
    some_days(stores, 98, 146)

    assert all(late < 1.05 * before for before, late in zip(early, costs(146), strict=True))


def test_series_are_read_by_the_primary_key_down_to_the_day(stores: SqliteStores, beneath: Beneath) -> None:
    some_days(stores, 0, 30)
    connection, seen = beneath(), list[str]()
    connection.set_trace_callback(seen.append)
    stores.readings.series(NAMES, (A_SATURDAY + timedelta(days=9)).date())
    connection.set_trace_callback(None)

    (query,) = [each for each in seen if each not in {"BEGIN", "COMMIT"}]
    plan = [detail for *_, detail in connection.execute(f"EXPLAIN QUERY PLAN {query}")]

    ways = [detail for detail in plan if "readings" in detail.split()]
    assert all(way.startswith("SEARCH readings USING ") for way in ways)
    assert "SEARCH readings USING PRIMARY KEY (counter=? AND week=? AND recording_id=? AND day>?)" in ways
