"""What has happened, read from where it is kept in SQLite, and how far handlers have come."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from tunemeld.adapters.stores.event_views import of_batch, of_fetch, of_publication, of_run
from tunemeld.adapters.stores.reading_days import BatchRecord
from tunemeld.adapters.stores.sqlite.database import Database
from tunemeld.adapters.stores.values import unpacked
from tunemeld.application.events import (
    FETCHES,
    PUBLICATIONS,
    READINGS,
    RUNS,
    Event,
    genre_of,
    kind_of,
)
from tunemeld.application.ports.events import EventLog, HandlerPlaces
from tunemeld.application.report import RunReport
from tunemeld.domain.playlist import Fetch
from tunemeld.domain.snapshot import Publication

# Steps over the indexes from one genre to the next, and takes the greatest number of each.
_BY_GENRE = """
    WITH RECURSIVE genres (genre) AS (
        SELECT max(genre) FROM {table}
        UNION ALL
        SELECT (SELECT max(genre) FROM {table} WHERE genre < genres.genre)
        FROM genres WHERE genre IS NOT NULL)
    SELECT '{kind}/' || genre, (SELECT max({number}) FROM {table} WHERE genre = genres.genre) FROM genres
    WHERE genre IS NOT NULL"""
_HEADS = (
    _BY_GENRE.format(kind="fetches", table="fetches", number="n"),
    _BY_GENRE.format(kind="publications", table="publications", number="seq"),
    "SELECT 'readings', max(n) FROM reading_batches",
    "SELECT 'runs', max(n) FROM finished_runs",
)
_READ = {
    FETCHES: "SELECT n, value FROM fetches WHERE n > :after AND genre = :genre ORDER BY n LIMIT :limit",
    PUBLICATIONS: """
        SELECT seq, value FROM publications
        WHERE seq > :after AND genre = :genre ORDER BY seq LIMIT :limit""",
    READINGS: """
        SELECT n, key, counter, run_id, at, readings, gaps,
            (SELECT json_group_array(genre) FROM batch_genres WHERE n = reading_batches.n)
        FROM reading_batches WHERE n > :after ORDER BY n LIMIT :limit""",
    RUNS: """
        SELECT finished_runs.n, value FROM finished_runs JOIN runs USING (run_id)
        WHERE finished_runs.n > :after ORDER BY finished_runs.n LIMIT :limit""",
}
_MOVE = """
    INSERT INTO places (handler, stream, seq) VALUES (?, ?, ?)
    ON CONFLICT (handler, stream) DO UPDATE SET seq = max(seq, excluded.seq)"""


class SqliteEventLog(EventLog):
    """Streams by kind, each a table in the order of its numbers; writers take turns, so none appears late."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def heads(self) -> Mapping[str, int]:
        """By stream the number of its newest event; streams without any are left out."""
        with self._database.reading() as connection:
            found = [row for select in _HEADS for row in connection.execute(select)]
        return {stream: newest for stream, newest in found if newest is not None and newest > 0}

    def read(self, stream: str, after: int, limit: int) -> tuple[Event, ...]:
        """The events behind a number, in their order, of `limit` facts at most."""
        kind = kind_of(stream)
        if kind not in _READ:
            return ()
        wanted = {"genre": genre_of(stream), "after": after, "limit": max(limit, 0)}
        with self._database.reading() as connection:
            rows = connection.execute(_READ[kind], wanted).fetchall()
        return tuple(event for row in rows for event in _SEEN[kind](row))


class SqliteHandlerPlaces(HandlerPlaces):
    """A row for each handler and stream."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, handler: str) -> Mapping[str, int]:
        """By stream the number up to which the handler has seen everything; {} before the first."""
        with self._database.reading() as connection:
            return dict(connection.execute("SELECT stream, seq FROM places WHERE handler = ?", (handler,)))

    def move(self, handler: str, places: Mapping[str, int]) -> None:
        """Put the handler's places forward; one that is further on stays."""
        rows = [(handler, stream, seq) for stream, seq in sorted(places.items())]
        if rows:
            with self._database.writing() as connection:
                connection.executemany(_MOVE, rows)

    def forget(self, handler: str) -> None:
        """Let the handler begin again with the first event."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM places WHERE handler = ?", (handler,))


def _batch(row: tuple[Any, ...]) -> Iterator[Event]:
    number, key, counter, run_id, at, readings, gaps, genres = row
    moment, named = datetime.fromisoformat(at), tuple(json.loads(genres))
    return of_batch(number, BatchRecord(key, counter, run_id, moment, readings, json.loads(gaps), named))


_SEEN: dict[str, Callable[[tuple[Any, ...]], Iterator[Event]]] = {
    FETCHES: lambda row: of_fetch(row[0], Fetch.model_validate_json(row[1])),
    PUBLICATIONS: lambda row: of_publication(unpacked(Publication, row[1])),
    READINGS: _batch,
    RUNS: lambda row: of_run(row[0], RunReport.model_validate_json(row[1])),
}
