"""A year of daily readings of ten thousand recordings, and how it gets into a store."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

from pymongo import MongoClient, WriteConcern

from tunemeld.adapters.stores.reading_days import week_of
from tunemeld.adapters.stores.values import microseconds
from tunemeld.application.ports.stores import ReadingLog
from tunemeld.domain.reading import METRICS, Batch, Gap, GapReason, Missing, Point, Reading, Series

RECORDINGS = [sha256(f"recording {n}".encode()).hexdigest()[:16] for n in range(10_000)]
A_MONDAY = datetime(2023, 1, 2, 2, tzinfo=UTC)
# Every so manieth recording has a gap; the others take their values from so many.
_GAPS, _KINDS = 97, 16

_COPY_READINGS = """
    INSERT INTO readings (counter, week, recording_id, day, at, value, of, reason)
    SELECT counter, week + :weeks, recording_id, day + 7 * :weeks, at + 1000000 * :seconds,
           value + 7000 * :weeks, of, reason
    FROM readings WHERE counter IN ('SoundCloud', 'Spotify', 'Youtube') AND week = :week"""
_COPY_BATCHES = """
    INSERT INTO reading_batches (key, counter, run_id, at, readings, gaps)
    SELECT key || ' ' || :weeks, counter, run_id, at, readings, gaps FROM reading_batches LIMIT 21"""


def moment(day: int) -> datetime:
    """When the readings of a day are taken; days are counted from a Monday on."""
    return A_MONDAY + timedelta(days=day)


def since(day: int) -> date:
    """The date of a day."""
    return moment(day).date()


def batch(counter: str, day: int) -> Batch:
    """What a counter tells on a day."""
    at, named = moment(day), list(enumerate(RECORDINGS))
    return Batch(
        counter=counter,
        run_id=f"run-{day}",
        genres=("pop",),
        at=at,
        readings=tuple(Reading(each, at, _value(n, day), _of(n)) for n, each in named if n % _GAPS),
        gaps=tuple(Gap(each, at, GapReason.FAILED, _of(n)) for n, each in named if not n % _GAPS),
    )


def expected(first: int, last: int, numbers: range) -> dict[str, dict[str, Series]]:
    """What the series of some recordings are, of these days and the last of them."""
    days = range(max(first, 0), last + 1)
    return {
        RECORDINGS[n]: dict.fromkeys(
            sorted(METRICS),
            Series(points=tuple(Point(moment(day), _value(n, day), _of(n)) for day in days))
            if n % _GAPS
            else Series(gaps=tuple(Missing(moment(day), GapReason.FAILED) for day in days)),
        )
        for n in sorted(numbers, key=RECORDINGS.__getitem__)
    }


def append_week(readings: ReadingLog, week: int) -> None:
    """Append each day of a week, as runs do."""
    for day in range(7 * week, 7 * week + 7):
        for counter in METRICS:
            readings.append(batch(counter, day))


def copy_week(connection: sqlite3.Connection, week: int, first: int, last: int) -> None:
    """Put whole weeks into SQLite, like one that was appended but for its days and values."""
    for later in range(first - week, last - week):
        shift = {"week": week_of(since(7 * week)), "weeks": later, "seconds": later * 7 * 86_400}
        with connection:
            connection.execute("BEGIN")
            connection.execute(_COPY_READINGS, shift)
            connection.execute(_COPY_BATCHES, shift)


def insert_weeks(client: MongoClient[dict[str, Any]], database: str, first: int, last: int) -> None:
    """Put whole weeks into MongoDB as appending leaves them there, which takes ten times as long."""
    quickly = client.get_database(database, write_concern=WriteConcern(w=1, j=False))
    for week in range(first, last):
        for counter in METRICS:
            quickly["readings"].insert_many(_documents(week, counter), ordered=False)
            quickly["counters"].update_one(
                {"_id": f"readings of {counter}"},
                {"$inc": {"n": 7}, "$addToSet": {"weeks": week_of(since(7 * week))}},
                upsert=True,
            )
        newest = quickly["reading_batches"].count_documents({})
        quickly["reading_batches"].insert_many(
            {"_id": newest + n, "key": f"{week} {n}", "run_id": f"run-{week}"} for n in range(1, 22)
        )


def _documents(week: int, counter: str) -> Iterator[dict[str, Any]]:
    kinds = [_days(week, n) for n in range(_KINDS)]
    gaps = {str(day): {"at": _at(week, day), "reason": GapReason.FAILED.value} for day in range(7)}
    for n, recording_id in enumerate(RECORDINGS):
        days = kinds[n % _KINDS] if n % _GAPS else gaps
        told = {day: {**each, "of": _of(n)} for day, each in days.items()}
        yield {"_id": f"{counter}/{week_of(since(7 * week)):06}/{recording_id}", **told}


def _days(week: int, n: int) -> dict[str, dict[str, Any]]:
    return {str(day): {"at": _at(week, day), "value": _value(n, 7 * week + day)} for day in range(7)}


def _at(week: int, day: int) -> int:
    return microseconds(moment(7 * week + day))


def _value(n: int, day: int) -> int:
    return 1_000_000 * (n % _KINDS + 1) + 1_000 * day


def _of(n: int) -> str:
    return f"video-{n:05}"
