"""What Google's errors mean: a day that is spent, too much haste, a wrong key, or a fault of ours."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from requests.structures import CaseInsensitiveDict

from tunemeld.adapters.http.answer import Answer
from tunemeld.adapters.http.back_off import quota_pause, refused_for_quota
from tunemeld.adapters.http.refusal import remedy

NOW = datetime(2026, 11, 29, 16, 0, tzinfo=UTC)
UNTIL_MIDNIGHT_IN_CALIFORNIA = timedelta(hours=16)
SEARCHES_SPENT = (
    "Quota exceeded for quota metric 'Search Queries' and limit 'Search Queries per day' of service "
    "'youtube.googleapis.com' for consumer 'project_number:1'."
)
TOO_MANY_A_MINUTE = SEARCHES_SPENT.replace("per day", "per minute per user")


def an_error(status: int, reason: str = "", message: str = "", **more: Any) -> Answer:
    error = {"code": status, "message": message, "errors": [{"message": message, "reason": reason}], **more}
    return Answer(status, CaseInsensitiveDict(), json.dumps({"error": error}).encode())


@pytest.mark.parametrize(
    "answer",
    [
        an_error(403, "quotaExceeded"),
        an_error(403, "dailyLimitExceeded"),
        an_error(429, "quotaExceeded"),
        an_error(429, "rateLimitExceeded", SEARCHES_SPENT, details=[7]),
        an_error(403, "rateLimitExceeded", SEARCHES_SPENT),
    ],
)
def test_a_spent_day_pauses_until_midnight_in_california(answer: Answer) -> None:
    assert quota_pause(answer, NOW) == UNTIL_MIDNIGHT_IN_CALIFORNIA
    assert refused_for_quota(answer)


def test_the_pause_knows_when_california_puts_its_clocks_back() -> None:
    evening_before = datetime(2026, 11, 1, 7, 30, tzinfo=UTC)

    assert quota_pause(an_error(403, "quotaExceeded"), evening_before) == timedelta(hours=24.5)


@pytest.mark.parametrize(
    "answer",
    [
        an_error(403, "rateLimitExceeded"),
        an_error(403, "userRateLimitExceeded"),
        an_error(429, "rateLimitExceeded", TOO_MANY_A_MINUTE),
        an_error(403, "forbidden", details=[{"reason": "RATE_LIMIT_EXCEEDED"}]),
        an_error(503, "backendError"),
    ],
)
def test_haste_passes(answer: Answer) -> None:
    assert answer.is_passing_trouble
    assert quota_pause(answer, NOW) is None
    assert not refused_for_quota(answer)


@pytest.mark.parametrize(
    "answer",
    [
        an_error(400, "badRequest", "API key not valid. Please pass a valid API key."),
        an_error(400, "badRequest", details=[{"@type": "…/ErrorInfo", "reason": "API_KEY_INVALID"}]),
        an_error(400, "keyInvalid"),
        an_error(400, "badRequest", "API key expired. Please renew the API key."),
        an_error(403, "accessNotConfigured"),
        an_error(403, "ipRefererBlocked"),
    ],
)
def test_a_key_that_is_refused_is_to_be_checked(answer: Answer) -> None:
    advice = remedy(answer, location="", path="/v3/search", credential="YOUTUBE_API_KEY")

    assert advice.startswith("check YOUTUBE_API_KEY")
    assert not answer.is_passing_trouble
    assert quota_pause(answer, NOW) is None


@pytest.mark.parametrize("reason", ["invalidFilters", "quotaExceeded", "rateLimitExceeded"])
def test_a_fault_of_ours_is_neither_haste_nor_the_key(reason: str) -> None:
    answer = an_error(400, reason)

    assert not answer.is_passing_trouble
    assert quota_pause(answer, NOW) is None
    assert "does not take the request" in remedy(answer, location="", path="/", credential="YOUTUBE_API_KEY")


SHAPES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["error", "errors", "details", "reason", "message"]), inner)
    ),
    max_leaves=12,
)


@given(body=SHAPES, status=st.sampled_from([400, 403, 429, 500]))
def test_no_shape_of_an_error_breaks_the_reading(body: object, status: int) -> None:
    answer = Answer(status, CaseInsensitiveDict(), json.dumps({"error": body}).encode())

    assert all(isinstance(reason, str) for reason in answer.reasons)
    assert answer.is_passing_trouble in {True, False}
    assert remedy(answer, location="", path="/", credential="")
    assert (quota_pause(answer, NOW) is None) != refused_for_quota(answer)
