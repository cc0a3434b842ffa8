"""What asking a MongoDB server for the marks of all genres costs: as much after many runs as after few."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.monitoring import (
    CommandFailedEvent,
    CommandListener,
    CommandStartedEvent,
    CommandSucceededEvent,
)
from tests.builders import a_draft, a_fetch, a_listing, a_recording, a_snapshot
from tests.mongo_servers import dropped_database, replica_set, standalone
from tests.readings import a_batch, a_reading

from tunemeld.adapters.stores.mongo import MongoStores
from tunemeld.application.errors import StoreError

GENRES = 3


class Questions(CommandListener):
    """The commands that a client sent, as they can be sent once more."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []

    def started(self, event: CommandStartedEvent) -> None:
        """Write it down, without what belongs to its session."""
        of_the_session = {"$db", "lsid", "$readPreference", "$clusterTime"}
        self.sent.append({name: told for name, told in event.command.items() if name not in of_the_session})

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """As it should."""

    def failed(self, event: CommandFailedEvent) -> None:
        """Seen by whoever sent it."""


@dataclass
class Work:
    """What the server does to answer: the stages of its plans, and how much it looks at."""

    questions: int
    stages: set[str] = field(default_factory=set)
    keys: int = 0
    documents: int = 0


class Asked:
    """Stores on an empty database, and what their marks make the server do."""

    def __init__(self, url: str) -> None:
        self._questions = Questions()
        client = partial(MongoClient[dict[str, Any]], event_listeners=[self._questions])
        self._url, self._name = url, dropped_database(url)
        self.stores = MongoStores(url, self._name, client=client)

    def weeks(self, first: int, last: int, *, genres: int = GENRES) -> None:
        """Record an attempt and publish a chart in each of these weeks, for each genre."""
        for week in range(first, last):
            names, run_id = [f"genre {n}" for n in range(genres)], f"run-{week}"
            self.stores.playlists.record([a_fetch(genre=name, run_id=run_id) for name in names])
            for name in names:
                chart = a_snapshot(a_recording(a_listing(title=run_id)), genre=name)
                self.stores.charts.publish(a_draft(chart, run_id=run_id))
            self.stores.readings.append(a_batch(a_reading(), run_id=run_id))

    def work(self) -> Work:
        """What it takes to tell the marks now."""
        self._questions.sent.clear()
        self.stores.changes.marks()
        asked = list(self._questions.sent)
        work = Work(len(asked))
        for question in asked:
            _add(work, self.command("explain", question, verbosity="executionStats"))
        return work

    def command(self, name: str, value: object, **options: Any) -> dict[str, Any]:
        """What the server answers to a command of the test's own."""
        with MongoClient[dict[str, Any]](self._url) as client:
            return client[self._name].command(name, value, **options)


def _add(work: Work, explained: object) -> None:
    if isinstance(explained, list):
        for each in explained:
            _add(work, each)
    elif isinstance(explained, dict):
        if isinstance(stage := explained.get("stage"), str):
            work.stages.add(stage)
        if "totalKeysExamined" in explained:
            work.keys += explained["totalKeysExamined"]
            work.documents += explained["totalDocsExamined"]
        for each in explained.values():
            _add(work, each)


@pytest.fixture(params=[standalone, replica_set], ids=["standalone", "replica set"])
def asked(request: pytest.FixtureRequest) -> Iterator[Asked]:
    """Empty stores on each kind of server; whatever a test did to the database is gone afterwards."""
    opened = Asked(request.param())
    with closing(opened.stores):
        yield opened
    dropped_database(request.param())


def test_marks_take_three_questions_whose_cost_does_not_grow_with_the_history(asked: Asked) -> None:
    asked.weeks(0, 2)
    short = asked.work()

    asked.weeks(2, 60)

    assert asked.work() == short
    assert short.questions == 3
    assert 0 < short.keys < 5 * GENRES
    assert 0 < short.documents < 5 * GENRES


def test_the_server_steps_over_the_history_by_its_indexes(asked: Asked) -> None:
    asked.weeks(0, 60)

    stages = asked.work().stages

    assert {"DISTINCT_SCAN", "IXSCAN"} <= stages
    assert not stages & {"COLLSCAN", "SORT"}


def test_marks_of_many_genres_take_no_question_more(asked: Asked) -> None:
    asked.weeks(0, 1, genres=120)

    assert asked.work().questions == 3
    assert len(asked.stores.changes.marks()) == 120


def test_an_attempt_that_can_be_read_changes_the_mark_even_if_its_writer_did_not_finish(asked: Asked) -> None:
    asked.weeks(0, 1)
    before = asked.stores.changes.marks()
    # As if it had been killed after the insert: what it writes last is refused.
    asked.command("collMod", "counters", validator={"_id": {"$not": {"$regex": "^fetches of "}}})

    with pytest.raises(StoreError):
        asked.stores.playlists.record([a_fetch(genre="genre 0", run_id="killed")])

    newest = asked.stores.playlists.fetches("genre 0", "rapidapi")["Spotify"][0]
    assert newest.run_id == "killed"
    assert asked.stores.changes.marks()["genre 0"] != before["genre 0"]
