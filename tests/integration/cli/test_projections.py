"""What a run over MongoDB leaves for the earlier TuneMeld's backend, and that its trouble is none of ours."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from pymongo import MongoClient
from tests.integration.cli.conftest import Tunemeld
from tests.mongo_servers import fresh_database, standalone

CHART = ("aggregate", "-g", "pop", "--format", "json")


@pytest.fixture
def database() -> Iterator[Any]:
    """An empty database on a server."""
    with fresh_database(standalone()) as name, MongoClient[dict[str, Any]](standalone()) as client:
        yield client[name]


def test_the_page_of_the_earlier_one_shows_what_is_printed(tunemeld: Tunemeld, database: Any) -> None:
    printed = tunemeld(*CHART, MONGODB_URL=standalone(), MONGODB_DATABASE=database.name)

    (page,) = database["view_counts_playlists"].find({"genre_name": "pop"}, {"_id": 0, "seq": 0, "source": 0})
    assert printed.code == 0
    assert page == json.loads(printed.out)


def test_where_its_collections_cannot_be_written_a_run_says_so_and_is_done(
    tunemeld: Tunemeld, database: Any
) -> None:
    database.create_collection("track", validator={"signed_by": "the earlier one"})

    ran = tunemeld("etl", "run", "-g", "pop", MONGODB_URL=standalone(), MONGODB_DATABASE=database.name)

    assert ran.code == 0
    assert "the copy for the earlier TuneMeld was not told of what is new" in " ".join(ran.out.split())
