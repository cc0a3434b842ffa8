"""RapidAPI's headers on what is left of a plan."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from requests.structures import CaseInsensitiveDict

from tunemeld.adapters.http.quota_headers import remaining_quota
from tunemeld.domain.quota import RemainingQuota

NOW = datetime(2024, 6, 22, 2, 30, tzinfo=UTC)


def told(**headers: str) -> RemainingQuota | None:
    spelled = {f"X-RateLimit-Requests-{name.title()}": value for name, value in headers.items()}
    return remaining_quota("spotify23", CaseInsensitiveDict(spelled), NOW)


def test_limit_remainder_and_reset_are_read() -> None:
    assert told(limit="500", remaining=" 487 ", reset="2419200") == RemainingQuota(
        upstream="spotify23",
        remaining=487,
        limit=500,
        resets_at=NOW + timedelta(days=28),
        noted_at=NOW,
    )


def test_a_plan_that_is_billed_beyond_its_end_may_have_less_than_nothing_left() -> None:
    assert told(remaining="-3") == RemainingQuota(upstream="spotify23", remaining=-3, noted_at=NOW)


@pytest.mark.parametrize("nonsense", ["", "many", "1e3", "-1", "0.5", "٣", "9" * 5000])
def test_what_cannot_be_read_of_limit_and_reset_is_left_out(nonsense: str) -> None:
    quota = told(remaining="7", limit=nonsense, reset=nonsense)

    assert quota == RemainingQuota(upstream="spotify23", remaining=7, noted_at=NOW)


@pytest.mark.parametrize("nonsense", ["", "many", "1e3", "--1", "0.5", "٣", "9" * 5000])
def test_without_a_remainder_nothing_is_known(nonsense: str) -> None:
    assert told(remaining=nonsense, limit="500", reset="60") is None


def test_the_short_window_is_no_quota() -> None:
    assert remaining_quota("spotify23", {"x-ratelimit-remaining": "7"}, NOW) is None


@given(remaining=st.text(), limit=st.text(), reset=st.text(alphabet="0123456789", max_size=30))
def test_no_header_breaks_the_reading(remaining: str, limit: str, reset: str) -> None:
    for quota in (told(remaining=remaining, limit=limit, reset=reset), told(remaining="1", reset=reset)):
        assert quota is None or abs(quota.remaining) < 10**9
