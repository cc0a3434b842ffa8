"""A MongoDB server that asks for a password: what is said of a wrong one, as long as it is wrong."""

import traceback
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from tests.mongo_servers import fresh_database, replica_set, standalone, user, with_credentials

from tunemeld.adapters.stores.mongo import MongoStores
from tunemeld.application.errors import StoreError

_NAME, _PASSWORD = "a reader", "planted-password"


@pytest.fixture(params=[standalone, replica_set])
def server(request: pytest.FixtureRequest) -> str:
    """The address of a server, without a password."""
    address: Callable[[], str] = request.param
    return address()


@pytest.fixture
def stores(server: str) -> Iterator[MongoStores]:
    """Stores whose address has a password."""
    url = with_credentials(server, _NAME, _PASSWORD)
    with fresh_database(server) as name, closing(MongoStores(url, name)) as opened:
        yield opened


def test_every_call_of_somebody_unknown_is_told_so_and_never_the_password(stores: MongoStores) -> None:
    for _ in range(3):
        with pytest.raises(StoreError, match="refuses the login: see user, password") as refused:
            stores.charts.current("country")

        told = "".join(traceback.format_exception(refused.value))
        assert _PASSWORD not in told
        assert "pymongo.errors" not in told


def test_whoever_was_refused_and_becomes_known_is_let_in(server: str, stores: MongoStores) -> None:
    with pytest.raises(StoreError):
        stores.charts.current("country")

    with user(server, _NAME, _PASSWORD):
        assert stores.charts.current("country") is None
