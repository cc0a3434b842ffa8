"""Who comes late, and who comes at the same time as others: readers see the last publication, once."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier
from typing import Any

import pytest
from tests.builders import a_header, a_listing, a_recording, a_snapshot
from tests.integration.mongo_projections.conftest import Deployment, shown
from tests.integration.mongo_projections.earlier import contents, leave_behind

from tunemeld.adapters.stores.mongo import MongoStores
from tunemeld.domain.snapshot import Published

WRITERS = 8
ROUNDS = 5


@pytest.fixture
def threads_that_give_way_often() -> Iterator[None]:
    """Threads change as often as they can."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.fixture(params=["empty", "after the earlier TuneMeld"])
def left_behind(request: pytest.FixtureRequest) -> bool:
    """Whether the earlier TuneMeld was there before."""
    return bool(request.param != "empty")


def chart_number(seq: int) -> Published:
    """A chart of the same tracks as any other, in whose every part its number is told."""
    recordings = [
        a_recording(
            *(
                a_listing(service, number, title=f"Tune {number} of {seq}", isrc=f"QZTM424{number:05d}")
                for service in ("Spotify", "AppleMusic")
            )
        )
        for number in range(1, 21)
    ]
    snapshot = a_snapshot(*recordings)
    named = {
        service: listed.model_copy(update={"header": a_header(f"The list of {seq}")})
        for service, listed in snapshot.lists.items()
    }
    return shown(snapshot.model_copy(update={"lists": named}), seq)


def put_back(database: Any, documents: dict[str, list[dict[str, Any]]]) -> None:
    """Have the collections hold these documents and no others."""
    for name, held in documents.items():
        database[name].delete_many({})
        if held:
            database[name].insert_many(held)


def test_a_late_writer_changes_nothing(deployment: Deployment, left_behind: bool) -> None:
    if left_behind:
        leave_behind(deployment.database)
    deployment.stores.projections.follow(chart_number(10))
    before = contents(deployment.database)

    for late in (9, 1):
        deployment.stores.projections.follow(chart_number(late))

    assert contents(deployment.database) == before


@pytest.mark.usefixtures("threads_that_give_way_often")
def test_processes_at_once_leave_what_the_last_one_alone_would_leave(
    real_deployment: Deployment, left_behind: bool
) -> None:
    database = real_deployment.database
    if left_behind:
        leave_behind(database)
    start = contents(database)
    real_deployment.stores.projections.follow(chart_number(WRITERS))
    expected = contents(database)
    together = Barrier(WRITERS)
    # Threads that give way all the time can take longer to find the primary than two seconds.
    unhurried = "serverSelectionTimeoutMS=60000&connectTimeoutMS=60000"
    address = f"{real_deployment.address}{'&' if '?' in real_deployment.address else '?'}{unhurried}"

    def write(seq: int) -> None:
        with closing(MongoStores(address, database.name)) as stores:
            together.wait(timeout=30)
            stores.projections.follow(chart_number(seq))

    with ThreadPoolExecutor(WRITERS) as pool:
        for _ in range(ROUNDS):
            put_back(database, start)
            list(pool.map(write, range(WRITERS, 0, -1)))

            assert contents(database) == expected
