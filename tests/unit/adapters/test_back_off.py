"""What answers say about when to ask again is understood, and nonsense in it does no harm."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from requests.structures import CaseInsensitiveDict

from tunemeld.adapters.http.answer import Answer
from tunemeld.adapters.http.back_off import (
    LONGEST_PAUSE,
    PAUSE_WITHOUT_RESET,
    asked_wait,
    quota_pause,
)

NOW = datetime(2024, 6, 22, 2, 30, tzinfo=UTC)
MONTHLY = b'{"message": "You have exceeded the MONTHLY quota for Requests on your current plan, BASIC."}'
DAILY = b'{"message": "You have exceeded the DAILY quota for Requests on your current plan, BASIC."}'
PER_MINUTE = b'{"message": "You have exceeded the rate limit per minute for your plan, BASIC."}'
SPOTIFY = b'{"error": {"status": 429, "message": "Too many requests", "reason": "QUOTA_EXCEEDED"}}'


def an_answer(status: int, body: bytes = b"", **headers: str) -> Answer:
    spelled = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, CaseInsensitiveDict(spelled), body)


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        pytest.param("7", timedelta(seconds=7), id="seconds"),
        pytest.param(" 0 ", timedelta(), id="at once"),
        pytest.param("1.5", timedelta(seconds=1.5), id="a fraction"),
        pytest.param("Sat, 22 Jun 2024 02:30:20 GMT", timedelta(seconds=20), id="a date"),
        pytest.param("Sat, 22 Jun 2024 04:30:20 +0200", timedelta(seconds=20), id="a date elsewhere"),
        pytest.param("Sat, 22 Jun 2024 02:30:20 -0000", timedelta(seconds=20), id="a date without a zone"),
        pytest.param("Sat, 22 Jun 2024 02:29:00 GMT", timedelta(), id="a date gone by"),
        pytest.param("9" * 400, LONGEST_PAUSE, id="beyond all measure"),
        pytest.param("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_PAUSE, id="at the end of time"),
        pytest.param("soon", None, id="a word"),
        pytest.param("-5", None, id="negative"),
        pytest.param("nan", None, id="no number"),
        pytest.param("٣", None, id="foreign digits"),
        pytest.param("Sat, 99 Jun 2024 02:30:20 GMT", None, id="no date"),
        pytest.param("", None, id="empty"),
    ],
)
def test_retry_after_is_read_in_both_its_forms(value: str, wait: timedelta | None) -> None:
    assert asked_wait(an_answer(503, Retry_After=value), NOW) == wait


def test_a_retry_date_is_measured_by_the_clock_of_the_one_who_set_it() -> None:
    answer = an_answer(429, Retry_After="Sun, 01 Nov 2026 12:00:09 GMT", Date="Sun, 01 Nov 2026 12:00:00 GMT")

    assert asked_wait(answer, NOW) == timedelta(seconds=9)


def test_a_short_window_says_itself_when_it_is_over() -> None:
    assert asked_wait(an_answer(429, PER_MINUTE, X_RateLimit_Reset="42"), NOW) == timedelta(seconds=42)


def test_a_windows_end_counts_only_where_the_window_is_full() -> None:
    assert asked_wait(an_answer(503, X_RateLimit_Reset="42"), NOW) is None


@pytest.mark.parametrize("body", [MONTHLY, DAILY, SPOTIFY], ids=["monthly", "daily", "spotify"])
def test_a_used_up_quota_pauses_until_its_reset(body: bytes) -> None:
    answer = an_answer(429, body, x_ratelimit_requests_reset="1209600")

    assert quota_pause(answer, NOW) == timedelta(days=14)


def test_a_used_up_quota_pauses_as_long_as_retry_after_says_where_no_reset_is_named() -> None:
    assert quota_pause(an_answer(429, SPOTIFY, Retry_After="3600"), NOW) == timedelta(hours=1)


def test_a_used_up_quota_is_asked_again_after_a_day_where_nobody_names_its_reset() -> None:
    assert quota_pause(an_answer(429, MONTHLY), NOW) == PAUSE_WITHOUT_RESET


@pytest.mark.parametrize("status", [200, 429, 500])
@pytest.mark.parametrize("remaining", ["0", "-3", " 0 "])
def test_nothing_remaining_pauses_whatever_the_status(status: int, remaining: str) -> None:
    answer = an_answer(status, x_ratelimit_requests_remaining=remaining, x_ratelimit_requests_reset="60")

    assert quota_pause(answer, NOW) == timedelta(minutes=1)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(an_answer(200), id="nothing said"),
        pytest.param(an_answer(200, x_ratelimit_requests_remaining="1"), id="some remaining"),
        pytest.param(an_answer(200, x_ratelimit_requests_remaining="many"), id="nonsense remaining"),
        pytest.param(an_answer(200, x_ratelimit_remaining="0"), id="the short window is full"),
        pytest.param(an_answer(429, PER_MINUTE), id="too fast"),
        pytest.param(an_answer(429, b"<html>slow down</html>"), id="a page"),
        pytest.param(an_answer(403, MONTHLY), id="another status"),
    ],
)
def test_a_quota_that_nobody_says_is_gone_is_not(answer: Answer) -> None:
    assert quota_pause(answer, NOW) is None


@given(value=st.text(), date=st.text(), reset=st.text(), body=st.binary())
def test_no_header_and_no_body_breaks_the_reading(value: str, date: str, reset: str, body: bytes) -> None:
    headers = {
        "Retry_After": value,
        "Date": date,
        "x_ratelimit_requests_reset": reset,
        "X_RateLimit_Reset": reset,
    }
    answer = an_answer(429, body, x_ratelimit_requests_remaining="0", **headers)

    pauses = [quota_pause(answer, NOW), asked_wait(answer, NOW)]

    assert all(pause is None or timedelta() <= pause <= LONGEST_PAUSE for pause in pauses)


@given(
    day=st.integers(-99, 99999),
    hour=st.integers(-9, 99),
    year=st.integers(0, 10**6),
    zone=st.integers(-(10**9), 10**9),
)
def test_no_date_breaks_the_reading(day: int, hour: int, year: int, zone: int) -> None:
    answer = an_answer(503, Retry_After=f"Sat, {day} Jun {year} {hour}:00:00 {zone:+}")

    wait = asked_wait(answer, NOW)

    assert wait is None or timedelta() <= wait <= LONGEST_PAUSE
