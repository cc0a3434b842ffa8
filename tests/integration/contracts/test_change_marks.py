"""What every store promises of its ChangeMarks."""

from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from tests.builders import (
    A_SATURDAY,
    a_claim,
    a_draft,
    a_fetch,
    a_listing,
    a_lookup,
    a_raw_playlist,
    a_recording,
    a_report,
    a_snapshot,
)
from tests.integration.contracts.adapters import FOR_EVERY_VALUE, SHARED_STORES, Stores
from tests.readings import a_batch, a_gap, a_quota, a_reading, a_search
from tests.strategies import words

from tunemeld.domain.lookup import LookupKind
from tunemeld.domain.playlist import Outcome
from tunemeld.domain.reading import SPOTIFY
from tunemeld.domain.snapshot import Draft


def a_chart_of(title: str, *, genre: str = "country", run_id: str = "run-1") -> Draft:
    """A draft whose content the title decides."""
    return a_draft(a_snapshot(a_recording(a_listing(title=title)), genre=genre), run_id=run_id)


def mark(stores: Stores, genre: str = "country") -> str:
    """The mark of a genre that is known."""
    return stores.changes.marks()[genre]


def test_of_a_store_that_holds_nothing_no_genre_has_a_mark(stores: Stores) -> None:
    assert stores.changes.marks() == {}


def test_a_genre_has_a_mark_from_its_first_attempt_or_its_first_chart_on(stores: Stores) -> None:
    stores.playlists.record([a_fetch(genre="rap", outcome=Outcome.FAILED)])
    stores.charts.publish(a_chart_of("A", genre="country"))

    marks = stores.changes.marks()

    assert list(marks) == ["country", "rap"]
    assert all(marks.values())


def test_each_publication_gives_its_genre_a_mark_that_it_never_had(stores: Stores) -> None:
    had = []
    for title in ("A", "B", "A", "C"):
        stores.charts.publish(a_chart_of(title))
        had.append(mark(stores))

    assert len(set(had)) == len(had)


def test_a_chart_that_is_the_current_one_already_changes_no_mark(stores: Stores) -> None:
    stores.charts.publish(a_chart_of("A", run_id="run-1"))
    before = stores.changes.marks()

    assert stores.charts.publish(a_chart_of("A", run_id="run-2")) is None

    assert stores.changes.marks() == before


def test_each_recorded_attempt_gives_its_genre_a_mark_that_it_never_had(stores: Stores) -> None:
    had = []
    for fetch in (
        a_fetch(run_id="run-1"),
        a_fetch("AppleMusic", run_id="run-1"),
        a_fetch(run_id="run-2"),
        a_fetch(run_id="run-3", outcome=Outcome.HELD),
        a_fetch(run_id="run-4", outcome=Outcome.FAILED),
        a_fetch(run_id="run-5", source="a source that sorts before the others"),
        a_fetch(run_id="run-6", source="the source that sorts after the others"),
    ):
        stores.playlists.record([fetch])
        had.append(mark(stores))

    assert len(set(had)) == len(had)


def test_attempts_of_several_genres_that_are_recorded_together_change_the_marks_of_all(
    stores: Stores,
) -> None:
    genres = ("country", "pop", "rap")
    stores.playlists.record([a_fetch(genre=genre, run_id="run-1") for genre in genres])
    before = stores.changes.marks()

    stores.playlists.record([a_fetch(genre=genre, run_id="run-2") for genre in genres])

    after = stores.changes.marks()
    assert list(before) == list(after) == list(genres)
    assert not [genre for genre in genres if before[genre] == after[genre]]


def test_each_batch_of_readings_gives_its_genres_marks_that_they_never_had(stores: Stores) -> None:
    stores.playlists.record([a_fetch(genre="rap")])
    stores.charts.publish(a_chart_of("A", genre="country"))
    both = ("rap", "country")
    had = [stores.changes.marks()]
    for batch in (
        a_batch(a_reading(), genres=both),
        a_batch(a_reading(), run_id="run-2", genres=both),
        a_batch(a_gap("r2"), run_id="run-2", genres=both),
        a_batch(a_reading(), counter=SPOTIFY, genres=both),
        a_batch(a_reading(at=A_SATURDAY - timedelta(weeks=9)), genres=both),
    ):
        stores.readings.append(batch)
        had.append(stores.changes.marks())

    assert [list(marks) for marks in had] == [["country", "rap"]] * len(had)
    assert all(len({marks[genre] for marks in had}) == len(had) for genre in ("country", "rap"))


def test_of_a_store_that_holds_readings_alone_no_genre_has_a_mark(stores: Stores) -> None:
    stores.readings.append(a_batch(a_reading()))

    assert stores.changes.marks() == {}


def test_what_happens_to_a_genre_changes_the_mark_of_no_other_one(stores: Stores) -> None:
    stores.charts.publish(a_chart_of("A", genre="country"))
    stores.playlists.record([a_fetch(genre="rap")])
    stores.readings.append(a_batch(a_reading(), genres=("country", "rap")))
    before = stores.changes.marks()

    stores.charts.publish(a_chart_of("A", genre="pop"))
    stores.playlists.record([a_fetch(genre="pop")])
    stores.readings.append(a_batch(a_reading(), genres=("pop",), run_id="run-2"))

    after = stores.changes.marks()
    assert {genre: after[genre] for genre in before} == before


def test_what_is_put_before_the_log_changes_no_mark(stores: Stores) -> None:
    stores.playlists.prepend([a_fetch(run_id="carried before")])
    assert stores.changes.marks() == {}
    stores.playlists.record([a_fetch(run_id="run-1")])
    before = stores.changes.marks()

    stores.playlists.prepend([a_fetch(run_id="carried after"), a_fetch(run_id="carried", genre="pop")])

    assert stores.changes.marks() == before


def test_what_is_neither_chart_nor_attempt_changes_no_mark(stores: Stores) -> None:
    stores.charts.publish(a_chart_of("A"))
    stores.playlists.record([a_fetch()])
    before = stores.changes.marks()

    stores.playlists.keep(a_raw_playlist())
    stores.playlists.record([])
    stores.recordings.claim([a_claim()])
    stores.lookups.remember(LookupKind.ISRC, [a_lookup()])
    stores.runs.save(a_report())
    stores.readings.append(a_batch())
    stores.videos.remember([a_search()])
    stores.quotas.spend("units", A_SATURDAY.date(), 1)
    stores.quotas.note(a_quota())

    assert stores.changes.marks() == before


def test_reading_changes_no_mark(stores: Stores) -> None:
    stores.charts.publish(a_chart_of("A"))
    stores.playlists.record([a_fetch()])
    before = stores.changes.marks()

    stores.charts.current("country")
    stores.charts.publications("country", "rapidapi")
    stores.playlists.fetches("country", "rapidapi")
    stores.playlists.sources()
    stores.readings.series(["r1"], A_SATURDAY.date())
    stores.upkeep.look()

    assert [stores.changes.marks() for _ in range(3)] == [before] * 3


def test_a_store_that_is_opened_again_has_the_marks_that_it_had(stores: Stores) -> None:
    stores.charts.publish(a_chart_of("A"))
    stores.playlists.record([a_fetch(), a_fetch(genre="pop")])
    stores.readings.append(a_batch(a_reading()))
    before = stores.changes.marks()

    stores.close()

    assert stores.changes.marks() == before


@FOR_EVERY_VALUE
@given(genre=words, number=...)
def test_a_genre_may_have_any_name(stores: Stores, genre: str, number: int) -> None:
    recorded, published = f"{genre} {number}", f"{number} {genre}"

    stores.playlists.record([a_fetch(genre=recorded)])
    stores.charts.publish(a_chart_of("A", genre=published))

    assert {recorded, published} <= stores.changes.marks().keys()


@pytest.mark.parametrize("opener", SHARED_STORES.values(), ids=SHARED_STORES)
def test_all_who_share_a_store_see_the_same_marks(
    opener: Callable[[Path], Callable[[], Stores]], tmp_path: Path
) -> None:
    opened = opener(tmp_path)
    with closing(opened()) as one, closing(opened()) as other:
        seen = [one.changes.marks()]
        one.charts.publish(a_chart_of("A"))
        seen.append(other.changes.marks())
        assert one.changes.marks() == seen[-1]

        other.playlists.record([a_fetch()])
        seen.append(one.changes.marks())
        assert other.changes.marks() == seen[-1]

        one.readings.append(a_batch(a_reading()))
        seen.append(other.changes.marks())
        assert one.changes.marks() == seen[-1]
    with closing(opened()) as later:
        assert later.changes.marks() == seen[-1]

    assert not [each for each in seen if seen.count(each) > 1]


@pytest.mark.parametrize("opener", [*SHARED_STORES.values()], ids=SHARED_STORES)
def test_a_store_that_begins_anew_has_other_marks_than_one_that_came_as_far(
    opener: Callable[[Path], Callable[[], Stores]], tmp_path: Path
) -> None:
    def marks_after(run_id: str) -> str:
        folder = tmp_path / run_id
        folder.mkdir()
        with closing(opener(folder)()) as stores:
            stores.playlists.record([a_fetch(run_id=run_id)])
            stores.charts.publish(a_chart_of("A", run_id=run_id))
            return mark(stores)

    assert marks_after("run-1") != marks_after("run-2")
