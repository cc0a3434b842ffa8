"""The MongoDB servers that tests share, at most one of a kind in a process, and databases on them."""

import atexit
import functools
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from urllib.parse import quote_plus, urlsplit
from uuid import uuid4

from pymongo import MongoClient
from tests.mongod import Mongod

_Client = MongoClient[dict[str, Any]]


def standalone() -> str:
    """The address of the shared standalone server, or what MONGODB_TEST_URL says."""
    return _address(replica_set=False)


def replica_set() -> str:
    """The address of the shared replica set of one member, or what MONGODB_TEST_URL says."""
    return _address(replica_set=True)


@functools.cache
def _address(*, replica_set: bool) -> str:
    if given := os.environ.get("MONGODB_TEST_URL"):
        return given
    return _until_the_end().enter_context(Mongod(replica_set=replica_set)).url


@contextmanager
def fresh_database(url: str) -> Iterator[str]:
    """The name of a database that is not there yet; it is dropped at the end, when the server must run."""
    name = f"tunemeld_test_{uuid4().hex[:12]}"
    with _client(url) as client:
        # Connected now: at the end of a process, Python lets no client start the threads it needs for that.
        client.admin.command("ping")
        try:
            yield name
        finally:
            client.drop_database(name)


def emptied_database(url: str) -> str:
    """The name of this process's database on a server: its collections and indexes stay, without a document.

    Quicker than a fresh one, by a tenth of a second on a replica set.
    """
    client, name = _own_database(url)
    for collection in client[name].list_collection_names():
        client[name][collection].delete_many({})
    return name


def dropped_database(url: str) -> str:
    """The name of this process's database on a server, where nothing is any more, not even an index."""
    client, name = _own_database(url)
    client.drop_database(name)
    return name


@contextmanager
def user(url: str, name: str, password: str) -> Iterator[str]:
    """The address of a server with the name and the password of somebody who may do everything there."""
    with _client(url) as client:
        client.admin.command("createUser", name, pwd=password, roles=["root"])
        try:
            yield with_credentials(url, name, password)
        finally:
            client.admin.command("dropUser", name)


def with_credentials(url: str, name: str, password: str) -> str:
    """The address with other credentials, of a user or of nobody."""
    host = urlsplit(url).netloc.rpartition("@")[2]
    return urlsplit(url)._replace(netloc=f"{quote_plus(name)}:{quote_plus(password)}@{host}").geturl()


@functools.cache
def _own_database(url: str) -> tuple[_Client, str]:
    lasting = _until_the_end()
    client = lasting.enter_context(_client(url))
    return client, lasting.enter_context(fresh_database(url))


def _client(url: str) -> _Client:
    # A server that is away when tests clean up is an error, and a minute would hide it.
    return MongoClient(url, serverSelectionTimeoutMS=5_000)


@functools.cache
def _until_the_end() -> ExitStack:
    """What lasts as long as the tests do: the last to come is the first to go."""
    stack = ExitStack()
    atexit.register(stack.close)
    return stack
