import pytest
from tests.fakes import ALL_UPSTREAM_ERRORS
from tests.worlds import SERVICES, World, contents

from tunemeld.application.errors import UnknownGenre, UpstreamError, UpstreamUnavailable
from tunemeld.application.report import RunStatus, Stage

TWO_GENRES = ("country", "rap")
AWAY = UpstreamUnavailable("upstream", "the upstream answered 503")


def fail_everything(world: World, genre: str) -> None:
    for service in SERVICES:
        world.catalogues[service].bodies[genre] = AWAY


@pytest.mark.parametrize("error", ALL_UPSTREAM_ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("service", SERVICES)
def test_one_failing_service_leaves_a_chart_of_the_others_in_every_genre(
    service: str, error: UpstreamError
) -> None:
    world = World(genres=TWO_GENRES)
    world.catalogues[service].bodies["country"] = error

    report = world.run()

    assert report.status is RunStatus.PARTIAL
    assert set(world.snapshot("country").lists) == set(SERVICES) - {service}
    assert set(world.snapshot("rap").lists) == set(SERVICES)
    assert world.chart("rap").complete


def test_a_genre_of_which_nothing_came_stops_no_other() -> None:
    world = World(genres=TWO_GENRES)
    fail_everything(world, "country")

    report = world.run()

    assert report.status is RunStatus.PARTIAL
    assert not report.genres["country"].published
    assert report.genres["rap"].published


def test_a_run_is_done_where_everything_is_fresh() -> None:
    assert World(genres=TWO_GENRES).run().status is RunStatus.DONE


def test_a_run_is_done_where_lookups_find_nothing_or_fail() -> None:
    world = World()
    for service in SERVICES:
        world.show(service, range(1, 4), coded=False)
    world.search.failures = [AWAY, AWAY, AWAY]

    assert world.run().status is RunStatus.DONE


@pytest.mark.parametrize("stage", list(Stage))
def test_a_run_has_failed_where_no_genre_has_anything(stage: Stage) -> None:
    world = World(genres=TWO_GENRES)
    for genre in TWO_GENRES:
        fail_everything(world, genre)

    assert world.run(stage).status is RunStatus.FAILED


def test_a_run_is_partial_where_an_earlier_chart_stands_and_no_list_came() -> None:
    world = World()
    world.run()
    fail_everything(world, "country")

    assert world.run_later().status is RunStatus.PARTIAL


def test_only_the_genres_that_were_asked_for_are_touched() -> None:
    world = World(genres=TWO_GENRES)

    report = world.run(Stage.FULL, "rap")

    assert set(report.genres) == {"rap"}
    assert world.stores.charts.current("country") is None
    assert not world.stores.playlists.fetches("country", "rapidapi")


def test_an_unknown_genre_is_refused_before_anything_is_asked_or_written() -> None:
    world = World(genres=TWO_GENRES)
    before = contents(world.stores)

    with pytest.raises(UnknownGenre, match="'polka'; known genres: country, rap"):
        world.run(Stage.FULL, "country", "polka")

    assert contents(world.stores) == before
    assert world.observer.left == []


def test_the_stages_one_by_one_come_to_what_a_full_run_comes_to() -> None:
    full, stages = World(genres=TWO_GENRES), World(genres=TWO_GENRES)
    for world in (full, stages):
        world.show("SoundCloud", range(5, 15), coded=False)
        world.covers.known = {"tune-1": "https://covers.example/1.jpg"}

    full.run()
    for stage in (Stage.EXTRACT, Stage.TRANSFORM, Stage.AGGREGATE):
        stages.run(stage)

    for genre in TWO_GENRES:
        assert stages.publication(genre).snapshot_id == full.publication(genre).snapshot_id
        assert stages.chart(genre).tracks == full.chart(genre).tracks


def test_a_transform_and_an_aggregate_ask_no_service() -> None:
    world = World()
    world.run(Stage.EXTRACT)
    for service in SERVICES:
        world.catalogues[service].bodies.clear()

    reports = [world.run(Stage.TRANSFORM), world.run(Stage.AGGREGATE)]

    assert [r.calls for r in reports] == [{}, {}]
    assert [x.stage for x in world.observer.left if x.service is None] == [
        Stage.TRANSFORM,
        Stage.TRANSFORM,
        Stage.AGGREGATE,
    ]


def test_stages_are_told_to_whoever_watches() -> None:
    world = World(services=("Spotify", "AppleMusic"))

    world.run()
    world.version = "2"
    world.run()

    told = [(x.stage, x.status, x.detail) for x in world.observer.left if x.service is None]
    assert told == [
        (Stage.TRANSFORM, "ok", "20 entries, 10 recordings"),
        (Stage.AGGREGATE, "published", "10 on the chart"),
        (Stage.TRANSFORM, "ok", "20 entries, 10 recordings"),
        (Stage.AGGREGATE, "unchanged", "10 on the chart"),
    ]
