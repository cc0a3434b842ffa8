"""The replica set of one: made once, of a server that is in none, and left alone from then on."""

import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from pymongo import MongoClient
from tests.integration.deployment.files import DEPLOY
from tests.mongod_program import required_mongod
from tests.throwaway_folder import throwaway_folder
from tests.tied_process import tied_process

_SET = "tunemeld"


@pytest.fixture
def address() -> Iterator[str]:
    """A server that was told the name of its set, and is in none yet; it may only just begin."""
    folder = throwaway_folder()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [required_mongod(), "--replSet", _SET, "--dbpath", str(folder), "--port", str(port)]
    process = tied_process([*command, "--nounixsocket", "--oplogSize", "16"], output=folder / "said")
    try:
        yield f"127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def _initiate(name: str, address: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, str(DEPLOY / "mongo" / "initiate.py"), name, address]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def _configuration(address: str) -> dict[str, Any]:
    with MongoClient[dict[str, Any]](f"mongodb://{address}/?directConnection=true") as client:
        found: dict[str, Any] = client.admin.command("replSetGetConfig")["config"]
        return found


def test_a_server_takes_writes_as_a_set_of_one_and_is_left_alone_the_next_time(address: str) -> None:
    first = _initiate(_SET, address)
    with MongoClient[dict[str, Any]](f"mongodb://{address}/?replicaSet={_SET}") as client:
        client["a"]["b"].insert_one({"_id": 1})
    made = _configuration(address)

    second = _initiate(_SET, address)

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert [member["host"] for member in made["members"]] == [address]
    assert _configuration(address) == made


def test_what_the_server_refuses_is_said_in_a_sentence(address: str) -> None:
    done = _initiate("of-another-name", address)

    assert done.returncode == 1
    assert done.stderr.startswith(f"{address} is not made a replica set: ")
    assert "Traceback" not in done.stderr
