from tests.builders import a_header
from tests.worlds import SERVICES, World, service_of

from tunemeld.application.errors import UpstreamUnavailable
from tunemeld.application.report import ListStatus


def test_failing_headers_keep_the_last_known_ones_make_no_list_stale_and_publish_nothing_new() -> None:
    world = World()
    world.run()
    before = world.publication()
    for service in SERVICES:
        world.catalogues[service].headers["country"] = UpstreamUnavailable("oembed", "oembed answered 503")

    report = world.run_later()

    assert {service_of(report, s).status for s in SERVICES} == {ListStatus.FRESH}
    assert world.publication() == before
    assert world.snapshot().lists["Spotify"].header == a_header("Spotify country")
    assert world.chart().complete


def test_a_known_header_outlives_any_number_of_failures_while_the_list_changes() -> None:
    world = World()
    world.run()
    world.catalogues["Spotify"].headers["country"] = UpstreamUnavailable("oembed", "oembed answered 503")

    for week in range(1, 4):
        world.show("Spotify", range(1 + week, 11 + week))
        world.run_later()

    assert world.snapshot().lists["Spotify"].header == a_header("Spotify country")
    assert world.snapshot().playlist("Spotify")[0].title == "Tune 4"


def test_a_service_without_a_header_to_give_keeps_the_last_known_one() -> None:
    world = World()
    world.run()
    world.catalogues["Spotify"].headers["country"] = None

    report = world.run_later()

    assert not report.genres["country"].published
    assert world.snapshot().lists["Spotify"].header == a_header("Spotify country")


def test_a_first_list_without_its_header_counts_all_the_same() -> None:
    world = World()
    world.catalogues["Spotify"].headers["country"] = UpstreamUnavailable("oembed", "oembed answered 503")

    report = world.run()

    assert service_of(report, "Spotify").status is ListStatus.FRESH
    assert world.snapshot().lists["Spotify"].header.name == ""


def test_a_new_header_is_published() -> None:
    world = World()
    world.run()
    world.catalogues["Spotify"].headers["country"] = a_header("Back Roads Reborn").model_dump_json()

    report = world.run_later()

    assert report.genres["country"].published
    assert world.snapshot().lists["Spotify"].header == a_header("Back Roads Reborn")
