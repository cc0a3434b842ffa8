"""What becomes of a list that the playlists file has put in the place of another one."""

import pytest
from tests.worlds import World, service_of

from tunemeld.application.errors import UpstreamUnavailable
from tunemeld.application.report import ListStatus

AWAY = UpstreamUnavailable("oembed", "oembed answered 503")


@pytest.fixture
def world() -> World:
    """One run was made; then Spotify's list of country was replaced."""
    world = World()
    world.run()
    world.catalogues["Spotify"].urls["country"] = "https://lists.example/Spotify/country-roads"
    return world


def test_a_list_that_replaces_a_longer_one_counts_at_once(world: World) -> None:
    world.show("Spotify", range(1, 4))

    report = world.run_later()

    assert service_of(report, "Spotify").status is ListStatus.FRESH
    assert world.snapshot().lists["Spotify"].length == 3


def test_a_list_that_replaces_another_is_measured_by_itself_from_then_on(world: World) -> None:
    world.show("Spotify", range(1, 11))
    world.run_later()
    world.show("Spotify", range(1, 4))

    report = world.run_later()

    assert service_of(report, "Spotify").status is ListStatus.HELD


def test_a_list_that_replaces_another_never_bears_its_header(world: World) -> None:
    world.catalogues["Spotify"].headers["country"] = AWAY

    world.run_later()

    assert world.snapshot().lists["Spotify"].header.name == ""


def test_a_wrong_list_is_held_back_also_where_it_replaces_another(world: World) -> None:
    world.show("Spotify", range(101, 111))

    report = world.run_later()

    told = service_of(report, "Spotify")
    assert told.status is ListStatus.HELD
    assert "shares no recording with the other services" in told.reason


def test_the_list_that_was_replaced_stays_until_the_new_one_has_come(world: World) -> None:
    world.catalogues["Spotify"].bodies["country"] = AWAY

    report = world.run_later()

    assert service_of(report, "Spotify").status is ListStatus.STALE
    assert world.snapshot().lists["Spotify"].length == 10
