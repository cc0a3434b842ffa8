"""Runs as processes of their own, on a file and on servers: many at once, killed, and run again."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from tests.integration.cli.conftest import Tunemeld, ended, in_a_process
from tests.mongo_servers import fresh_database, replica_set, standalone
from tests.timeless import timeless

from tunemeld.adapters.stores.mongo import MongoStores
from tunemeld.adapters.stores.sqlite import SqliteStores

PROCESSES = 3
CHART = ("aggregate", "--genre", "country", "--format", "json")
SERVERS: dict[str, Callable[[], str]] = {"MongoDB": standalone, "MongoDB replica set": replica_set}
Stores = SqliteStores | MongoStores


@pytest.fixture(params=["SQLite", *SERVERS])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Stores, Mapping[str, str]]]:
    """Empty stores of each kind that outlives a process, and the settings that make a process use them."""
    if request.param == "SQLite":
        file = tmp_path / "tunemeld.db"
        with closing(SqliteStores(file)) as stores:
            yield stores, {"TUNEMELD_SQLITE_PATH": str(file)}
        return
    url = SERVERS[request.param]()
    with fresh_database(url) as name, closing(MongoStores(url, name)) as stores:
        yield stores, {"MONGODB_URL": url, "MONGODB_DATABASE": name}


def test_processes_at_once_publish_one_chart(storage: tuple[Stores, Mapping[str, str]]) -> None:
    stores, settings = storage

    runs = [ended(each) for each in [in_a_process(*CHART, settings=settings) for _ in range(PROCESSES)]]

    assert [(run.code, "Error" in run.err) for run in runs] == [(0, False)] * PROCESSES
    assert [each.seq for each in stores.charts.publications("country", "sample")] == [1]


def test_a_killed_run_is_made_up_for_by_the_next_one(
    storage: tuple[Stores, Mapping[str, str]], tmp_path: Path, tunemeld: Tunemeld
) -> None:
    stores, settings = storage
    killed = in_a_process(*CHART, settings=settings)
    while not stores.runs.recent(1):
        assert killed.poll() is None
    killed.kill()
    ended(killed)

    made_up = tunemeld(*CHART, **settings)
    undisturbed = tunemeld(*CHART, TUNEMELD_SQLITE_PATH=str(tmp_path / "other.db"))

    assert (made_up.code, undisturbed.code) == (0, 0)
    assert timeless(json.loads(made_up.out)["tracks"]) == timeless(json.loads(undisturbed.out)["tracks"])
    assert [each.seq for each in stores.charts.publications("country", "sample")] == [1]
