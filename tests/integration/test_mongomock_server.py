"""The imagined MongoDB server takes bulk writes, and needs our help for it."""

from typing import Any

import pytest
from pymongo import ReplaceOne, UpdateOne
from tests.mongomock_server import BULK, UNTAUGHT, imagined_server

_Write = UpdateOne | ReplaceOne[dict[str, Any]]
_WRITES: list[_Write] = [
    UpdateOne({"_id": 1}, {"$set": {"a": 1}}, upsert=True),
    ReplaceOne({"_id": 2}, {"a": 2}, upsert=True),
]
_SORTED: list[_Write] = [
    UpdateOne({}, {"$set": {"a": 1}}, sort={"a": 1}),
    ReplaceOne({}, {"a": 2}, sort={"a": 1}),
]


def test_all_clients_of_a_server_see_its_data_and_nobody_elses() -> None:
    client = imagined_server()

    with client("mongodb://127.0.0.1:1/") as writing:
        writing["any"]["thing"].bulk_write(_WRITES)

    with client("mongodb://127.0.0.1:1/") as reading:
        assert list(reading["any"]["thing"].find()) == [{"_id": 1, "a": 1}, {"_id": 2, "a": 2}]
    with imagined_server()("mongodb://127.0.0.1:1/") as other:
        assert list(other["any"]["thing"].find()) == []


@pytest.mark.parametrize("write", _SORTED)
def test_a_sort_order_in_a_bulk_write_is_refused(write: _Write) -> None:
    with imagined_server()() as client, pytest.raises(NotImplementedError, match="cannot sort"):
        client["any"]["thing"].bulk_write([write])


@pytest.mark.parametrize("write", _WRITES)
def test_mongomock_by_itself_still_refuses_such_a_write(
    monkeypatch: pytest.MonkeyPatch, write: _Write
) -> None:
    """Once it does not, tests/mongomock_server.py need teach it nothing any more: delete that there."""
    with imagined_server()() as client:
        for name, method in UNTAUGHT.items():
            monkeypatch.setattr(BULK, name, method)

        with pytest.raises(TypeError, match="unexpected keyword argument 'sort'"):
            client["any"]["thing"].bulk_write([write])
