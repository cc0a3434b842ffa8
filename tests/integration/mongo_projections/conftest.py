"""Databases with what TuneMeld publishes into them, on an imagined server and on real ones."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from pymongo import MongoClient
from tests.builders import a_draft
from tests.integration.mongo_projections.earlier import EarlierBackend
from tests.mongo_servers import emptied_database, replica_set, standalone
from tests.mongomock_server import imagined_server
from tests.worlds import World

from tunemeld.adapters.stores.mongo import MongoStores
from tunemeld.domain.snapshot import Published, Snapshot


@dataclass(frozen=True)
class Deployment:
    """One database: our stores in it, the earlier backend beside them, and the database itself."""

    address: str
    stores: MongoStores
    backend: EarlierBackend
    database: Any

    def world(self, *, genres: Sequence[str] = ("country",), source: str = "rapidapi") -> World:
        """An installation on this database, whose copies for the earlier TuneMeld are kept."""
        stores: Any = self.stores  # as good as the ones in memory, for all that a run asks of them
        world = World(genres=genres, source=source, stores=stores)
        world.followers = (self.stores.projections,)
        return world


def shown(snapshot: Snapshot, seq: int = 1) -> Published:
    """A snapshot as a follower is told of it, as the so many-th publication of its genre."""
    draft = a_draft(snapshot)
    return Published(publication=draft.as_publication(seq), snapshot=snapshot, sources=draft.sources)


@contextmanager
def _deployment(url: str, name: str, client: Callable[..., Any]) -> Iterator[Deployment]:
    with closing(MongoStores(url, name, client=client)) as stores, client(url) as connected:
        yield Deployment(url, stores, EarlierBackend(connected[name]), connected[name])


@pytest.fixture(params=["mongomock", "mongod", "replica set"])
def deployment(request: pytest.FixtureRequest) -> Iterator[Deployment]:
    """An empty database."""
    if request.param == "mongomock":
        url, name, client = "mongodb://127.0.0.1:1/", "tunemeld", imagined_server()
    else:
        url = standalone() if request.param == "mongod" else replica_set()
        name, client = emptied_database(url), MongoClient
    with _deployment(url, name, client) as empty:
        yield empty


@pytest.fixture(params=[standalone, replica_set], ids=["mongod", "replica set"])
def real_deployment(request: pytest.FixtureRequest) -> Iterator[Deployment]:
    """An empty database on a real server."""
    url = request.param()
    with _deployment(url, emptied_database(url), MongoClient) as empty:
        yield empty
