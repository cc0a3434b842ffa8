"""Which pages may read the API, and how often a client may ask."""

import re

import pytest

from tunemeld.entrypoints.http.guests import Origins, Rate
from tunemeld.entrypoints.http.ready import Headers

ORIGIN, OTHER = "https://tunemeld.com", "http://localhost:8080"


def test_an_allowed_origin_may_read_the_answer_and_the_headers_that_tell_of_it() -> None:
    told = dict(Origins((OTHER, ORIGIN)).headers(ORIGIN.encode(), is_preflight=False))

    assert told[b"access-control-allow-origin"] == ORIGIN.encode()
    assert {b"ETag", b"Retry-After", b"X-Request-ID", b"X-Data-Age", b"RateLimit"} <= set(
        told[b"access-control-expose-headers"].split(b", ")
    )
    assert len(told) == 2


def test_a_preflight_is_told_what_a_page_may_do() -> None:
    told = dict(Origins((ORIGIN,)).headers(ORIGIN.encode(), is_preflight=True))

    assert told[b"access-control-allow-origin"] == ORIGIN.encode()
    assert told[b"access-control-allow-methods"].split(b", ") == [b"GET", b"HEAD", b"POST", b"OPTIONS"]
    assert {b"Authorization", b"Content-Type"} <= set(told[b"access-control-allow-headers"].split(b", "))
    assert int(told[b"access-control-max-age"]) > 0


@pytest.mark.parametrize("is_preflight", [False, True])
@pytest.mark.parametrize(
    "origin",
    [
        b"https://evil.example",
        b"null",
        b"",
        b"*",
        b"http://tunemeld.com",
        b"https://tunemeld.com:8443",
        b"https://tunemeld.com.evil.example",
        b"https://tunemeld.com/",
        b"\xff",
    ],
)
def test_another_origin_is_told_nothing(origin: bytes, is_preflight: bool) -> None:
    assert Origins((ORIGIN, OTHER)).headers(origin, is_preflight=is_preflight) == []
    assert Origins(()).headers(origin, is_preflight=is_preflight) == []


def test_neither_a_wildcard_nor_credentials_are_ever_allowed() -> None:
    told = Origins((ORIGIN,)).headers(ORIGIN.encode(), is_preflight=True)

    assert b"*" not in dict(told).values()
    assert b"access-control-allow-credentials" not in dict(told)


def the_numbers(headers: Headers) -> tuple[int, int, int]:
    """What a client is told: its quota, what remains of it, seconds until there is more."""
    told = dict(headers)
    policy = re.fullmatch(rb'"client";q=(\d+);w=60', told[b"ratelimit-policy"])
    left = re.fullmatch(rb'"client";r=(\d+);t=(\d+)', told[b"ratelimit"])
    assert policy
    assert left
    return int(policy[1]), int(left[1]), int(left[2])


def test_a_client_may_ask_so_often_a_minute_and_is_told_what_is_left() -> None:
    rate = Rate(3)

    asked = [rate.admits("192.0.2.7", 0.0) for _ in range(5)]

    assert [admitted for admitted, _, _ in asked] == [True, True, True, False, False]
    assert [the_numbers(headers)[:2] for _, _, headers in asked] == [(3, 2), (3, 1), (3, 0), (3, 0), (3, 0)]


def test_one_client_that_asks_too_often_keeps_no_other_from_asking() -> None:
    rate = Rate(1)
    rate.admits("192.0.2.7", 0.0)

    assert not rate.admits("192.0.2.7", 0.0)[0]
    assert rate.admits("192.0.2.8", 0.0)[0]
    assert rate.admits("2001:db8::7", 0.0)[0]


@pytest.mark.parametrize(("before_the_end", "told"), [(59.0, 59), (1.0, 1), (0.2, 1), (0.0, 1), (-5.0, 1)])
def test_the_time_to_wait_is_that_until_the_window_ends_and_a_second_at_least(
    before_the_end: float, told: int
) -> None:
    rate = Rate(1)
    ends_at = rate.admits("192.0.2.7", 0.0)[1]

    admitted, wait, headers = rate.admits("192.0.2.7", ends_at - before_the_end)

    assert (admitted, wait, the_numbers(headers)[2]) == (False, told, told)
