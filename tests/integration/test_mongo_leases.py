"""Leases on a MongoDB server: whose time they go by, and what a lost answer does to them."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.database import Database
from tests.mongo_servers import fresh_database
from tests.mongod import Mongod

from tunemeld.adapters.stores.mongo import MongoStores

JOB = "playlists"
SECONDS = 60.0
# https://github.com/mongodb/mongo/wiki/The-failCommand-fail-point
TESTABLE = ("--setParameter", "enableTestCommands=1")
IT_LEAVES = {"writeConcernError": {"code": 91, "errmsg": "it leaves"}}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server that answers as it is told to."""
    with Mongod(flags=TESTABLE) as running:
        # It does not really leave, so that the driver learns at its next look only that it is there.
        yield f"{running.url}?heartbeatFrequencyMS=500"


@pytest.fixture
def stores(server: str) -> Iterator[MongoStores]:
    """Stores that were used before, so that a server which leaves is waited for."""
    with fresh_database(server) as name, closing(MongoStores(server, name)) as opened:
        lease = opened.leases.take(JOB, "the one before", SECONDS)
        assert lease
        opened.leases.release(lease)
        yield opened


@contextmanager
def losing_an_answer(server: str) -> Iterator[None]:
    """A context in which the first update is carried out, and answered as if the server went away."""
    data = {"failCommands": ["update"], "appName": "tunemeld", **IT_LEAVES}
    with MongoClient[dict[str, Any]](server) as client:
        client.admin.command({"configureFailPoint": "failCommand", "mode": {"times": 1}, "data": data})
        yield
        client.admin.command({"configureFailPoint": "failCommand", "mode": "off", "data": data})


def test_leases_go_by_the_time_of_the_server(stores: MongoStores, monkeypatch: pytest.MonkeyPatch) -> None:
    far_away = datetime(2031, 5, 4, 12, tzinfo=UTC)
    ask = Database.command

    def command(database: Database[Any], name: Any, *given: Any, **named: Any) -> Any:
        told = ask(database, name, *given, **named)
        return {**told, "localTime": far_away.replace(tzinfo=None)} if name == "hello" else told

    monkeypatch.setattr(Database, "command", command)

    taken = stores.leases.take(JOB, "one", SECONDS)
    assert taken
    assert taken.until == far_away + timedelta(seconds=SECONDS)

    far_away += timedelta(seconds=SECONDS / 2)
    renewed = stores.leases.renew(taken, SECONDS)
    assert renewed
    assert renewed.until == far_away + timedelta(seconds=SECONDS)

    far_away += timedelta(seconds=SECONDS)
    assert stores.leases.take(JOB, "other", SECONDS)


def test_the_time_of_the_server_is_told_with_its_offset(stores: MongoStores, server: str) -> None:
    with MongoClient[dict[str, Any]](server) as client:
        before = client.admin.command("hello")["localTime"].replace(tzinfo=UTC)
        lease = stores.leases.take(JOB, "one", SECONDS)
        after = client.admin.command("hello")["localTime"].replace(tzinfo=UTC)

    assert lease
    assert before <= lease.until - timedelta(seconds=SECONDS) <= after


def test_who_takes_a_lease_and_loses_the_answer_has_it_under_one_number(
    stores: MongoStores, server: str
) -> None:
    with losing_an_answer(server):
        lease = stores.leases.take(JOB, "one", SECONDS)

    assert lease
    assert (lease.fence.number, lease.was_abandoned) == (2, False)
    assert stores.leases.renew(lease, SECONDS)
    assert stores.leases.take(JOB, "other", SECONDS) is None


def test_who_loses_the_answer_of_taking_over_still_hears_that_the_lease_was_abandoned(
    server: str,
) -> None:
    now = datetime(2024, 6, 22, 2, 30, tzinfo=UTC)
    with fresh_database(server) as name, closing(MongoStores(server, name, now=lambda: now)) as stores:
        assert stores.leases.take(JOB, "the one before", SECONDS)
        now += timedelta(seconds=SECONDS)
        with losing_an_answer(server):
            lease = stores.leases.take(JOB, "one", SECONDS)

    assert lease
    assert (lease.fence.number, lease.was_abandoned) == (2, True)


def test_renewing_and_releasing_bear_a_lost_answer(stores: MongoStores, server: str) -> None:
    lease = stores.leases.take(JOB, "one", SECONDS)
    assert lease

    with losing_an_answer(server):
        assert stores.leases.renew(lease, SECONDS)
    with losing_an_answer(server):
        stores.leases.release(lease)

    after = stores.leases.take(JOB, "other", SECONDS)
    assert after
    assert not after.was_abandoned
