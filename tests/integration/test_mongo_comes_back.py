"""A MongoDB server that goes away and comes back: whoever waits sees nothing of it, and nothing is lost."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Event

import pytest
from pymongo import MongoClient
from tests.builders import a_claim, a_draft, a_listing, a_recording, a_snapshot
from tests.mongod import Mongod

from tunemeld.adapters.stores.mongo import MongoStores
from tunemeld.adapters.stores.mongo.server import Documents, Server
from tunemeld.application.errors import StoreError
from tunemeld.domain.snapshot import Publication

WRITERS = 4
KILLS = 3


@pytest.fixture(params=[False, True], ids=["standalone", "replica set"])
def server(request: pytest.FixtureRequest) -> Iterator[Mongod]:
    """A server of the test's own."""
    with Mongod(replica_set=request.param) as started:
        yield started


def test_what_was_written_around_a_kill_is_there_once_and_in_order(server: Mongod) -> None:
    with closing(MongoStores(server.url, "tunemeld")) as stores:
        published = _while_it_is_killed(server, stores)

        history = stores.charts.publications("country", "rapidapi")
        owners = stores.recordings.identities([each.run_id for each in published])
    assert [each.seq for each in history] == list(range(1, len(history) + 1))
    assert sorted(published, key=lambda each: each.seq) == list(history)
    assert {run_id: owner.id for run_id, owner in owners.items()} == {
        each.run_id: each.run_id for each in published
    }


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_whoever_has_no_patience_is_told_that_a_server_went_away_and_finds_it_when_it_is_back(
    server: Mongod, end: str
) -> None:
    with closing(MongoStores(server.url, "tunemeld", patience_seconds=0)) as stores:
        published = _write(stores, "run-1")
        getattr(server, end)()

        for ask in (stores.changes.marks, lambda: stores.charts.current("country")):
            with pytest.raises(StoreError, match="cannot be reached: start the server, or see MONGODB_URL"):
                ask()
        server.start()

        assert stores.charts.current("country") == published
        assert list(stores.changes.marks()) == ["country"]


@pytest.mark.parametrize(("patience_seconds", "tried_again"), [(0, False), (1, True)])
def test_a_server_that_went_away_is_asked_again_as_long_as_the_patience_lasts(
    server: Mongod, patience_seconds: float, tried_again: bool
) -> None:
    tries = 0

    def work(database: Documents) -> object:
        nonlocal tries
        tries += 1
        return database["anything"].find_one()

    quick = server.url + ("&" if "?" in server.url else "?") + "serverSelectionTimeoutMS=100"
    asked = Server(quick, "tunemeld", client=MongoClient, patience_seconds=patience_seconds)
    with closing(asked):
        assert asked.reading(work) is None
        server.stop()
        tries = 0

        with pytest.raises(StoreError):
            asked.reading(work)

    assert (tries > 1) is tried_again


def _while_it_is_killed(server: Mongod, stores: MongoStores) -> list[Publication]:
    """What all writers published, each of them before, between and after the kills."""
    done = Event()
    wrote = [Event() for _ in range(WRITERS)]

    def write(writer: int) -> list[Publication]:
        published: list[Publication] = []
        while not done.is_set():
            published.append(_write(stores, f"run {len(published)} of {writer}"))
            wrote[writer].set()
        return [*published, _write(stores, f"last run of {writer}")]

    with ThreadPoolExecutor(WRITERS) as pool:
        writers = [pool.submit(write, writer) for writer in range(WRITERS)]
        try:
            for _ in range(KILLS):
                for each in wrote:
                    each.clear()
                    assert each.wait(timeout=30)
                server.kill()
                server.start()
        finally:
            done.set()
        return [publication for writer in writers for publication in writer.result()]


def _write(stores: MongoStores, run_id: str) -> Publication:
    chart = a_snapshot(a_recording(a_listing(title=run_id)))
    publication = stores.charts.publish(a_draft(chart, run_id=run_id))
    # It is new: a write that is repeated for want of an answer must know its own.
    assert publication
    stores.recordings.claim([a_claim(run_id, run_id)])
    return publication
