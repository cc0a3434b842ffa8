"""What is served and how the last runs went, as Prometheus reads it; the store is not asked."""

from datetime import timedelta

import pytest
from prometheus_client import CollectorRegistry
from tests.broken_stores import Unsteady
from tests.builders import A_SATURDAY, a_report
from tests.sites import site_of, unsteady
from tests.worlds import WEEK, World

from tunemeld.application.errors import UpstreamUnavailable
from tunemeld.application.report import GenreReport, RunReport, RunStatus, Stage
from tunemeld.entrypoints.http.metrics import Standing
from tunemeld.entrypoints.http.site import Site

AWAY = UpstreamUnavailable("apple-music24", "apple-music24 answered 503")


def told(site: Site) -> dict[str, dict[tuple[str, ...], float]]:
    """Every gauge: its values by the labels' values."""
    registry = CollectorRegistry()
    registry.register(Standing(site))
    return {
        family.name: {tuple(sample.labels.values()): sample.value for sample in family.samples}
        for family in registry.collect()
    }


def a_run(
    stage: Stage = Stage.FULL,
    status: RunStatus = RunStatus.DONE,
    *,
    days_ago: int = 0,
    ended: bool = True,
    seconds: float = 90.5,
) -> RunReport:
    """A run that ended at noon of a day."""
    at = A_SATURDAY - timedelta(days=days_ago)
    report = a_report(f"run-{days_ago}", stage=stage, status=status, started_at=at)
    if ended:
        report.finished_at, report.seconds = at, seconds
    return report


@pytest.fixture
def installation() -> tuple[World, Unsteady]:
    """A genre that was published a week ago, one list of which has failed since, and one without a chart."""
    world = World(genres=("country", "rap"))
    world.run(Stage.FULL, "country")
    world.clock.put_forward(WEEK)
    world.catalogues["AppleMusic"].bodies["country"] = AWAY
    world.run(Stage.EXTRACT, "country")
    return unsteady(world)


@pytest.fixture
def world(installation: tuple[World, Unsteady]) -> World:
    """That installation."""
    return installation[0]


@pytest.fixture
def stores(installation: tuple[World, Unsteady]) -> Unsteady:
    """Its stores."""
    return installation[1]


@pytest.fixture
def site(world: World) -> Site:
    """A worker that has read it, a minute ago."""
    site = site_of(world)
    site.current.refresh()
    world.clock.put_forward(60)
    return site


def test_the_age_of_a_chart_is_told_where_there_is_one(site: Site) -> None:
    assert told(site)["tunemeld_chart_age_seconds"] == {("country",): WEEK + 60}


def test_a_list_is_as_old_as_its_last_good_reading_and_has_no_age_before_the_first(site: Site) -> None:
    assert told(site)["tunemeld_list_age_seconds"] == {
        ("country", "Spotify"): 60,
        ("country", "AppleMusic"): WEEK + 60,
        ("country", "SoundCloud"): 60,
    }


def test_a_stale_list_counts_and_a_missing_one_does_not(site: Site) -> None:
    assert told(site)["tunemeld_list_counts"] == {
        **{("country", service): 1 for service in ("Spotify", "AppleMusic", "SoundCloud")},
        **{("rap", service): 0 for service in ("Spotify", "AppleMusic", "SoundCloud")},
    }


def test_of_every_list_is_told_whether_it_is_fresh_stale_or_missing(site: Site) -> None:
    statuses = told(site)["tunemeld_list_status"]

    assert len(statuses) == 2 * 3 * 3
    assert {labels for labels, value in statuses.items() if value} == {
        ("country", "Spotify", "fresh"),
        ("country", "AppleMusic", "stale"),
        ("country", "SoundCloud", "fresh"),
        *(("rap", service, "missing") for service in ("Spotify", "AppleMusic", "SoundCloud")),
    }


def test_how_old_a_list_may_be_is_told(site: Site) -> None:
    assert told(site)["tunemeld_stale_after_seconds"] == {(): 21 * 86_400}


def test_the_store_is_up_while_it_can_be_read_and_the_data_as_old_as_its_last_word(
    stores: Unsteady, site: Site
) -> None:
    stores.away = {"changes"}
    site.current.refresh()
    down = told(site)
    stores.away = set()
    site.current.refresh()
    up = told(site)

    assert (down["tunemeld_store_up"], down["tunemeld_data_age_seconds"]) == ({(): 0}, {(): 60})
    assert (up["tunemeld_store_up"], up["tunemeld_data_age_seconds"]) == ({(): 1}, {(): 0})


def test_the_store_is_not_asked_for_metrics(stores: Unsteady, site: Site) -> None:
    before = told(site)
    stores.away = {"charts", "playlists", "changes", "runs"}

    assert told(site) == before


def test_a_process_that_has_read_nothing_tells_no_age() -> None:
    gauges = told(site_of(World()))

    assert "tunemeld_data_age_seconds" not in gauges
    assert [gauges[f"tunemeld_{name}"] for name in ("chart_age_seconds", "list_counts")] == [{}, {}]


def test_of_each_stage_the_newest_run_that_has_ended_is_told(world: World, site: Site) -> None:
    site.runs_seen = (
        a_run(ended=False, status=RunStatus.RUNNING),
        a_run(Stage.EXTRACT, RunStatus.PARTIAL, days_ago=1, seconds=7.0),
        a_run(status=RunStatus.FAILED, days_ago=2),
        a_run(days_ago=3, seconds=1.0),
    )
    since = (world.clock.now() - A_SATURDAY).total_seconds()

    gauges = told(site)

    assert gauges["tunemeld_last_run_age_seconds"] == {
        ("extract",): since + 86_400,
        ("full",): since + 2 * 86_400,
    }
    assert gauges["tunemeld_last_run_duration_seconds"] == {("extract",): 7.0, ("full",): 90.5}
    assert gauges["tunemeld_last_run_status"] == {
        **{("extract", status): float(status is RunStatus.PARTIAL) for status in RunStatus},
        **{("full", status): float(status is RunStatus.FAILED) for status in RunStatus},
    }


def test_the_steps_and_the_calls_of_the_last_run_are_told(site: Site) -> None:
    run = a_run()
    run.genres = {"country": GenreReport(seconds={Stage.TRANSFORM: 1.5, Stage.AGGREGATE: 0.25})}
    run.calls = {"spotify23": 4, "itunes": 1}
    site.runs_seen = (run,)

    gauges = told(site)

    assert gauges["tunemeld_last_run_step_duration_seconds"] == {
        ("full", "country", "transform"): 1.5,
        ("full", "country", "aggregate"): 0.25,
    }
    assert gauges["tunemeld_last_run_upstream_calls"] == {("full", "spotify23"): 4, ("full", "itunes"): 1}


def test_before_the_first_run_nothing_is_told_of_runs(site: Site) -> None:
    runs = {name: values for name, values in told(site).items() if "last_run" in name}

    assert len(runs) == 7
    assert not any(runs.values())


def test_a_clock_that_was_set_back_makes_nothing_younger_than_new(world: World, site: Site) -> None:
    site.runs_seen = (a_run(days_ago=-30),)

    assert told(site)["tunemeld_last_run_age_seconds"] == {("full",): 0}
