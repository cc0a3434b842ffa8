"""`POST /runs`: who may order a run, and which orders are none."""

from collections.abc import Callable

import pytest
from tests.api_in_process import ADMIN_TOKEN, Home
from tests.described import CheckedClient
from tests.integration.http_api.orders import AUTHORISED, start


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        f"Bearer {ADMIN_TOKEN}x",
        f"Basic {ADMIN_TOKEN}",
        ADMIN_TOKEN,
        "Bearer \xff",
    ],
)
def test_without_the_right_token_nothing_is_begun(api: CheckedClient, authorization: str | None) -> None:
    sent = {"Content-Type": "application/json"}
    if authorization is not None:
        sent["Authorization"] = authorization
    before = api.get("/runs").data
    answer = start(api, {}, sent)
    assert answer.status == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="tunemeld"'
    assert "Authorization: Bearer" in answer.message
    assert api.get("/runs").data == before


@pytest.mark.parametrize(("authorization", "status"), [(None, 401), ("Bearer guessed", 403)])
def test_what_changes_state_is_off_without_a_token(
    new_home: Callable[..., Home], authorization: str | None, status: int
) -> None:
    sent = {"Content-Type": "application/json"} | ({"Authorization": authorization} if authorization else {})
    with new_home().serve() as api:
        answer = start(api, {}, sent)
        assert (answer.status, answer.message) == (
            status,
            "what changes state is off here: set ADMIN_TOKEN to switch it on",
        )
        assert api.get("/runs").data == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("{", ["the body", "'{'", "JSON"]),
        ("", ["the body", "''", "JSON"]),
        ("[]", ["the body", "[]", "an object"]),
        ("null", ["the body", "an object"]),
        ('{"genre": null}', ["genre", "a text"]),
        ('{"genre": 7}', ["genre is 7", "a text"]),
        (
            '{"stage": "all"}',
            ["stage is 'all'", "'extract', 'transform', 'aggregate', 'view_count' or 'full'"],
        ),
        ('{"force": true}', ["force is no", "genre, stage"]),
    ],
)
def test_an_order_that_is_none_is_named_with_what_it_should_be(
    api: CheckedClient, body: str, said: list[str]
) -> None:
    answer = start(api, None, body=[body.encode()])
    assert answer.status == 400
    assert [each for each in said if each not in answer.message] == []


def test_an_order_for_a_genre_that_there_is_not_names_those_that_there_are(api: CheckedClient) -> None:
    answer = start(api, {"genre": "polka"})
    assert answer.status == 404
    assert "'polka'; known genres: country, dance, pop, rap" in answer.message


@pytest.mark.parametrize("sent", [None, "text/plain", "application/xml; charset=utf-8", "application/jsonp"])
def test_a_body_of_another_type_is_named_with_the_right_one(api: CheckedClient, sent: str | None) -> None:
    headers = {"Authorization": AUTHORISED["Authorization"]} | ({"Content-Type": sent} if sent else {})
    answer = start(api, {}, headers)
    assert answer.status == 415
    assert answer.message.endswith("send application/json")
    assert (sent or "of no type").partition(";")[0] in answer.message


@pytest.mark.parametrize(
    ("headers", "pieces"),
    [
        ({}, [b'{"genre": "', *[b"a" * 1_000] * 20, b'"}']),
        # Nobody waits for all that was announced.
        ({"Content-Length": "1000000"}, [b"{}"]),
    ],
    ids=["in pieces", "announced"],
)
def test_a_body_that_is_too_large_is_refused(
    api: CheckedClient, headers: dict[str, str], pieces: list[bytes]
) -> None:
    answer = start(api, None, AUTHORISED | headers, pieces)
    assert (answer.status, answer.message) == (413, "the body is larger than 16384 bytes")


def test_without_a_key_for_real_lists_no_run_is_begun(new_home: Callable[..., Home]) -> None:
    with new_home(admin_token=ADMIN_TOKEN, tunemeld_source="rapidapi").serve() as api:
        answer = start(api, {})
        assert answer.status == 409
        assert "RAPIDAPI_KEY is not set" in answer.message
