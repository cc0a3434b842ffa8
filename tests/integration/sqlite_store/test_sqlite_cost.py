"""What the SQLite store costs: room, statements, and steps."""

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from tests.builders import (
    A_SATURDAY,
    a_claim,
    a_draft,
    a_fetch,
    a_listing,
    a_lookup,
    a_raw_playlist,
    a_recording,
    a_snapshot,
)
from tests.readings import a_batch, a_reading

from tunemeld.adapters.stores.sqlite import SqliteStores
from tunemeld.domain.lookup import LookupKind
from tunemeld.domain.playlist import Outcome

Beneath = Callable[[], sqlite3.Connection]


def test_long_values_are_stored_compressed(stores: SqliteStores, path: Path) -> None:
    page = '{"title": "Gravel and Gold"}' * 40_000

    stores.playlists.keep(a_raw_playlist(page))
    stores.close()

    assert path.stat().st_size < len(page) / 5


def test_more_keys_than_sqlite_takes_variables_are_found(stores: SqliteStores, beneath: Beneath) -> None:
    keys = [f"key-{n}" for n in range(2_500)]
    stores.recordings.claim([a_claim("r1", *keys)])
    # What SQLite before 3.32 takes, and what a build may set.
    beneath().setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 999)

    stores.readings.append(a_batch(*[a_reading(key) for key in keys]))

    assert set(stores.recordings.identities(keys)) == set(keys)
    assert set(stores.readings.series(keys, A_SATURDAY.date())) == set(keys)
    assert stores.videos.recall(keys) == {}
    assert stores.lookups.recall(LookupKind.ISRC, keys) == {}


def test_no_call_takes_more_queries_or_transactions_for_more_tracks(
    stores: SqliteStores, beneath: Beneath
) -> None:
    def statements(tracks: int) -> int:
        seen: list[str] = []
        keys = [f"{tracks} {n}" for n in range(tracks)]
        stores.charts.current("country")
        beneath().set_trace_callback(seen.append)
        stores.recordings.claim([a_claim(key, key) for key in keys])
        stores.recordings.identities(keys)
        stores.lookups.remember(LookupKind.ISRC, [a_lookup(key) for key in keys])
        stores.lookups.recall(LookupKind.ISRC, keys)
        stores.charts.publish(a_draft(a_snapshot(*[a_recording(a_listing(title=key)) for key in keys])))
        beneath().set_trace_callback(None)
        # An executemany is one statement, prepared once, but each of its rows is traced.
        return len([each for each in seen if not each.lstrip().startswith("INSERT")])

    assert statements(2) == statements(300)


def test_the_log_is_read_by_index_however_long_it_is(stores: SqliteStores, beneath: Beneath) -> None:
    def steps() -> int:
        taken = 0

        def count() -> None:
            nonlocal taken
            taken += 1

        beneath().set_progress_handler(count, 1)
        assert len(stores.playlists.fetches("country", "rapidapi")["Spotify"]) == 1
        assert len(stores.playlists.fetches("pop", "rapidapi")["AppleMusic"]) == 100
        beneath().set_progress_handler(None, 1)
        return taken

    def a_history(first: int, last: int) -> None:
        for service, genre, outcome in (
            ("Spotify", "country", Outcome.GOOD),
            ("AppleMusic", "pop", Outcome.FAILED),
        ):
            stores.playlists.record(
                [
                    a_fetch(service, outcome, genre=genre, run_id=f"{n}", at=A_SATURDAY + timedelta(hours=n))
                    for n in range(first, last)
                ]
            )

    a_history(0, 150)
    short = steps()
    a_history(150, 6_000)

    assert steps() < 1.2 * short


def some_weeks(stores: SqliteStores, first: int, last: int) -> None:
    """Attempts for six lists of two sources, and charts of three genres, in each of these weeks."""
    for week in range(first, last):
        run_id = f"run-{week}"
        for genre, source in (("country", "rapidapi"), ("pop", "rapidapi"), ("rap", "sample")):
            services = ("Spotify", "AppleMusic")
            stores.playlists.record(
                [a_fetch(each, genre=genre, source=source, run_id=run_id) for each in services]
            )
            chart = a_snapshot(a_recording(a_listing(title=run_id)), genre=genre, source=source)
            stores.charts.publish(a_draft(chart, run_id=run_id))
        counted = a_reading(at=A_SATURDAY + timedelta(weeks=week))
        stores.readings.append(a_batch(counted, run_id=run_id, genres=("country", "pop", "rap")))


def test_marks_cost_as_many_steps_after_many_weeks_as_after_few(
    stores: SqliteStores, beneath: Beneath
) -> None:
    def steps() -> int:
        taken = 0

        def count() -> None:
            nonlocal taken
            taken += 1

        beneath().set_progress_handler(count, 1)
        assert list(stores.changes.marks()) == ["country", "pop", "rap"]
        beneath().set_progress_handler(None, 1)
        return taken

    some_weeks(stores, 0, 2)
    short = steps()
    some_weeks(stores, 2, 150)

    assert steps() < 1.1 * short


def test_marks_are_told_by_three_queries_that_read_tables_by_index_alone(
    stores: SqliteStores, beneath: Beneath
) -> None:
    some_weeks(stores, 0, 30)
    connection, seen = beneath(), list[str]()
    connection.set_trace_callback(seen.append)
    stores.changes.marks()
    connection.set_trace_callback(None)

    queries = [each for each in seen if each not in {"BEGIN", "COMMIT"}]
    plans = [connection.execute(f"EXPLAIN QUERY PLAN {query}").fetchall() for query in queries]
    assert len(queries) == 3
    for table, plan in zip(("publications", "fetches", "batch_genres"), plans, strict=True):
        ways = [detail for *_, detail in plan if table in detail.split()]
        assert ways
        assert all(way.startswith(f"SEARCH {table} USING ") for way in ways)
