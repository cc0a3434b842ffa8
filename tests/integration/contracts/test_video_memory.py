"""What every VideoMemory promises."""

from datetime import timedelta
from itertools import count

from hypothesis import given
from tests.builders import A_SATURDAY
from tests.integration.contracts.adapters import FOR_EVERY_VALUE, Stores
from tests.readings import A_DAY, a_search, elsewhere, searches

from tunemeld.domain.video import VideoSearch

NEVER_USED = count()


def test_what_was_never_searched_for_is_left_out(stores: Stores) -> None:
    stores.videos.remember([a_search("r1")])

    assert stores.videos.recall(["r1", "r2"]) == {"r1": a_search("r1")}
    assert stores.videos.recall([]) == {}


@FOR_EVERY_VALUE
@given(search=searches)
def test_a_search_comes_back_with_every_field(stores: Stores, search: VideoSearch) -> None:
    alone = search.model_copy(update={"recording_id": f"{next(NEVER_USED)} {search.recording_id}"})

    stores.videos.remember([alone])

    assert stores.videos.recall([alone.recording_id]) == {alone.recording_id: alone}


def test_a_search_takes_the_place_of_what_was_asked_earlier(stores: Stores) -> None:
    stores.videos.remember([a_search(attempts=1)])
    again = a_search(attempts=2, video_id=None, asked_at=A_SATURDAY + A_DAY)

    stores.videos.remember([again])

    assert stores.videos.recall(["r1"]) == {"r1": again}


def test_of_two_of_the_same_moment_the_one_that_arrives_last_counts(stores: Stores) -> None:
    stores.videos.remember([a_search(video_id=None)])
    there = a_search(video_id="video-1")

    stores.videos.remember([a_search(video_id="video-2"), there])

    assert stores.videos.recall(["r1"]) == {"r1": there}


def test_what_was_asked_earlier_and_arrives_late_changes_nothing(stores: Stores) -> None:
    newest = a_search(attempts=2)
    # Clocks further east show a later hour of the same earlier moment.
    late = a_search(attempts=1, asked_at=elsewhere(A_SATURDAY - timedelta(hours=1), 9))
    stores.videos.remember([newest])

    stores.videos.remember([late])
    stores.videos.remember([newest, late])

    assert stores.videos.recall(["r1"]) == {"r1": newest}


def test_searches_may_be_remembered_again(stores: Stores) -> None:
    found = [a_search("r1"), a_search("r2", video_id=None)]

    stores.videos.remember(found)
    stores.videos.remember(found)
    stores.videos.remember([])

    assert stores.videos.recall(["r2", "r1"]) == {"r1": found[0], "r2": found[1]}


def test_any_number_of_searches_is_remembered_and_recalled(stores: Stores) -> None:
    found = [a_search(f"recording {n}") for n in range(300)]

    stores.videos.remember(found)

    assert stores.videos.recall([each.recording_id for each in found]) == {
        each.recording_id: each for each in found
    }
