from collections.abc import Callable

import pytest
from tests.fakes import AN_HTML_PAGE
from tests.troubles import (
    STRANGERS,
    agreement_of_named_lists,
    answer_html,
    answer_nothing,
    charted,
    fail,
    show_another_list,
    shrink,
)
from tests.worlds import SERVICES, World, service_of

from tunemeld.application.report import ListStatus

TROUBLES = pytest.mark.parametrize(
    "trouble", [fail, answer_html, answer_nothing, shrink, show_another_list], ids=lambda f: f.__name__
)


@TROUBLES
def test_a_bad_list_never_replaces_the_last_good_one(trouble: Callable[[World], None]) -> None:
    world = World()
    world.run()
    good = world.publication()
    trouble(world)

    report = world.run_later()

    assert service_of(report, "AppleMusic").status in {ListStatus.STALE, ListStatus.HELD}
    assert service_of(report, "AppleMusic").reason
    assert world.publication() == good
    assert world.lists.of("country").states["AppleMusic"].raw_id == good.sources["AppleMusic"].raw_id
    assert world.chart().sources["AppleMusic"].status == "stale"
    assert world.chart().sources["AppleMusic"].fetched_at == good.sources["AppleMusic"].fetched_at


@TROUBLES
def test_the_published_chart_is_that_of_the_lists_which_its_sources_name(
    trouble: Callable[[World], None],
) -> None:
    world = World()
    world.run()
    trouble(world)
    world.show("Spotify", range(2, 12))
    world.show("SoundCloud", [3, 2, 1, 4, 5, 6, 7, 8, 11, 12])

    report = world.run_later()

    assert report.genres["country"].published
    assert charted(world) == agreement_of_named_lists(world)
    assert charted(world)["Tune 1"] == {"AppleMusic": 1, "SoundCloud": 3}
    assert not world.chart().complete


@TROUBLES
def test_a_bad_list_leaves_the_other_lists_as_good_as_they_are(trouble: Callable[[World], None]) -> None:
    world = World(services=("Spotify", "AppleMusic"))
    world.run()
    trouble(world)

    report = world.run_later()

    assert service_of(report, "Spotify").status is ListStatus.FRESH


def test_a_list_of_sixty_per_cent_is_good_and_one_entry_less_is_held() -> None:
    world = World()
    world.run()

    world.show("AppleMusic", range(1, 7))
    six_of_ten = world.run_later()
    world.show("AppleMusic", range(1, 4))
    three_of_six = world.run_later()

    assert service_of(six_of_ten, "AppleMusic").status is ListStatus.FRESH
    assert service_of(three_of_six, "AppleMusic").status is ListStatus.HELD


@pytest.mark.parametrize("trouble", [fail, answer_html, answer_nothing], ids=lambda f: f.__name__)
def test_an_operator_cannot_accept_what_is_no_list(trouble: Callable[[World], None]) -> None:
    world = World()
    world.run()
    good = world.publication()
    trouble(world)

    report = world.run_later(accept_held=True)

    assert service_of(report, "AppleMusic").status is ListStatus.STALE
    assert world.publication() == good


def test_a_wrong_list_is_held_on_the_very_first_run_where_the_others_agree() -> None:
    world = World()
    show_another_list(world)

    report = world.run()

    told = service_of(report, "AppleMusic")
    assert told.status is ListStatus.HELD
    assert "shares no recording" in told.reason
    assert set(world.snapshot().lists) == {"Spotify", "SoundCloud"}


def test_a_first_list_is_held_to_the_last_good_list_of_a_service_that_is_away() -> None:
    world = World()
    world.catalogues["SoundCloud"].bodies["country"] = AN_HTML_PAGE
    world.run()
    fail(world)
    world.show("SoundCloud", STRANGERS)

    report = world.run_later()

    assert service_of(report, "SoundCloud").status is ListStatus.HELD


def test_lists_that_never_had_much_in_common_are_not_held() -> None:
    world = World()
    world.show("SoundCloud", [901, 902, 1, 2, 3, 4])
    world.run()
    world.show("SoundCloud", [901, 902, 903, 904, 905, 906])

    report = world.run_later()

    assert service_of(report, "SoundCloud").status is ListStatus.FRESH


def test_a_list_is_compared_with_the_last_good_list_of_a_service_that_is_away() -> None:
    world = World(services=("Spotify", "AppleMusic"))
    world.run()
    fail(world)
    world.show("Spotify", STRANGERS)

    wrong = world.run_later()
    world.show("Spotify", range(5, 15))
    right = world.run_later()

    assert service_of(wrong, "Spotify").status is ListStatus.HELD
    assert service_of(right, "Spotify").status is ListStatus.FRESH


def test_a_good_list_is_no_wrong_one_for_standing_beside_ever_new_wrong_ones() -> None:
    world = World()
    world.show("SoundCloud", range(6, 16))
    world.show("Spotify", range(1, 6))
    world.run()

    statuses = []
    for week in range(3):
        world.show("AppleMusic", range(900 + 10 * week, 910 + 10 * week))
        world.show("Spotify", [1, 2, 3, 4, 5, 50 + week])
        report = world.run_later()
        statuses.append({s: service_of(report, s).status for s in SERVICES})

    expected = {
        "Spotify": ListStatus.FRESH,
        "AppleMusic": ListStatus.HELD,
        "SoundCloud": ListStatus.FRESH,
    }
    assert statuses == [expected] * 3
