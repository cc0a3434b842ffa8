"""A year of readings costs no more to go on with, and to read a quarter of, than a few weeks did."""

import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, cast

from pymongo import MongoClient
from tests.explained import Asked
from tests.mongo_servers import fresh_database, standalone
from tests.proof.figures import Tell
from tests.proof.year_of_readings import (
    RECORDINGS,
    append_week,
    batch,
    copy_week,
    expected,
    insert_weeks,
    since,
)

from tunemeld.adapters.stores.reading_days import week_of
from tunemeld.adapters.stores.sqlite import SqliteStores
from tunemeld.application.ports.stores import ReadingLog
from tunemeld.domain.reading import METRICS, YOUTUBE

MONTH, QUARTER, YEAR = 4, 13, 52
CHARTED = range(0, 6_000, 100)
ROUNDS = 9
# The machine is shared; what grew with the history would take thirteen times as long.
AT_MOST = 4.0
PAGES = "pages written for a day of one counter"
ROUGHLY = {PAGES}  # as leaves happen to be split


class Costs:
    """What the stores were seen to do after so many weeks: `seconds` by what was timed, and `work`."""

    def __init__(self, readings: ReadingLog, week: int) -> None:
        self._readings = readings
        self._first, self._last = 7 * week, 7 * week + 6
        self.seconds: dict[str, float] = {}
        self.work: dict[str, object] = {}

    def append_a_week(self) -> None:
        """Append each day of the week; the median of a day's three batches together."""
        taken = []
        for day in range(self._first, self._last + 1):
            batches = [batch(counter, day) for counter in METRICS]
            begun = time.perf_counter()
            for each in batches:
                self._readings.append(each)
            taken.append(time.perf_counter() - begun)
        self.seconds["a day"] = statistics.median(taken)

    def read(self, days: int) -> None:
        """Read the last so many days of 60 recordings, which must be those that were appended."""
        names, first = [RECORDINGS[n] for n in CHARTED], self._last + 1 - days
        assert self._readings.series(names, since(first)) == expected(first, self._last, CHARTED)
        taken = []
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            self._readings.series(names, since(first))
            taken.append(time.perf_counter() - begun)
        self.seconds[f"{days} days"] = statistics.median(taken)


def measured(readings: ReadingLog, week: int, look: Callable[[int], dict[str, object]]) -> Costs:
    """The costs of a week; `look` tells what happens beneath, on a day of it that is then appended."""
    costs = Costs(readings, week)
    costs.append_a_week()
    costs.read(28)
    if week >= QUARTER:
        costs.read(90)
    costs.work = look(7 * week + 6)
    return costs


def told(name: str, costs: dict[int, Costs]) -> Iterator[str]:
    """The figures, each beside what it was after the fewest weeks."""
    for kind in costs[YEAR].seconds:
        known = {week: each.seconds[kind] for week, each in costs.items() if kind in each.seconds}
        (fewest, first), *_ = known.items()
        shown = ", ".join(f"{week} weeks {1_000 * taken:.0f} ms" for week, taken in known.items())
        yield f"{name}: {kind}: {shown}: {known[YEAR] / first:.2f} of what it was after {fewest} weeks"
        assert known[YEAR] / first <= AT_MOST
    for kind, work in costs[YEAR].work.items():
        yield f"{name}: {kind}: {', '.join(str(each.work[kind]) for each in costs.values())}"
        assert work == costs[QUARTER].work[kind] or kind in ROUGHLY
        assert kind not in ROUGHLY or cast("int", work) < 1.1 * cast("int", costs[QUARTER].work[kind])


def test_sqlite_goes_on_after_a_year_as_after_a_month(tmp_path: Path, tell: Tell) -> None:
    path = tmp_path / "tunemeld.db"
    costs = {}
    with closing(SqliteStores(path)) as stores:
        begun, done = time.perf_counter(), 1
        append_week(stores.readings, 0)
        for week in (MONTH, QUARTER, YEAR):
            copy_week(_beneath(stores), 0, done, week)
            costs[week] = measured(stores.readings, week, lambda day: _sqlite_work(stores, path, day))
            done = week + 1
        seconds = time.perf_counter() - begun
    for line in told("SQLite", costs):
        tell(line)
    tell(
        f"SQLite: {7 * done * len(METRICS) * len(RECORDINGS):,} readings in {seconds:.0f} s, four weeks by "
        f"append, {path.stat().st_size / 1e6:.0f} MB"
    )


def _beneath(stores: SqliteStores) -> sqlite3.Connection:
    connection = stores._database._connection
    assert connection is not None
    return connection


def _sqlite_work(stores: SqliteStores, path: Path, day: int) -> dict[str, object]:
    connection = _beneath(stores)
    names, first = [RECORDINGS[n] for n in CHARTED], day - 27
    taken = [0]

    def count() -> None:
        taken[0] += 1

    connection.set_progress_handler(count, 1)
    stores.readings.series(names, since(first))
    read = taken[0]
    connection.set_progress_handler(None, 1)
    connection.execute(
        "DELETE FROM readings WHERE counter = ? AND day = ?", (YOUTUBE, since(day).toordinal())
    )
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    stores.readings.append(batch(YOUTUBE, day))
    page = connection.execute("PRAGMA page_size").fetchone()[0]
    frames = path.with_name(f"{path.name}-wal").stat().st_size // (page + 24)
    return {"instructions that read 28 days": read, PAGES: frames}


def test_mongodb_goes_on_after_a_year_as_after_a_month(tell: Tell) -> None:
    costs = {}
    with fresh_database(standalone()) as name, MongoClient[dict[str, Any]](standalone()) as client:
        asked, done = Asked(standalone(), name), 0
        with closing(asked.stores):
            asked.stores.upkeep.prepare()
            begun = time.perf_counter()
            for week in (MONTH, QUARTER, YEAR):
                insert_weeks(client, name, done, week)
                costs[week] = measured(asked.stores.readings, week, lambda day: _mongo_work(asked, day))
                done = week + 1
            seconds = time.perf_counter() - begun
        stored = client[name].command("collStats", "readings")
    for line in told("MongoDB", costs):
        tell(line)
    tell(
        f"MongoDB: {7 * done * len(METRICS) * len(RECORDINGS):,} readings in {seconds:.0f} s, three weeks by "
        f"append, {stored['storageSize'] / 1e6:.0f} MB"
    )


def _mongo_work(asked: Asked, day: int) -> dict[str, object]:
    names = [RECORDINGS[n] for n in CHARTED]
    read = asked.explained(asked.sent(lambda: asked.stores.readings.series(names, since(day - 27))))
    of_week = {"_id": {"$regex": f"^{YOUTUBE}/{week_of(since(day)):06}/"}}
    no_more = {"$unset": {str(since(day).weekday()): ""}}
    asked.command("update", "readings", updates=[{"q": of_week, "u": no_more, "multi": True}])
    sent = asked.sent(lambda: asked.stores.readings.append(batch(YOUTUBE, day)))
    updates = [command for command in sent if command.get("update") == "readings"]
    some = [{**command, "updates": [each]} for command in updates for each in command["updates"][::500]]
    written = asked.explained(some)
    return {
        "questions, keys and documents for 28 days": (read.questions, read.keys, read.documents),
        "commands for a day of one counter": [next(iter(command)) for command in sent],
        "keys and documents for 20 of its readings": (written.keys, written.documents),
        "ways": sorted(read.stages | written.stages),
    }
