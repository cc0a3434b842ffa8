import pytest
from tests.broken_stores import Unreadable
from tests.worlds import SERVICES, World, contents

from tunemeld.application.errors import NothingPublished, SampleRefused, StoreError, UpstreamUnavailable
from tunemeld.application.report import ListStatus, RunStatus, Stage

AWAY = UpstreamUnavailable("upstream", "the upstream answered 503")


def _real_after_sample() -> tuple[World, World]:
    """An installation that has run on the sample twice, and the same with a key."""
    sample = World(source="sample")
    sample.run()
    for service in SERVICES:
        sample.show(service, range(5, 15))
    sample.run_later()
    return sample, World(stores=sample.stores, clock=sample.clock, cache=sample.cache)


@pytest.mark.parametrize("stage", list(Stage))
def test_a_store_with_real_data_refuses_the_sample_and_stays_as_it_was(stage: Stage) -> None:
    real = World()
    real.run()
    before = contents(real.stores)
    sample = World(source="sample", stores=real.stores, clock=real.clock)

    with pytest.raises(SampleRefused, match=r"the store holds real data \(rapidapi\)"):
        sample.run(stage)

    assert contents(real.stores) == before


def test_a_real_run_that_never_got_a_list_does_not_keep_the_sample_out() -> None:
    real = World()
    for service in SERVICES:
        real.catalogues[service].bodies["country"] = AWAY
    real.run()
    sample = World(source="sample", stores=real.stores, clock=real.clock)

    assert sample.run().genres["country"].published


def test_real_lists_are_taken_after_the_sample_and_their_history_begins_with_them() -> None:
    _, real = _real_after_sample()

    report = real.run_later()

    chart = real.chart()
    assert report.status is RunStatus.DONE
    assert (chart.source, real.publication().seq) == ("rapidapi", 3)
    assert {(t.previous_rank, t.weeks_on_chart) for t in chart.tracks} == {(None, 1)}


def test_the_samples_lists_never_stand_in_for_real_ones() -> None:
    _, real = _real_after_sample()
    real.catalogues["Spotify"].bodies["country"] = AWAY

    report = real.run_later()

    assert report.genres["country"].services["Spotify"].status is ListStatus.MISSING
    assert set(real.snapshot().lists) == {"AppleMusic", "SoundCloud"}


def test_the_samples_lists_hold_no_real_one_back() -> None:
    _, real = _real_after_sample()
    for number, service in enumerate(SERVICES, start=1):
        real.show(service, range(100 * number, 100 * number + 3))

    reports = [real.run_later(), real.run_later()]

    told = [each.status for report in reports for each in report.genres["country"].services.values()]
    assert told == [ListStatus.FRESH] * 6


def test_what_the_samples_lists_shared_is_no_measure_for_real_ones() -> None:
    _, real = _real_after_sample()
    for service in SERVICES[1:]:
        real.catalogues[service].bodies["country"] = AWAY
    real.run_later()
    for number, service in enumerate(SERVICES, start=1):
        real.show(service, range(100 * number, 100 * number + 10))

    report = real.run_later()

    assert {x.status for x in report.genres["country"].services.values()} == {ListStatus.FRESH}


def test_after_a_first_real_run_without_lists_the_samples_chart_is_not_passed_off_as_real() -> None:
    _, real = _real_after_sample()
    for service in SERVICES:
        real.catalogues[service].bodies["country"] = AWAY

    report = real.run_later()

    told = report.genres["country"]
    assert (report.status, told.snapshot_id, told.on_chart) == (RunStatus.FAILED, None, 0)
    with pytest.raises(NothingPublished):
        real.chart()


def test_nor_is_the_samples_chart_in_the_cache() -> None:
    sample, _ = _real_after_sample()

    real = World(stores=Unreadable(sample.stores, "charts"), clock=sample.clock, cache=sample.cache)

    with pytest.raises(StoreError):
        real.chart()


def test_the_sample_shows_its_own_chart() -> None:
    sample, _ = _real_after_sample()

    assert sample.chart().source == "sample"
    assert {track.weeks_on_chart for track in sample.chart().tracks} == {1, 2}
