"""A service's list is fresh, stale or missing, and says why."""

from datetime import timedelta

import pytest
from tests.builders import A_SATURDAY, a_fetch, a_source_state

from tunemeld.domain.playlist import Fetch, Outcome
from tunemeld.domain.snapshot import SourceStatus
from tunemeld.domain.sources import absent_state, published_state, source_state

DAY = timedelta(days=1)
FRESH, STALE, MISSING = SourceStatus.FRESH, SourceStatus.STALE, SourceStatus.MISSING


def good(days: float, raw_id: str = "raw-1", reason: str = "") -> Fetch:
    # The last digit of the body's id is the list's; play counts may stand before it.
    fingerprint = f"f{raw_id[-1]}"
    at = A_SATURDAY + days * DAY
    return a_fetch(at=at, raw_id=raw_id, fingerprint=fingerprint, reason=reason, length=50)


def failed(days: float, reason: str = "Spotify answered 503") -> Fetch:
    return a_fetch(outcome=Outcome.FAILED, at=A_SATURDAY + days * DAY, reason=reason)


def held(days: float, reason: str = "20 entries where the last good list had 50") -> Fetch:
    return a_fetch(outcome=Outcome.HELD, at=A_SATURDAY + days * DAY, reason=reason, raw_id="raw-9")


@pytest.mark.parametrize(
    ("why", "attempts", "status", "reason"),
    [
        ("just fetched", [good(7)], FRESH, ""),
        ("good with a remark", [good(7, reason="no header")], FRESH, "no header"),
        ("good again after trouble", [good(7), failed(6), good(0)], FRESH, ""),
        ("failed since", [failed(7), good(0)], STALE, "Spotify answered 503"),
        ("held since", [held(7), good(0)], STALE, "20 entries where the last good list had 50"),
        ("exactly as old as allowed", [good(-7)], FRESH, ""),
        ("never fetched", [], MISSING, "never fetched"),
        ("never good", [failed(7)], MISSING, "Spotify answered 503"),
        ("too old", [good(-7.01)], MISSING, "the last good list of 2024-06-15 is older than 14 days"),
        (
            "too old, and failed since",
            [failed(7), good(-8)],
            MISSING,
            "Spotify answered 503; the last good list of 2024-06-14 is older than 14 days",
        ),
    ],
)
def test_a_list_counts_until_it_is_too_old(
    why: str, attempts: list[Fetch], status: SourceStatus, reason: str
) -> None:
    state = source_state(attempts, A_SATURDAY + 7 * DAY, stale_after_days=14)

    assert (state.status, state.reason) == (status, reason), why


def test_a_stale_list_tells_which_one_counts() -> None:
    state = source_state([failed(7), good(0, "raw-3")], A_SATURDAY + 7 * DAY, 14)

    assert (state.fetched_at, state.raw_id, state.tracks) == (A_SATURDAY, "raw-3", 50)


def test_a_missing_list_tells_no_list() -> None:
    state = source_state([good(-30)], A_SATURDAY, 14)

    assert (state.fetched_at, state.raw_id, state.tracks) == (None, None, 0)


def test_a_clock_that_runs_behind_makes_no_list_old() -> None:
    assert source_state([good(1)], A_SATURDAY, 0).status is FRESH


@pytest.mark.parametrize(
    ("why", "later", "status", "seen_days", "reason"),
    [
        ("nothing happened since", [], FRESH, 0, ""),
        ("what came before tells nothing", [good(0), failed(-1)], FRESH, 0, ""),
        ("seen the same", [good(7)], FRESH, 7, ""),
        ("seen the same with other play counts", [good(7, "raw-101")], FRESH, 7, ""),
        ("failed", [failed(7)], STALE, 0, "Spotify answered 503"),
        ("held back", [held(7)], STALE, 0, "20 entries where the last good list had 50"),
        ("seen the same, then failed", [failed(14), good(7)], STALE, 7, "Spotify answered 503"),
        ("failed, then seen the same", [good(14), failed(7)], FRESH, 14, ""),
        ("another list, not yet published", [good(7, "raw-2")], FRESH, 0, ""),
    ],
)
def test_a_published_list_stays_and_only_its_freshness_changes(
    why: str, later: list[Fetch], status: SourceStatus, seen_days: int, reason: str
) -> None:
    state = published_state(
        a_source_state(raw_id="raw-1", tracks=50, identified=40), later, A_SATURDAY + 14 * DAY, 14
    )

    assert (state.status, state.reason) == (status, reason), why
    assert state.fetched_at == A_SATURDAY + seen_days * DAY, why
    assert (state.raw_id, state.tracks, state.identified) == ("raw-1", 50, 40), why


def test_a_list_that_was_missing_stays_missing_with_the_newest_reason() -> None:
    missing = a_source_state(MISSING, reason="never fetched", fetched_at=None, raw_id=None, tracks=0)
    state = published_state(missing, [failed(7)], A_SATURDAY + 30 * DAY, 14)

    assert (state.status, state.reason, state.fetched_at) == (MISSING, "Spotify answered 503", None)
    assert published_state(missing, [good(7)], A_SATURDAY + 30 * DAY, 14) == missing


def test_a_stale_list_that_comes_back_the_same_is_fresh_again() -> None:
    stale = a_source_state(STALE, reason="Spotify answered 503")

    seen_again = published_state(stale, [good(7)], A_SATURDAY + 7 * DAY, 14)

    assert seen_again == a_source_state(FRESH, fetched_at=A_SATURDAY + 7 * DAY)


@pytest.mark.parametrize(
    ("why", "later", "reason"),
    [
        ("nothing happened since", [], "the last good list of 2024-06-22 is older than 14 days"),
        ("seen again, and long ago", [good(7)], "the last good list of 2024-06-29 is older than 14 days"),
        (
            "failed ever since",
            [failed(14)],
            "Spotify answered 503; the last good list of 2024-06-22 is older than 14 days",
        ),
    ],
)
def test_a_published_list_that_is_too_old_to_count_is_fresh_no_more(
    why: str, later: list[Fetch], reason: str
) -> None:
    state = published_state(a_source_state(), later, A_SATURDAY + 21.01 * DAY, 14)

    assert (state.status, state.reason, state.raw_id) == (STALE, reason, "raw-1"), why


def test_a_list_that_came_after_the_chart_is_missing_on_it_and_one_that_never_came_says_why() -> None:
    came = absent_state([good(7)], A_SATURDAY + 7 * DAY, 14)
    never = absent_state([failed(7)], A_SATURDAY + 7 * DAY, 14)

    assert (came.status, came.raw_id, came.tracks) == (MISSING, None, 0)
    assert came.reason == "its list came after this chart was made"
    assert (never.status, never.reason) == (MISSING, "Spotify answered 503")
