"""What every ChartRepository promises to those who publish under a lease."""

import pytest
from tests.builders import a_draft, a_listing, a_recording, a_snapshot
from tests.integration.contracts.adapters import Stores

from tunemeld.application.errors import LeaseLost
from tunemeld.domain.lease import Fence
from tunemeld.domain.snapshot import Draft


def a_chart_of(title: str, fence: Fence | None = None) -> Draft:
    """A chart with one recording, published under a fence."""
    draft = a_draft(a_snapshot(a_recording(a_listing(title=title))))
    return draft.model_copy(update={"fence": fence})


def playlists(number: int) -> Fence:
    """A fence of one job."""
    return Fence(job="playlists", number=number)


def seqs(stores: Stores) -> list[int]:
    """The numbers of what country has shown."""
    return [each.seq for each in stores.charts.publications("country", "rapidapi")]


def test_who_was_overtaken_publishes_nothing_and_is_told(stores: Stores) -> None:
    first = stores.charts.publish(a_chart_of("A", playlists(1)))
    stores.charts.claim(["country"], playlists(2))

    with pytest.raises(LeaseLost, match=r"has taken over playlists \(number 2, this one has 1\)"):
        stores.charts.publish(a_chart_of("B", playlists(1)))

    assert stores.charts.current("country") == first
    assert seqs(stores) == [1]


def test_who_works_within_a_job_that_was_taken_over_publishes_nothing(stores: Stores) -> None:
    part = Fence(job="genre/country", number=7, within=playlists(1))
    assert stores.charts.publish(a_chart_of("A", part))
    stores.charts.claim(["country"], playlists(2))

    with pytest.raises(LeaseLost, match=r"has taken over playlists \(number 2, this one has 1\)"):
        stores.charts.publish(a_chart_of("B", part))
    assert stores.charts.publish(a_chart_of("C", part.model_copy(update={"within": playlists(2)})))


def test_a_part_that_was_taken_over_publishes_nothing_although_its_job_goes_on(stores: Stores) -> None:
    part = Fence(job="genre/country", number=7, within=playlists(1))
    stores.charts.claim(["country"], Fence(job="genre/country", number=8))

    with pytest.raises(LeaseLost, match=r"has taken over genre/country \(number 8, this one has 7\)"):
        stores.charts.publish(a_chart_of("A", part))


def test_who_took_over_publishes_under_the_next_number(stores: Stores) -> None:
    first = stores.charts.publish(a_chart_of("A", playlists(1)))
    stores.charts.claim(["country"], playlists(2))

    second = stores.charts.publish(a_chart_of("B", playlists(2)))

    assert second == a_chart_of("B").as_publication(1).behind(first)
    assert stores.charts.current("country") == second
    assert seqs(stores) == [1, 2]


def test_a_claim_is_no_publication(stores: Stores) -> None:
    stores.charts.claim(["country"], playlists(1))
    assert stores.charts.current("country") is None
    assert "country" not in stores.changes.marks()
    assert stores.charts.publish(a_chart_of("A", playlists(1)))
    marks = stores.changes.marks()

    stores.charts.claim(["country"], playlists(2))
    stores.charts.claim(["country"], playlists(3))

    assert stores.changes.marks() == marks
    assert seqs(stores) == [1]
    assert stores.charts.publish(a_chart_of("A", playlists(3))) is None
    assert stores.upkeep.look().holds.charts == 1


def test_a_claim_before_the_first_chart_holds_as_well(stores: Stores) -> None:
    stores.charts.claim(["country"], playlists(2))

    with pytest.raises(LeaseLost):
        stores.charts.publish(a_chart_of("A", playlists(1)))
    first = stores.charts.publish(a_chart_of("A", playlists(2)))

    assert first == a_chart_of("A").as_publication(1)
    assert stores.charts.current("country") == first


def test_a_claim_under_an_earlier_number_takes_nothing_back(stores: Stores) -> None:
    stores.charts.claim(["country"], playlists(5))
    stores.charts.claim(["country"], playlists(4))

    with pytest.raises(LeaseLost, match="number 5"):
        stores.charts.publish(a_chart_of("A", playlists(4)))


def test_fences_of_other_jobs_and_genres_and_work_by_hand_are_not_held_up(stores: Stores) -> None:
    stores.charts.claim(["country"], playlists(7))
    pop = a_draft(a_snapshot(a_recording(a_listing()), genre="pop")).model_copy(
        update={"fence": playlists(1)}
    )

    assert stores.charts.publish(a_chart_of("A", Fence(job="chart of country", number=1)))
    assert stores.charts.publish(a_chart_of("B"))
    assert stores.charts.publish(pop)
    with pytest.raises(LeaseLost):  # what was published meanwhile carries the claim on
        stores.charts.publish(a_chart_of("C", playlists(6)))
    assert seqs(stores) == [1, 2]
