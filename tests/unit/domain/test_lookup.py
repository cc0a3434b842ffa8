"""What a catalogue answers is held to the rule that joins lists; a miss is tried again, ever more seldom."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import A_SATURDAY, a_listing, a_lookup

from tunemeld.domain.listing import Listing
from tunemeld.domain.lookup import isrc_key, judge

RIGHT = "QZTM42400001"
WRONG = "QZTM42400002"
ASKED = a_listing("AppleMusic", seconds=192, whole_seconds=True)


def a_candidate(place: int = 1, **fields: Any) -> Listing:
    return a_listing(
        "Spotify", place, **{"track_id": f"found-{place}", "seconds": 192.4, "isrc": RIGHT, **fields}
    )


@pytest.mark.parametrize(
    ("attempts", "days"), [(1, 1), (2, 2), (3, 4), (4, 8), (5, 16), (6, 30), (7, 30), (99, 30)]
)
def test_a_miss_waits_a_day_doubled_with_each_attempt_and_thirty_at_most(attempts: int, days: int) -> None:
    miss = a_lookup(value=None, attempts=attempts)
    due = A_SATURDAY + timedelta(days=days)

    assert miss.may_be_asked_again(due)
    assert not miss.may_be_asked_again(due - timedelta(seconds=1))


def test_what_was_found_is_never_asked_for_again() -> None:
    assert not a_lookup(value=RIGHT).may_be_asked_again(A_SATURDAY + timedelta(days=10_000))


def test_a_candidate_that_is_the_same_recording_is_taken() -> None:
    found = judge([ASKED], [a_candidate()])

    assert found is not None
    assert found.isrc == RIGHT


@pytest.mark.parametrize(
    ("why", "fields"),
    [
        ("another version", {"title": "Gravel and Gold (Bel Remix)"}),
        ("another length", {"seconds": 230.0}),
        ("another artist", {"artists": ["Ode"]}),
        ("another title", {"title": "Gravel and Silver"}),
        ("a tribute", {"artists": ["The Gravel Tribute Band"]}),
        ("no ISRC", {"isrc": None}),
    ],
)
def test_the_first_hit_is_not_believed_unchecked(why: str, fields: dict[str, Any]) -> None:
    wrong = a_candidate(1, **{"isrc": WRONG, **fields})
    right = a_candidate(2)

    assert judge([ASKED], [wrong]) is None, why
    assert judge([ASKED], [wrong, right]) == right, why


def test_of_two_that_pass_the_nearest_in_length_is_taken() -> None:
    far = a_candidate(1, seconds=193.2, isrc=WRONG)
    near = a_candidate(2, seconds=192.5)

    assert judge([ASKED], [far, near]) == near


def test_of_two_that_pass_alike_the_first_is_taken() -> None:
    first, second = a_candidate(1), a_candidate(2, isrc=WRONG)

    assert judge([ASKED], [first, second]) == first
    assert judge([ASKED], [second, first]) == second


def test_without_a_length_two_cuts_leave_the_question_open() -> None:
    asked = a_listing("AppleMusic", seconds=None)

    assert judge([asked], [a_candidate(1, seconds=180.0), a_candidate(2, seconds=230.0, isrc=WRONG)]) is None
    assert judge([asked], [a_candidate(1, seconds=180.0)]) is not None


def test_another_listing_of_the_recording_settles_which_cut_it_is() -> None:
    asked = a_listing("AppleMusic", seconds=None)
    known = a_listing("SoundCloud", seconds=230.0)

    found = judge([asked, known], [a_candidate(1, seconds=180.0, isrc=WRONG), a_candidate(2, seconds=230.1)])

    assert found is not None
    assert found.isrc == RIGHT


def test_a_code_that_stands_on_two_candidates_is_no_bridge_to_a_third() -> None:
    right = a_candidate(1)
    misfiled = a_candidate(2, title="Gravel and Silver", seconds=192.5)
    nearer = a_candidate(3, title="Gravel and Silver", seconds=192.5, isrc=WRONG)

    assert judge([ASKED], [right, misfiled, nearer]) == right


def test_no_candidates_find_nothing() -> None:
    assert judge([ASKED], []) is None


@given(
    st.permutations(
        [
            a_candidate(1),
            a_candidate(2, seconds=230.0, isrc=WRONG),
            a_candidate(3, artists=["Ode"], isrc=WRONG),
        ]
    )
)
def test_the_catalogues_order_never_makes_a_wrong_one_right(candidates: list[Listing]) -> None:
    found = judge([ASKED], candidates)

    assert found is not None
    assert found.isrc == RIGHT


@pytest.mark.parametrize(
    "spelled",
    [
        a_listing("AppleMusic", title="GRAVEL & GOLD", seconds=192, whole_seconds=True),
        a_listing("SoundCloud", title="Mara Quill - Gravel and Gold", seconds=192.04),
        a_listing("SoundCloud", 9, title="Gravel and Gold (Original Mix)", seconds=192.9, track_id="7"),
    ],
)
def test_one_recording_is_remembered_under_one_key_however_it_is_spelled(spelled: Listing) -> None:
    assert isrc_key(spelled) == isrc_key(a_listing())


@pytest.mark.parametrize(
    "other",
    [
        a_listing(title="Gravel and Gold (Bel Remix)"),
        a_listing(title="Gravel"),
        a_listing(artists=["Ode"]),
        a_listing(seconds=193.0),
        a_listing(seconds=None),
    ],
)
def test_another_recording_has_another_key(other: Listing) -> None:
    assert isrc_key(other) != isrc_key(a_listing())
