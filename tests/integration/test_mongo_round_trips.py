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
from tests.explained import Asked
from tests.integration.contracts.adapters import Stores
from tests.mongo_servers import emptied_database, fresh_database, standalone
from tests.worlds import WEEK, World

from tunemeld.adapters.stores.mongo import MongoStores

GENRES = ("country", "rap")
COPIES = ("track", "raw_playlists", "track_playlist", "view_counts_playlists")


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
    sent_by_three_runs(stores, commands, 10)  # after which everything has its indexes
    emptied_database(standalone())

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

    copies = cast("MongoStores", stores).projections
    copies.follow(published)
    indexed = commands.taken()
    copies.follow(published)

    each_time = [f"{name} {collection}" for collection in COPIES for name in ("find", "update")]
    assert indexed == [*(f"createIndexes {collection}" for collection in COPIES), *each_time]
    assert commands.taken() == each_time


def test_copies_of_a_genre_are_found_without_a_look_at_those_of_others() -> None:
    with fresh_database(standalone()) as name:
        asked = Asked(standalone(), name)
        with closing(asked.stores):
            world = World(genres=[f"genre {n}" for n in range(30)], stores=cast("Any", asked.stores))
            for n, genre in enumerate(world.genres):
                for service in world.catalogues:
                    world.show(service, range(100 * n, 100 * n + 10), genre=genre)
            world.followers = (asked.stores.projections,)
            world.run()

            sent = asked.sent(lambda: asked.stores.projections.follow(world.charts.published("genre 7")))
            work = asked.explained(each for each in sent if each.get("find") in COPIES)

    assert "COLLSCAN" not in work.stages
    assert 0 < work.documents <= 10 + 3 + 4 + 1
