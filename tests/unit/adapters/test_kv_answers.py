"""What Cloudflare's answers mean: a miss is one code alone, and nothing of what they say is repeated."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from requests.structures import CaseInsensitiveDict

from tunemeld.adapters.caches.breaker import CacheAway
from tunemeld.adapters.caches.kv_answers import Page, all_deleted, all_kept, check, done, page_in, value_in
from tunemeld.adapters.http.answer import Answer
from tunemeld.application.errors import CacheError

NOW = datetime(2024, 6, 22, 2, 30, tzinfo=UTC)
SECRET = "planted-kv-token"
HTML = f"<!doctype html><title>{SECRET}</title>"


def _answer(status: int, body: str | dict[str, Any] = "", **headers: str) -> Answer:
    text = body if isinstance(body, str) else json.dumps(body)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, CaseInsensitiveDict(named), text.encode())


def _refusing(status: int, code: int, **headers: str) -> Answer:
    body = {"success": False, "errors": [{"code": code, "message": SECRET}], "result": None}
    return _answer(status, body, **headers)


def _trouble(answer: Answer) -> CacheError:
    with pytest.raises(CacheError) as refused:
        check(answer, NOW)
    return refused.value


def test_a_key_that_there_is_not_is_a_miss() -> None:
    missing = _refusing(404, 10009)

    check(missing, NOW)

    assert value_in(missing) is None


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (_refusing(404, 10013), "404 Not Found (code 10013): check CLOUDFLARE_ACCOUNT_ID and CLOUDFLARE_NAM"),
        (_refusing(400, 10011), "400 Bad Request (code 10011): check CLOUDFLARE_ACCOUNT_ID"),
        (_refusing(400, 7003), "400 Bad Request (code 7003): check CLOUDFLARE_ACCOUNT_ID"),
        (_refusing(404, 7003), "404 Not Found (code 7003): check CLOUDFLARE_ACCOUNT_ID"),
        (_answer(404, HTML), "404 Not Found: check CLOUDFLARE_ACCOUNT_ID"),
        (_answer(404), "404 Not Found: check CLOUDFLARE_ACCOUNT_ID"),
        (_answer(404, '{"errors": [10009, {"code": "10009"}]}'), "404 Not Found: check"),
        (_refusing(401, 10000), "401 Unauthorized (code 10000): check CLOUDFLARE_API_TOKEN"),
        (_refusing(403, 10000), "403 Forbidden (code 10000): check CLOUDFLARE_API_TOKEN"),
        (_answer(403, HTML), "403 Forbidden: check CLOUDFLARE_API_TOKEN"),
        (_answer(500), "500 Internal Server Error: try again later"),
        (_answer(503, HTML), "503 Service Unavailable: try again later"),
        (_answer(302, "", Location=f"/{SECRET}"), "302 Found: a redirect is not followed"),
        (_refusing(429, 971), "429 Too Many Requests (code 971): it is left alone for 10 seconds"),
    ],
)
def test_an_answer_that_other_calls_would_get_too_says_what_to_do_and_repeats_nothing(
    answer: Answer, said: str
) -> None:
    trouble = _trouble(answer)

    assert str(trouble).startswith(f"Cloudflare KV answered {said}")
    assert isinstance(trouble, CacheAway)
    assert SECRET not in str(trouble)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (_refusing(400, 10033), "it does not take such a key or value"),
        (_refusing(413, 10099), "it does not take such a key or value"),
        (_refusing(414, 10030), "it does not take such a key or value"),
        (_refusing(429, 10429), "this key was written less than a second ago"),
    ],
)
def test_an_answer_about_one_key_does_not_speak_for_others(answer: Answer, said: str) -> None:
    trouble = _trouble(answer)

    assert said in str(trouble)
    assert not isinstance(trouble, CacheAway)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 10),
        ({"Retry_After": "2"}, 10),
        ({"Retry_After": "45"}, 45),
        ({"Retry_After": "999999"}, 300),
        ({"Retry_After": "Sat, 22 Jun 2024 02:31:00 GMT"}, 60),
        ({"Retry_After": "soon"}, 10),
    ],
)
def test_after_too_many_requests_the_cache_is_left_alone_as_it_asks(
    headers: dict[str, str], seconds: int
) -> None:
    trouble = _trouble(_refusing(429, 971, **headers))

    assert isinstance(trouble, CacheAway)
    assert trouble.rest_seconds == seconds


@pytest.mark.parametrize("body", ["", "0", "null", '{"success": false, "errors": [{"code": 10009}]}', "<p>"])
def test_a_value_is_what_stands_there_whatever_it_looks_like(body: str) -> None:
    assert value_in(_answer(200, body, Content_Type="application/octet-stream")) == body.encode()


def test_a_page_for_people_is_no_value() -> None:
    with pytest.raises(CacheAway, match="an HTML page where a value was expected: check CLOUDFLARE_API_URL"):
        value_in(_answer(200, HTML, Content_Type="text/html; charset=utf-8"))


def test_what_is_done_is_done_also_where_there_was_nothing_to_delete() -> None:
    done(_answer(200, {"success": True, "errors": [], "result": None}))
    done(_refusing(404, 10009))


@pytest.mark.parametrize(
    "body",
    ["", HTML, "[]", "{}", '{"items": "none"}', '{"success": 1}', '{"errors": [], "resu', "[" * 100_000],
)
def test_an_answer_that_does_not_say_so_is_no_success(body: str) -> None:
    with pytest.raises(CacheAway, match="Cloudflare KV answered with no") as refused:
        done(_answer(200, body))

    assert SECRET not in str(refused.value)


def test_a_refusal_may_come_with_status_200() -> None:
    with pytest.raises(CacheAway, match=r"no success \(code 10000\)"):
        done(_refusing(200, 10000))


@pytest.mark.parametrize(
    ("confirm", "said"), [(all_deleted, "did not delete all keys"), (all_kept, "did not keep all values")]
)
def test_a_bulk_that_leaves_keys_is_not_done(confirm: Callable[[Answer], None], said: str) -> None:
    result = {"successful_key_count": 1, "unsuccessful_keys": ["tunemeld:b"]}

    with pytest.raises(CacheError, match=said) as left:
        confirm(_answer(200, {"success": True, "result": result}))

    assert not isinstance(left.value, CacheAway)


@pytest.mark.parametrize("confirm", [all_deleted, all_kept])
@pytest.mark.parametrize("result", [None, {}, {"successful_key_count": 2, "unsuccessful_keys": []}])
def test_a_bulk_that_leaves_no_keys_is_done(confirm: Callable[[Answer], None], result: object) -> None:
    confirm(_answer(200, {"success": True, "errors": [], "result": result}))


@pytest.mark.parametrize("confirm", [all_deleted, all_kept])
@pytest.mark.parametrize("body", ["", HTML, {"success": False, "result": {"unsuccessful_keys": []}}, {}])
def test_a_bulk_whose_answer_does_not_say_so_is_not_done(
    confirm: Callable[[Answer], None], body: str | dict[str, Any]
) -> None:
    with pytest.raises(CacheAway, match="answered with no"):
        confirm(_answer(200, body))


def test_of_a_list_only_our_own_keys_are_taken() -> None:
    listed = [{"name": "tunemeld:a"}, {"name": "somebody:else"}, {"name": 7}, "tunemeld:b", {}]
    body = {"success": True, "result": listed, "result_info": {"cursor": "more"}}

    assert page_in(_answer(200, body), "tunemeld:") == Page(("tunemeld:a",), "more")


@pytest.mark.parametrize("info", [None, {}, {"cursor": ""}, {"cursor": None}, []])
def test_a_list_without_a_cursor_is_the_last(info: object) -> None:
    assert page_in(_answer(200, {"success": True, "result": [], "result_info": info}), "x") == Page((), "")


def test_a_list_that_is_none_is_not_taken_for_an_empty_one() -> None:
    with pytest.raises(CacheAway, match="no list where keys were expected"):
        page_in(_answer(200, {"success": True, "result": None}), "tunemeld:")
