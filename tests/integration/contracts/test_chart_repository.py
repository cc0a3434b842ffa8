"""What every ChartRepository promises."""

from hypothesis import given
from tests.builders import a_draft, a_listing, a_recording, a_snapshot
from tests.integration.contracts.adapters import FOR_EVERY_VALUE, Stores
from tests.strategies import drafts

from tunemeld.domain.snapshot import Draft


def a_chart_of(
    title: str, *, genre: str = "country", source: str = "rapidapi", run_id: str = "run-1"
) -> Draft:
    """A draft whose content, and so whose snapshot, the title decides."""
    return a_draft(a_snapshot(a_recording(a_listing(title=title)), genre=genre, source=source), run_id=run_id)


def test_an_empty_repository_has_published_nothing(stores: Stores) -> None:
    assert stores.charts.current("country") is None
    assert stores.charts.publications("country", "rapidapi") == ()
    assert stores.charts.snapshot("unknown") is None


def test_a_published_chart_is_current_and_can_be_read(stores: Stores) -> None:
    draft = a_draft()

    published = stores.charts.publish(draft)

    assert published == draft.as_publication(1)
    assert stores.charts.current("country") == published
    assert stores.charts.publications("country", "rapidapi") == (published,)
    assert stores.charts.snapshot(draft.snapshot.id) == draft.snapshot


@FOR_EVERY_VALUE
@given(draft=drafts)
def test_a_chart_comes_back_with_every_field(stores: Stores, draft: Draft) -> None:
    before = stores.charts.current(draft.snapshot.genre)
    last = stores.charts.current(draft.snapshot.genre, draft.snapshot.source)

    published = stores.charts.publish(draft)

    assert stores.charts.snapshot(draft.snapshot.id) == draft.snapshot
    assert stores.charts.current(draft.snapshot.genre) == (published or before)
    assert published == draft.as_publication(1).behind(before, last)


def test_the_current_chart_is_not_published_again(stores: Stores) -> None:
    first = stores.charts.publish(a_chart_of("A", run_id="run-1"))

    assert stores.charts.publish(a_chart_of("A", run_id="run-2")) is None
    assert stores.charts.current("country") == first
    assert stores.charts.publications("country", "rapidapi") == (first,)


def test_an_earlier_chart_may_become_current_again(stores: Stores) -> None:
    for title in ("A", "B", "A"):
        stores.charts.publish(a_chart_of(title))

    history = stores.charts.publications("country", "rapidapi")
    assert [each.seq for each in history] == [1, 2, 3]
    assert history[0].snapshot_id == history[2].snapshot_id != history[1].snapshot_id
    assert stores.charts.current("country") == history[2]


def test_earlier_snapshots_stay_readable(stores: Stores) -> None:
    first, second = a_chart_of("A"), a_chart_of("B")

    stores.charts.publish(first)
    stores.charts.publish(second)

    assert stores.charts.snapshot(first.snapshot.id) == first.snapshot
    assert stores.charts.snapshot(second.snapshot.id) == second.snapshot


def test_every_genre_counts_for_itself(stores: Stores) -> None:
    stores.charts.publish(a_chart_of("A", genre="country"))
    stores.charts.publish(a_chart_of("B", genre="country"))

    pop = stores.charts.publish(a_chart_of("A", genre="pop"))

    assert pop is not None
    assert pop.seq == 1
    assert stores.charts.current("pop") == pop
    assert [each.genre for each in stores.charts.publications("country", "rapidapi")] == ["country"] * 2


def test_publications_are_listed_by_source_in_their_order(stores: Stores) -> None:
    for number, source in enumerate(["sample", "rapidapi", "sample"]):
        stores.charts.publish(a_chart_of(str(number), source=source))

    assert [each.seq for each in stores.charts.publications("country", "sample")] == [1, 3]
    assert [each.seq for each in stores.charts.publications("country", "rapidapi")] == [2]
    assert stores.charts.publications("country", "open") == ()


def test_each_source_has_a_current_chart_of_its_own(stores: Stores) -> None:
    first, second = (stores.charts.publish(a_chart_of("A", source=source)) for source in ("rapidapi", "open"))

    assert first is not None
    assert second is not None
    assert (first.seq, second.seq) == (1, 2)
    assert stores.charts.current("country") == second
    assert stores.charts.current("country", "rapidapi") == first
    assert stores.charts.current("country", "open") == second
    assert stores.charts.current("country", "sample") is None


def test_what_a_source_shows_already_is_not_published_again_behind_a_chart_of_another(stores: Stores) -> None:
    shown = stores.charts.publish(a_chart_of("A", source="rapidapi"))
    stores.charts.publish(a_chart_of("A", source="open"))

    assert stores.charts.publish(a_chart_of("A", source="rapidapi", run_id="run-2")) is None
    assert stores.charts.current("country", "rapidapi") == shown


def test_lists_that_were_shown_before_a_chart_of_another_source_are_not_told_as_new(stores: Stores) -> None:
    for title, source in (("A", "rapidapi"), ("A", "open")):
        stores.charts.publish(a_chart_of(title, source=source))

    published = stores.charts.publish(a_chart_of("B", source="rapidapi"))

    assert published is not None
    assert (published.seq, published.transformed) == (3, ())


def test_more_than_nine_publications_are_in_order_of_their_numbers(stores: Stores) -> None:
    for number in range(12):
        stores.charts.publish(a_chart_of(str(number)))

    listed = stores.charts.publications("country", "rapidapi")
    assert [each.seq for each in listed] == list(range(1, 13))
    assert stores.charts.current("country") == listed[-1]


def test_what_is_returned_belongs_to_the_caller(stores: Stores) -> None:
    draft = a_chart_of("A")
    expected = draft.as_publication(1).model_copy(deep=True)
    snapshot = draft.snapshot.model_copy(deep=True)

    published = stores.charts.publish(draft)
    assert published is not None
    for mine in (
        published,
        stores.charts.current("country"),
        *stores.charts.publications("country", "rapidapi"),
    ):
        assert mine is not None
        mine.sources.clear()
        mine.lengths.clear()
        mine.standings[0].positions.clear()
    read = stores.charts.snapshot(snapshot.id)
    assert read is not None
    read.lists.clear()
    draft.sources.clear()
    draft.snapshot.lists.clear()

    assert stores.charts.current("country") == expected
    assert stores.charts.publications("country", "rapidapi") == (expected,)
    assert stores.charts.snapshot(snapshot.id) == snapshot


def test_a_snapshot_that_was_put_back_is_there_once_and_publishes_nothing(stores: Stores) -> None:
    shown, other = a_chart_of("A"), a_chart_of("B")
    published = stores.charts.publish(shown)

    for _ in range(2):
        stores.charts.put_back([shown.snapshot, other.snapshot])
    stores.charts.put_back([])

    assert stores.charts.snapshot(shown.snapshot.id) == shown.snapshot
    assert stores.charts.publications("country", "rapidapi") == (published,)
    assert stores.charts.publish(other)
    assert stores.charts.snapshot(other.snapshot.id) == other.snapshot
