"""The tests' MongoDB servers keep what they acknowledged, come back as they were and leave nothing behind."""

import os
import select
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError
from pymongo.write_concern import WriteConcern
from tests.mongo_servers import (
    dropped_database,
    emptied_database,
    fresh_database,
    replica_set,
    standalone,
    user,
    with_credentials,
)
from tests.mongod import Mongod
from tests.mongod_program import first_that_runs, required_mongod

_ROOT = Path(__file__).resolve().parents[2]

# Starts a server, says where it is, and is killed while it waits.
_KILLED_TEST = """
from tests.mongod import Mongod

with Mongod() as server:
    print(server.pid, server.folder, flush=True)
    input()
"""
_TELL_THE_SERVERS = """
from tests.mongo_servers import replica_set, standalone

print(standalone(), replica_set(), sep="\\n")
"""
_ENVIRONMENT = os.environ | {"PYTHONPATH": os.pathsep.join([str(_ROOT), str(_ROOT / "src")])}


def _client(url: str, *, patience: int = 5_000) -> MongoClient[dict[str, Any]]:
    return MongoClient(url, serverSelectionTimeoutMS=patience)


@pytest.fixture(params=[False, True], ids=["standalone", "replica set"])
def server(request: pytest.FixtureRequest) -> Iterator[Mongod]:
    """A server of the test's own."""
    with Mongod(replica_set=request.param) as started:
        yield started


def _kept(url: str) -> int:
    with _client(url) as client:
        return client["any"]["thing"].count_documents({})


def _write(url: str, documents: int) -> None:
    with _client(url) as client:
        written = client["any"].get_collection("thing", write_concern=WriteConcern(w="majority", j=True))
        for number in range(documents):
            written.insert_one({"number": number})


def test_a_server_that_is_killed_and_started_again_has_every_write_it_acknowledged(server: Mongod) -> None:
    url = server.url
    _write(url, 100)

    server.kill()
    server.start()

    assert server.url == url
    assert _kept(url) == 100


def test_a_stopped_server_is_away_until_it_is_started_again(server: Mongod) -> None:
    _write(server.url, 1)

    server.stop()

    with _client(server.url, patience=100) as client, pytest.raises(PyMongoError):
        client.admin.command("ping")
    server.start()
    assert _kept(server.url) == 1


def test_a_paused_server_answers_nobody_until_it_is_resumed() -> None:
    with Mongod() as server:
        server.pause()

        with _client(server.url, patience=100) as client, pytest.raises(PyMongoError):
            client.admin.command("ping")
        server.resume()
        assert _kept(server.url) == 0


def test_a_running_server_is_not_started_twice() -> None:
    with Mongod() as server, pytest.raises(RuntimeError, match="runs already"):
        server.start()


def test_a_server_that_cannot_start_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    with Mongod() as server:
        server.stop()
        monkeypatch.setattr("tests.mongod._FLAGS", ("--no-such-flag",))

        with pytest.raises(RuntimeError, match="no-such-flag"):
            server.start()


def test_a_killed_test_takes_its_server_along_and_the_next_one_removes_its_data() -> None:
    required_mongod()
    pid, folder = _server_of_a_killed_test()

    assert _ends(pid)
    with Mongod():
        assert not folder.exists()


def _server_of_a_killed_test() -> tuple[int, Path]:
    with subprocess.Popen(
        [sys.executable, "-c", _KILLED_TEST],
        env=_ENVIRONMENT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as test:
        assert test.stdout
        pid, folder = test.stdout.readline().split()
        test.kill()
    return int(pid), Path(folder)


def _ends(pid: int) -> bool:
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    # Readable once the process has ended.
    ended, _, _ = select.select([process], [], [], 60)
    os.close(process)
    return bool(ended)


def test_a_server_and_its_data_are_gone_after_the_test() -> None:
    with Mongod() as server:
        pid = server.pid

    assert not server.folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_server_outlives_the_thread_that_started_it() -> None:
    with Mongod() as server:
        server.stop()
        starting = Thread(target=server.start)
        starting.start()
        starting.join()

        assert _kept(server.url) == 0


def test_a_password_is_needed_for_the_address_that_has_one() -> None:
    with user(standalone(), "a reader", "p/w:@%") as url:
        assert _kept(url) == 0
        with pytest.raises(OperationFailure, match="Authentication failed"):
            _kept(with_credentials(url, "a reader", "another"))


@pytest.mark.parametrize("address", [standalone, replica_set])
def test_a_fresh_database_is_empty_and_dropped_at_the_end(address: Callable[[], str]) -> None:
    with _client(address()) as client:
        with fresh_database(address()) as name:
            assert client[name].list_collection_names() == []
            client[name]["thing"].insert_one({})

        assert name not in client.list_database_names()


@pytest.mark.parametrize("address", [standalone, replica_set])
def test_an_emptied_database_keeps_its_indexes_and_no_document(address: Callable[[], str]) -> None:
    with _client(address()) as client:
        things = client[emptied_database(address())]["thing"]
        things.create_index("number")
        things.insert_one({"number": 1})

        assert emptied_database(address()) == things.database.name
        assert things.count_documents({}) == 0
        assert "number_1" in things.index_information()


def test_a_dropped_database_is_as_if_it_had_never_been() -> None:
    url = standalone()
    with _client(url) as client:
        client[emptied_database(url)]["thing"].insert_one({})

        assert client[dropped_database(url)].list_collection_names() == []


def test_a_server_that_is_named_takes_the_place_of_our_own() -> None:
    named = "mongodb://another.example:27017/"

    said = subprocess.run(
        [sys.executable, "-c", _TELL_THE_SERVERS],
        env=_ENVIRONMENT | {"MONGODB_TEST_URL": named},
        capture_output=True,
        text=True,
        check=True,
    )

    assert said.stdout.splitlines() == [named, named]


def test_only_a_program_that_runs_is_a_server(tmp_path: Path) -> None:
    absent, empty, broken, whole = (tmp_path / name for name in ("absent", "empty", "broken", "whole"))
    for program, text in ((empty, ""), (broken, "#!/bin/sh\nexit 127\n"), (whole, "#!/bin/sh\n")):
        program.write_text(text, "utf-8")
        program.chmod(0o755)

    assert first_that_runs(map(str, [absent, empty, broken, whole])) == str(whole)
    assert first_that_runs(map(str, [absent, empty, broken])) is None


def test_without_a_program_the_test_is_skipped_and_says_how_to_get_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tests.mongod_program.mongod_program", lambda: None)

    with pytest.raises(pytest.skip.Exception, match=r"requirements-dev\.txt.*MONGODB_TEST_URL"):
        Mongod()
