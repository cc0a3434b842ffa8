"""What readers are told after services were added to, or taken from, the configuration."""

from tests.worlds import DAY, World, service_of

from tunemeld.application.errors import UpstreamUnavailable
from tunemeld.application.report import ListStatus, RunStatus, Stage

AWAY = UpstreamUnavailable("soundcloud-scraper", "soundcloud-scraper answered 503")
TWO = ("Spotify", "AppleMusic")


def _grown(world: World) -> World:
    """The same installation, after SoundCloud's lists were added."""
    return World(stores=world.stores, clock=world.clock, cache=world.cache)


def test_a_chart_is_not_complete_while_a_service_that_was_added_gives_nothing() -> None:
    world = World(services=TWO)
    world.run()
    world = _grown(world)
    world.catalogues["SoundCloud"].bodies["country"] = AWAY

    report = world.run_later()

    assert (report.status, report.genres["country"].published) == (RunStatus.PARTIAL, False)
    told = world.chart().sources["SoundCloud"]
    assert (told.status, told.reason, told.raw_id) == ("missing", str(AWAY), None)
    assert not world.chart().complete


def test_a_service_that_was_added_and_never_asked_is_missing_on_the_old_chart() -> None:
    world = World(services=TWO)
    world.run()

    told = _grown(world).chart().sources

    assert (told["SoundCloud"].status, told["SoundCloud"].reason) == ("missing", "never fetched")


def test_a_list_that_was_added_and_not_yet_aggregated_is_no_part_of_the_chart() -> None:
    world = World(services=TWO)
    world.run()
    world = _grown(world)
    world.clock.put_forward(60)
    world.run(Stage.EXTRACT)

    told = world.chart().sources["SoundCloud"]

    assert (told.status, told.reason, told.tracks) == (
        "missing",
        "its list came after this chart was made",
        0,
    )


def test_a_service_that_was_missing_and_is_configured_no_more_is_not_missed() -> None:
    world = World()
    world.catalogues["SoundCloud"].bodies["country"] = AWAY
    world.run()
    world = World(services=TWO, stores=world.stores, clock=world.clock)

    report = world.run_later()

    assert (report.status, report.genres["country"].published) == (RunStatus.DONE, False)
    assert set(world.chart().sources) == set(TWO)
    assert world.chart().complete


def test_the_list_of_a_service_that_was_taken_away_is_named_while_the_chart_is_made_of_it() -> None:
    world = World()
    world.run()
    world = World(services=TWO, stores=world.stores, clock=world.clock)

    assert set(world.chart().sources) == {*TWO, "SoundCloud"}
    assert service_of(world.run_later(), "Spotify").status is ListStatus.FRESH
    assert set(world.chart().sources) == set(TWO)


def test_a_chart_that_nobody_renewed_is_not_complete_once_its_lists_are_too_old_to_count() -> None:
    world = World()
    world.run()

    world.clock.put_forward(21 * DAY)
    young = world.chart()
    world.clock.put_forward(1)
    old = world.chart()

    assert young.complete
    assert not old.complete
    assert old.sources["Spotify"].status == "stale"
    assert old.sources["Spotify"].reason == "the last good list of 2024-06-22 is older than 21 days"
    assert old.tracks == young.tracks
