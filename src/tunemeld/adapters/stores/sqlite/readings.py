"""How often recordings were played, in SQLite: a row a day, those of a week side by side."""

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from sqlite3 import Connection

from tunemeld.adapters.stores.reading_days import (
    BatchRecord,
    Found,
    Told,
    as_series,
    by_day,
    record_of,
    week_of,
)
from tunemeld.adapters.stores.sqlite.database import Database, rows_by_key
from tunemeld.adapters.stores.values import instant, microseconds, moment_of
from tunemeld.application.ports.stores import ReadingLog
from tunemeld.domain.reading import Batch, Reading, Series

_APPEND = """
    INSERT INTO readings (counter, week, recording_id, day, at, value, of, reason)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (counter, week, recording_id, day) DO UPDATE
    SET at = excluded.at, value = excluded.value, of = excluded.of, reason = excluded.reason
    WHERE readings.value IS NULL AND (excluded.value IS NOT NULL OR excluded.at > readings.at)"""
_RECORD = """
    INSERT INTO reading_batches (key, counter, run_id, at, readings, gaps) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (key) DO NOTHING"""
_NAME_GENRE = "INSERT INTO batch_genres (n, genre) VALUES (?, ?)"

# Steps in the primary key from one counter to the next, and from one of its weeks to the next.
_SERIES = """
    WITH RECURSIVE counters (counter) AS (
        SELECT min(counter) FROM readings
        UNION ALL
        SELECT (SELECT min(counter) FROM readings WHERE counter > counters.counter)
        FROM counters WHERE counter IS NOT NULL),
    weeks (counter, week) AS (
        SELECT counter, (SELECT min(week) FROM readings WHERE counter = counters.counter AND week >= ?)
        FROM counters WHERE counter IS NOT NULL
        UNION ALL
        SELECT counter, (SELECT min(week) FROM readings WHERE counter = weeks.counter AND week > weeks.week)
        FROM weeks WHERE week IS NOT NULL)
    SELECT recording_id, counter, at, value, of, reason
    FROM weeks CROSS JOIN readings USING (counter, week) WHERE day >= ? AND recording_id IN"""

_FORGET_WEEKS = "DELETE FROM readings WHERE counter = ? AND week < ?"
_FORGET_DAYS = "DELETE FROM readings WHERE counter = ? AND week = ? AND day < ?"


class SqliteReadingLog(ReadingLog):
    """Readings and gaps by counter, week, recording and day; batches in the order of their arrival."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, batch: Batch) -> None:
        """Store one reading, else one gap, a day, in one transaction; a reading stays."""
        rows = [_row(batch.counter, day, told) for (_, day), told in by_day(batch).items()]
        if not rows:
            return
        record = record_of(batch)
        with self._database.writing() as connection:
            connection.executemany(_APPEND, rows)
            recorded = connection.execute(_RECORD, _record(record))
            if recorded.rowcount:  # else the same batch is there
                numbered = [(recorded.lastrowid, genre) for genre in record.genres]
                connection.executemany(_NAME_GENRE, numbered)

    def series(self, recording_ids: Collection[str], since: date) -> Mapping[str, Mapping[str, Series]]:
        """By recording and counter what was appended for this day and later ones, oldest first."""
        with self._database.reading() as connection:
            return as_series(_found(connection, recording_ids, since))

    def forget(self, counter: str, before: date) -> bool:
        """Drop all that a counter said on days before this one; whether there was anything."""
        week, day = week_of(before), before.toordinal()
        with self._database.writing() as connection:
            weeks = connection.execute(_FORGET_WEEKS, (counter, week)).rowcount
            days = connection.execute(_FORGET_DAYS, (counter, week, day)).rowcount
        return weeks + days > 0


def _row(counter: str, day: date, told: Told) -> tuple[object, ...]:
    where = (counter, week_of(day), told.recording_id, day.toordinal(), microseconds(told.at))
    if isinstance(told, Reading):
        return *where, told.value, told.of, None
    return *where, None, told.of, told.reason.value


def _record(record: BatchRecord) -> tuple[object, ...]:
    gaps = json.dumps(record.gaps)
    return record.key, record.counter, record.run_id, instant(record.at), record.readings, gaps


def _found(connection: Connection, recording_ids: Collection[str], since: date) -> Iterator[Found]:
    rows = rows_by_key(connection, _SERIES, recording_ids, week_of(since), since.toordinal())
    for recording_id, counter, at, value, of, reason in rows:
        yield Found(recording_id, counter, moment_of(at), value, of, reason)
