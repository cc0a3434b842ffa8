"""Looking after a MongoDB database: what is told of the server, and whose business a backup is."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient
from tests.builders import A_SATURDAY, a_report
from tests.mongo_servers import fresh_database, replica_set, standalone, user, with_credentials

from tunemeld.adapters.stores.mongo import MongoStores
from tunemeld.application.errors import BackupRefused, StoreError

PASSWORD = "correct-horse-battery"


@pytest.fixture
def address() -> str:
    """A standalone server."""
    return standalone()


@pytest.fixture
def database(address: str) -> Iterator[str]:
    """The name of a database on it that is not there."""
    with fresh_database(address) as name:
        yield name


@pytest.mark.parametrize(("server", "stands"), [(standalone, "standalone"), (replica_set, "replica set ")])
def test_a_server_is_told_with_its_version_and_how_it_stands(server: Callable[[], str], stands: str) -> None:
    with MongoClient[dict[str, Any]](server()) as client, fresh_database(server()) as name:
        stores = MongoStores(server(), name)
        version = client.server_info()["version"]

        kind = stores.upkeep.look().kind

        assert kind.startswith(f"MongoDB {version}, {stands}")
        stores.close()


def test_a_server_tells_its_time_and_the_schema_that_it_would_get(address: str, database: str) -> None:
    stores = MongoStores(address, database)
    before = stores.upkeep.look()
    after = stores.upkeep.look()
    stores.close()

    assert before.time
    assert after.time
    assert before.time.utcoffset() == timedelta(0)
    assert timedelta(0) <= after.time - before.time < timedelta(minutes=5)
    assert before.newest == before.schema > 0


def test_a_schema_of_an_earlier_version_is_told_as_it_is(address: str, database: str) -> None:
    stores = MongoStores(address, database)
    stores.runs.save(a_report())
    with MongoClient[dict[str, Any]](address) as client:
        client[database]["schema"].update_one({}, {"$set": {"version": 1}})

    state = stores.upkeep.look()
    stores.close()

    assert (state.schema, state.newest > 1) == (1, True)


def test_a_database_that_is_not_there_is_not_made_by_looking(address: str, database: str) -> None:
    stores = MongoStores(address, database)

    state = stores.upkeep.look()

    assert (state.exists, state.unwritable) == (False, "")
    with MongoClient[dict[str, Any]](address) as client:
        assert database not in client.list_database_names()
    stores.close()


def test_nothing_is_changed_by_looking_whether_it_can_be(address: str, database: str) -> None:
    stores = MongoStores(address, database)
    stores.runs.save(a_report())
    with MongoClient[dict[str, Any]](address) as client:
        before = {
            name: list(client[database][name].find()) for name in client[database].list_collection_names()
        }

        assert stores.upkeep.look().unwritable == ""

        after = {
            name: list(client[database][name].find()) for name in client[database].list_collection_names()
        }
        assert after == before
    stores.close()


def test_neither_the_place_nor_a_refusal_tells_a_password(address: str, database: str) -> None:
    with user(address, "anna", PASSWORD) as known:
        stores = MongoStores(known, database)
        told = str(stores.upkeep.look())
        stores.close()
    stores = MongoStores(with_credentials(address, "anna", PASSWORD), database)
    with pytest.raises(StoreError) as refused:
        stores.upkeep.look()
    stores.close()

    assert database in told
    assert PASSWORD not in told
    assert "refuses the login" in str(refused.value)
    assert PASSWORD not in str(refused.value)


def test_a_backup_is_left_to_the_servers_tool_with_all_that_it_has_to_be_told() -> None:
    stores = MongoStores(f"mongodb://anna:{PASSWORD}@db.example/", "tunemeld")

    with pytest.raises(BackupRefused) as backup:
        stores.upkeep.back_up(Path("/backups/of monday.gz"), replace=False)
    with pytest.raises(BackupRefused) as restore:
        stores.upkeep.restore(Path("/backups/of monday.gz"), at=A_SATURDAY)

    assert str(backup.value) == (
        "A store in MongoDB is backed up by the server's own tool, while no run is under way: "
        "mongodump --uri=\"$MONGODB_URL\" --db=tunemeld --gzip --archive='/backups/of monday.gz'"
    )
    assert str(restore.value) == (
        "A store in MongoDB is restored by the server's own tool, while nothing uses it: "
        "mongorestore --uri=\"$MONGODB_URL\" --nsInclude='tunemeld.*' --drop "
        "--gzip --archive='/backups/of monday.gz'"
    )
