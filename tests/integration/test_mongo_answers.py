"""What a MongoDB server answers when it will not or cannot do something, and what becomes of that."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient
from tests.builders import a_claim, a_draft, a_fetch
from tests.mongo_servers import fresh_database
from tests.mongod import Mongod

from tunemeld.adapters.stores.mongo import MongoStores
from tunemeld.application.errors import StoreError

# https://github.com/mongodb/mongo/wiki/The-failCommand-fail-point
_TESTABLE = ("--setParameter", "enableTestCommands=1")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server that answers as it is told to."""
    with Mongod(flags=_TESTABLE) as running:
        yield running.url


@pytest.fixture
def stores(server: str) -> Iterator[MongoStores]:
    """Stores in a database that is not there yet."""
    # The server does not really leave, so that the driver learns at its next look only that it is there.
    often = f"{server}?heartbeatFrequencyMS=500"
    with fresh_database(server) as name, closing(MongoStores(often, name)) as opened:
        yield opened


@contextmanager
def _answering(server: str, command: str, mode: object, **answer: object) -> Iterator[None]:
    with MongoClient[dict[str, Any]](server) as client:

        def set_to(mode: object) -> None:
            data = {"failCommands": [command], "appName": "tunemeld", **answer}
            client.admin.command({"configureFailPoint": "failCommand", "mode": mode, "data": data})

        set_to(mode)
        try:
            yield
        finally:
            set_to("off")


@pytest.mark.parametrize("code", [91, 189, 11600, 11602], ids=["ends", "gives way", "ended", "gave way"])
def test_a_member_that_leaves_while_a_write_is_on_its_way_is_waited_for(
    server: str, stores: MongoStores, code: int
) -> None:
    stores.recordings.claim([a_claim("recording-0", "key-0")])
    leaving = {"writeConcernError": {"code": code, "errmsg": "it leaves"}}

    with _answering(server, "insert", {"times": 1}, **leaving):
        stores.playlists.record([a_fetch()])
    with _answering(server, "insert", {"times": 1}, **leaving):
        stores.recordings.claim([a_claim("recording-1", "key-1")])

    assert [len(log) for log in stores.playlists.fetches("country", "rapidapi").values()] == [1]
    assert stores.recordings.identities(["key-1"])["key-1"].id == "recording-1"


def test_a_publication_whose_confirmation_was_lost_is_told_as_published(
    server: str, stores: MongoStores
) -> None:
    stores.runs.recent(1)
    with _answering(server, "insert", {"skip": 1}, writeConcernError={"code": 91, "errmsg": "it leaves"}):
        published = stores.charts.publish(a_draft())

    assert published is not None
    assert published == stores.charts.current("country")
    assert published.seq == 1


def test_a_write_that_no_majority_confirms_is_told_so(server: str, stores: MongoStores) -> None:
    stores.recordings.claim([a_claim("recording-0", "key-0")])
    late = {"code": 64, "errmsg": "waiting for replication timed out", "errInfo": {"wtimeout": True}}

    with (
        _answering(server, "insert", "alwaysOn", writeConcernError=late),
        pytest.raises(StoreError, match="did not confirm a write within 10 seconds: see whether a majority"),
    ):
        stores.playlists.record([a_fetch()])


def test_whoever_may_not_write_is_told_before_there_is_a_database(server: str, stores: MongoStores) -> None:
    with _answering(server, "update", "alwaysOn", errorCode=13):
        state = stores.upkeep.look()

    assert not state.exists
    assert "grant the role readWrite" in state.unwritable


def test_a_snapshot_that_was_not_restored_is_known_to_be_lost(server: str, stores: MongoStores) -> None:
    published = stores.charts.publish(a_draft())
    assert published is not None
    with MongoClient[dict[str, Any]](server) as client:
        for name in client.list_database_names():
            client[name]["snapshots"].delete_many({"_id": published.snapshot_id})

    assert stores.charts.snapshot(published.snapshot_id) is None
    assert stores.charts.current("country") == published


def test_a_file_that_the_address_names_and_that_is_not_there_is_told_in_a_sentence(tmp_path: Path) -> None:
    stores = MongoStores(f"mongodb://db.example/?tls=true&tlsCAFile={tmp_path}/none.pem", "tunemeld")

    with pytest.raises(StoreError, match="has an address that the driver cannot use: see MONGODB_URL"):
        stores.charts.current("country")
