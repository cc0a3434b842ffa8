"""What asking a MongoDB server for the marks of all genres costs: as much after many runs as after few."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from tests.builders import a_draft, a_fetch, a_listing, a_recording, a_snapshot
from tests.explained import Asked, Work
from tests.mongo_servers import dropped_database, replica_set, standalone
from tests.readings import a_batch, a_reading

from tunemeld.application.errors import StoreError

GENRES = 3


def some_weeks(asked: Asked, first: int, last: int, *, genres: int = GENRES) -> None:
    """Record an attempt, publish a chart of each genre and append readings in each of these weeks."""
    for week in range(first, last):
        names, run_id = [f"genre {n}" for n in range(genres)], f"run-{week}"
        asked.stores.playlists.record([a_fetch(genre=name, run_id=run_id) for name in names])
        for name in names:
            chart = a_snapshot(a_recording(a_listing(title=run_id)), genre=name)
            asked.stores.charts.publish(a_draft(chart, run_id=run_id))
        asked.stores.readings.append(a_batch(a_reading(), run_id=run_id, genres=names))


def work(asked: Asked) -> Work:
    """What it takes to tell the marks now."""
    return asked.explained(asked.sent(asked.stores.changes.marks))


@pytest.fixture(params=[standalone, replica_set], ids=["standalone", "replica set"])
def asked(request: pytest.FixtureRequest) -> Iterator[Asked]:
    """Empty stores on each kind of server; whatever a test did to the database is gone afterwards."""
    opened = Asked(request.param(), dropped_database(request.param()))
    with closing(opened.stores):
        yield opened
    dropped_database(request.param())


def test_marks_take_two_questions_whose_cost_does_not_grow_with_the_history(asked: Asked) -> None:
    some_weeks(asked, 0, 2)
    short = work(asked)

    some_weeks(asked, 2, 60)

    assert work(asked) == short
    assert short.questions == 2
    assert 0 < short.keys < 5 * GENRES
    assert 0 < short.documents < 5 * GENRES


def test_the_server_steps_over_the_history_by_its_indexes(asked: Asked) -> None:
    some_weeks(asked, 0, 60)

    stages = work(asked).stages

    assert {"DISTINCT_SCAN", "IXSCAN"} <= stages
    assert not stages & {"COLLSCAN", "SORT"}


def test_marks_of_many_genres_take_no_question_more(asked: Asked) -> None:
    some_weeks(asked, 0, 1, genres=120)

    assert work(asked).questions == 2
    assert len(asked.stores.changes.marks()) == 120


def test_an_attempt_that_can_be_read_changes_the_mark_even_if_its_writer_did_not_finish(asked: Asked) -> None:
    some_weeks(asked, 0, 1)
    before = asked.stores.changes.marks()
    # As if it had been killed after the insert: what it writes last is refused.
    asked.command("collMod", "counters", validator={"run_id": {"$ne": "killed"}})

    with pytest.raises(StoreError):
        asked.stores.playlists.record([a_fetch(genre="genre 0", run_id="killed")])

    newest = asked.stores.playlists.fetches("genre 0", "rapidapi")["Spotify"][0]
    assert newest.run_id == "killed"
    assert asked.stores.changes.marks()["genre 0"] != before["genre 0"]
