"""What is missing or lost in the earlier TuneMeld's collections: the next run mends it, and none fails."""

from collections.abc import Callable
from contextlib import closing
from typing import Any, cast

import pytest
from pymongo import MongoClient
from tests.broken_stores import Killed
from tests.integration.mongo_projections.conftest import Deployment
from tests.integration.mongo_projections.earlier import COLLECTIONS, leave_behind
from tests.mongo_servers import fresh_database, replica_set, standalone
from tests.worlds import WEEK, World

from tunemeld.adapters.stores.mongo import MongoStores
from tunemeld.application.ports.publications import PublicationFollower
from tunemeld.application.report import RunStatus
from tunemeld.domain.snapshot import Published


class EndOfTheProcess(PublicationFollower):
    """Ends the process in which it is told."""

    name = "the end"

    def follow(self, published: Published) -> None:
        """Never."""
        raise Killed


def second_week(deployment: Deployment) -> World:
    """An installation with a chart, on which another one follows a week later."""
    world = deployment.world()
    world.run(run_id="run-1")
    world.show("Spotify", range(3, 13))
    world.clock.put_forward(WEEK)
    return world


def lost_between(deployment: Deployment, world: World) -> None:
    """Publish, and come to nothing of what follows."""
    followers, world.followers = world.followers, (EndOfTheProcess(),)
    with pytest.raises(Killed):
        world.run(run_id="run-2")
    world.followers = followers


def emptied(deployment: Deployment, world: World) -> None:
    """Publish, and lose it all to the earlier TuneMeld, which begins its own run like that."""
    world.run(run_id="run-2")
    for name in COLLECTIONS:
        deployment.database[name].delete_many({})


def overwritten(deployment: Deployment, world: World) -> None:
    """Publish, and lose it to what the earlier TuneMeld has found."""
    emptied(deployment, world)
    leave_behind(deployment.database)


@pytest.mark.parametrize("loss", [lost_between, emptied, overwritten])
def test_what_is_missing_is_mended_by_a_run_that_has_nothing_new(
    deployment: Deployment, loss: Callable[[Deployment, World], None]
) -> None:
    world = second_week(deployment)
    loss(deployment, world)
    assert loss is emptied or deployment.backend.chart("country")["tracks"] != _tracks(world)

    report = world.run(run_id="run-3")

    assert not report.genres["country"].published
    assert deployment.backend.chart("country")["tracks"] == _tracks(world)
    assert deployment.backend.isrcs("country", "Aggregate") == [t.isrc for t in world.chart().tracks]
    assert all(deployment.backend.track(isrc) for isrc in deployment.backend.isrcs("country", "Spotify"))


def _tracks(world: World) -> list[dict[str, Any]]:
    return [track.model_dump(mode="json") for track in world.chart().tracks]


@pytest.mark.parametrize("server", [standalone, replica_set], ids=["mongod", "replica set"])
def test_a_collection_that_takes_no_document_of_ours_is_noted_and_costs_no_chart(
    server: Callable[[], str],
) -> None:
    with (
        fresh_database(server()) as name,
        MongoClient[dict[str, Any]](server()) as client,
        closing(MongoStores(server(), name)) as stores,
    ):
        client[name].create_collection("track_playlist", validator={"signed_by": "the earlier one"})
        world = World(genres=("country", "rap"), stores=cast("Any", stores))
        world.followers = (stores.projections,)

        report = world.run(run_id="run-1")

        assert report.status is RunStatus.DONE
        assert len(world.chart("rap").tracks) == 10
        (note,) = report.notes[1:]
        assert note.startswith("the copy for the earlier TuneMeld was not told of what is new: The store ")
        assert "(code 121)" in note
