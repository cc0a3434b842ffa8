"""An earlier TuneMeld's database on a real server: carried over, and not touched."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import bson
import pytest
from bson.datetime_ms import DatetimeMS
from bson.raw_bson import RawBSONDocument
from pymongo import MongoClient
from pymongo.database import Database
from tests.earlier_database import Document, body, collections, contents, fill, list_document
from tests.mongo_servers import fresh_database, replica_set, standalone
from tests.surroundings import clear

from tunemeld.adapters.stores.mongo.earlier import MongoEarlierStore
from tunemeld.application.carry_over import Tally
from tunemeld.application.ports.earlier import EarlierIsrc, EarlierKind, EarlierList, Unreadable
from tunemeld.container import Container
from tunemeld.settings import load_settings

NOW = "2024-06-22T02:30:00+00:00"


@pytest.fixture(params=[standalone, replica_set], ids=["standalone", "replica set"])
def address(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A server of either kind."""
    clear(monkeypatch, tmp_path)
    start: Callable[[], str] = request.param
    return start()


@pytest.fixture
def database(address: str) -> Iterator[Database[Document]]:
    """The database of an earlier TuneMeld, with a few documents of each kind."""
    with MongoClient[Document](address) as client, fresh_database(address) as name:
        fill(client[name])
        yield client[name]


@contextmanager
def installed(address: str, name: str) -> Iterator[Container]:
    """An installation whose store is a database on the server."""
    settings = load_settings(
        "development", mongodb_url=address, mongodb_database=name, tunemeld_now=NOW, etl_batch_size=2
    )
    container = Container(settings=settings)
    try:
        yield container
    finally:
        container.stores().close()


def carry(container: Container, name: str, *, write: bool = True) -> dict[EarlierKind, Tally]:
    """Carry over the database of that name; what became of each kind."""
    with closing(container.open_earlier()(name)) as earlier:
        return {tally.kind: tally for tally in container.carry_over().run(earlier, write=write)}


def own_contents(database: Database[Document]) -> dict[str, list[Document]]:
    """All documents that are not the earlier one's, but for the numbers that were taken and not used."""
    names = set(database.list_collection_names()) - {"counters", *EarlierKind}
    stored = {name: list(database[name].find({}, {"n": 0}).sort("_id")) for name in sorted(names)}
    return {name: documents for name, documents in stored.items() if documents}


@pytest.mark.parametrize("elsewhere", [False, True], ids=["its own database", "a database of ours"])
def test_all_that_was_there_stays_byte_for_byte(
    address: str, database: Database[Document], *, elsewhere: bool
) -> None:
    before = contents(database)
    with fresh_database(address) as other, installed(address, other if elsewhere else database.name) as ours:
        for write in (False, True, True):
            carry(ours, database.name, write=write)
            assert contents(database) == before

        carried = len(ours.stores().playlists.fetches("country", "rapidapi"))
    assert carried == 3
    assert set(database.list_collection_names()) == (
        set(EarlierKind) if elsewhere else set(EarlierKind) | OWN
    )


OWN = {
    "raw_answers",
    "fetches",
    "lookups",
    "schema",
    "counters",
    "publications",
    "claims",
    "runs",
    "reading_batches",
}


def test_trying_makes_nothing_not_even_an_index(address: str, database: Database[Document]) -> None:
    with installed(address, database.name) as ours:
        tried = carry(ours, database.name, write=False)
        assert set(database.list_collection_names()) == set(EarlierKind)

        assert tried == carry(ours, database.name)


def test_carrying_twice_leaves_what_once_leaves(address: str, database: Database[Document]) -> None:
    with installed(address, database.name) as ours:
        first = carry(ours, database.name)
        once = own_contents(database)

        again = carry(ours, database.name)

    assert own_contents(database) == once
    assert [t.carried for t in first.values()] == [3, 3, 0, 0, 0, 0, 0]
    assert [t.carried for t in again.values()] == [0] * 7
    assert [t.known for t in again.values()] == [t.carried for t in first.values()]


def test_two_that_carry_at_once_leave_what_one_leaves(address: str, database: Database[Document]) -> None:
    with fresh_database(address) as alone, installed(address, alone) as ours:
        carry(ours, database.name)
        expected = own_contents(database.client[alone])

    def one(_: int) -> None:
        with installed(address, database.name) as ours:
            carry(ours, database.name)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(one, range(4)))

    assert own_contents(database) == expected


def test_the_earlier_one_still_runs_on_the_same_database(address: str, database: Database[Document]) -> None:
    with installed(address, database.name) as ours:
        ours.stores().upkeep.prepare()
        carry(ours, database.name)

        found = database["raw_playlists"].find_one({"genre_name": "country", "service_name": "AppleMusic"})
        assert found is not None
        assert found["data_json"] == body("AppleMusic")
        database["raw_playlists"].delete_many({})
        lists = [list_document("Spotify", insert_timestamp="2024-06-21T03:00:00") for _ in range(2)]
        database["raw_playlists"].insert_many([{k: v for k, v in d.items() if k != "_id"} for d in lists])
        database["isrc_cache"].update_one({"key": "New|Song"}, {"$set": {"value": None}}, upsert=True)
        database["track_playlist"].update_one(
            {"genre_name": "country", "service_name": "Aggregate"}, {"$set": {"tracks": []}}, upsert=True
        )

        again = carry(ours, database.name)

        kept = ours.stores().playlists.fetches("country", "rapidapi")
    assert again[EarlierKind.LISTS].carried == 1
    assert {service: f"{log[0].at:%d}" for service, log in kept.items()} == {
        "Spotify": "21",
        "AppleMusic": "20",
        "SoundCloud": "20",
    }


def _hostile() -> list[Document]:
    broken = bytearray(bson.encode({"_id": "utf", "genre_name": "abcdef", "service_name": "Spotify"}))
    broken[broken.index(b"abcdef")] = 0xFF
    deep: Document = {}
    for _ in range(90):
        deep = {"deeper": deep}
    huge: Document = {"data_json": "x" * 16_000_000, "genre_name": "pop", "service_name": "Spotify"}
    documents: list[Any] = [
        {},
        {"_id": "only an id"},
        {"_id": None, "genre_name": 7, "service_name": ["Spotify"], "data_json": 1.5},
        RawBSONDocument(bytes(broken)),
        list_document("Spotify", "pop", data_json=deep),
        list_document("Spotify", "pop", data_json={"$ref": 1, "$id": bson.ObjectId()}),
        list_document("Spotify", "rap", insert_timestamp=DatetimeMS(2**62), _id=1),
        list_document("Spotify", "rap", insert_timestamp=DatetimeMS(-(2**62)), _id=2),
        huge,
    ]
    return documents


def test_whatever_lies_in_the_collections_is_told_and_left_and_the_rest_is_carried(
    address: str, database: Database[Document]
) -> None:
    database["raw_playlists"].insert_many(_hostile())
    database["isrc_cache"].drop_indexes()
    database["isrc_cache"].insert_many(
        [{}, {"key": 1}, {"key": "x" * 15_000_000, "value": "QZTM42400001"}, {"key": "a|b", "value": [1]}]
    )

    with installed(address, database.name) as ours:
        tallies = carry(ours, database.name)

    lists, isrcs = tallies[EarlierKind.LISTS], tallies[EarlierKind.ISRCS]
    assert (lists.found, lists.carried) == (5 + len(_hostile()), 3)
    assert (isrcs.found, isrcs.carried) == (12, 3)
    for tally in (lists, isrcs):
        assert tally.found == tally.carried + sum(left.count for left in tally.left.values())
        assert all(len(named) < 400 for left in tally.left.values() for named in left.examples)


def test_a_collection_of_any_length_is_read_in_batches(address: str, database: Database[Document]) -> None:
    database["isrc_cache"].insert_many(
        [{"key": f"Tune {n}|Mara Quill", "value": f"QZTM425{n:05d}"} for n in range(1_000)]
    )
    with closing(MongoEarlierStore(address, database.name, batch_size=7)) as earlier:
        documents = list(earlier.isrcs())

        assert earlier.count(EarlierKind.ISRCS) == len(documents) == 1_008
        assert sum(isinstance(d, EarlierIsrc) for d in documents) == 1_008


def test_what_is_not_there_reads_as_nothing_and_is_not_made(address: str) -> None:
    with fresh_database(address) as name, MongoClient[Document](address) as client:
        with closing(MongoEarlierStore(address, name, batch_size=10)) as earlier:
            assert [earlier.count(kind) for kind in EarlierKind] == [0] * 7
            assert [*earlier.lists(), *earlier.isrcs()] == []
        assert name not in client.list_database_names()


def test_documents_come_as_the_application_knows_them(address: str, database: Database[Document]) -> None:
    with closing(MongoEarlierStore(address, database.name, batch_size=10)) as earlier:
        lists, isrcs = list(earlier.lists()), list(earlier.isrcs())

    assert not any(isinstance(each, Unreadable) for each in (*lists, *isrcs))
    read = next(each for each in lists if isinstance(each, EarlierList) and each.service == "SoundCloud")
    assert json.loads(read.answer) == body("SoundCloud")
    assert len(isrcs) == len(collections()["isrc_cache"])
