"""How often a run asks a MongoDB server: as often for long lists as for short ones."""

from collections.abc import Iterator
from contextlib import closing
from functools import partial
from typing import Any, cast

import pytest
from pymongo import MongoClient
from pymongo.monitoring import (
    CommandFailedEvent,
    CommandListener,
    CommandStartedEvent,
    CommandSucceededEvent,
)
from tests.integration.contracts.adapters import Stores
from tests.mongo_servers import emptied_database, standalone
from tests.worlds import WEEK, World

from tunemeld.adapters.stores.mongo import MongoStores

GENRES = ("country", "rap")


class Commands(CommandListener):
    """The commands that a client sent, by name and collection."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    def started(self, event: CommandStartedEvent) -> None:
        """Write it down."""
        self.sent.append(f"{event.command_name} {event.command.get(event.command_name)}")

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """As it should."""

    def failed(self, event: CommandFailedEvent) -> None:
        """Seen by whoever sent it."""

    def taken(self) -> list[str]:
        """What was sent since this was last asked."""
        sent, self.sent = self.sent, []
        return sent


@pytest.fixture
def commands() -> Commands:
    """What the stores send."""
    return Commands()


@pytest.fixture
def stores(commands: Commands) -> Iterator[Stores]:
    """Empty stores on a server, whose commands are written down."""
    client = partial(MongoClient[dict[str, Any]], event_listeners=[commands])
    with closing(MongoStores(standalone(), emptied_database(standalone()), client=client)) as opened:
        yield opened


def sent_by_three_runs(stores: Stores, commands: Commands, tracks: int) -> list[list[str]]:
    """What a first run sends, one that finds other lists, and one that finds nothing new."""
    world = World(genres=GENRES, stores=cast("Any", stores))
    world.followers = (cast("MongoStores", stores).projections,)
    sent: list[list[str]] = []
    for first in (1, 2, 2):
        for genre in GENRES:
            for service in world.catalogues:
                world.show(service, range(first, first + tracks), genre=genre)
        world.clock.put_forward(WEEK)
        commands.taken()
        world.run(run_id=f"{tracks} tracks, run {len(sent)}")
        sent.append(commands.taken())
    return sent


def test_a_run_over_long_lists_sends_no_command_more_than_one_over_short_lists(
    stores: Stores, commands: Commands
) -> None:
    stores.upkeep.prepare()
    stores.runs.recent(1)

    short = sent_by_three_runs(stores, commands, 10)
    emptied_database(standalone())
    long = sent_by_three_runs(stores, commands, 200)

    assert [sorted(run) for run in long] == [sorted(run) for run in short]
    assert not [command for run in long for command in run if command.startswith("getMore")]


def test_copies_for_the_earlier_tunemeld_cost_two_commands_a_collection(
    stores: Stores, commands: Commands
) -> None:
    world = World(stores=cast("Any", stores))
    world.show("Spotify", range(1, 201))
    world.run(run_id="run-1")
    published = world.charts.published("country")
    commands.taken()

    cast("MongoStores", stores).projections.follow(published)

    assert commands.taken() == [
        f"{name} {collection}"
        for collection in ("track", "raw_playlists", "track_playlist", "view_counts_playlists")
        for name in ("find", "update")
    ]
