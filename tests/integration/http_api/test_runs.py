"""`/runs`: how runs went, and one more for whoever has the token."""

import json
from collections.abc import Callable, Sequence
from threading import Event
from typing import Any

import pytest
from tests.api_in_process import ADMIN_TOKEN, GENRES, Home, eventually
from tests.asgi_client import Answer
from tests.described import CheckedClient
from tests.shapes import TIME, misfits
from tests.worlds import WEEK

AUTHORISED = {"Authorization": f"Bearer {ADMIN_TOKEN}", "Content-Type": "application/json"}
REPORT = {
    "run_id": str,
    "stage": frozenset({"extract", "transform", "aggregate", "full"}),
    "source": frozenset({"sample"}),
    "status": frozenset({"running", "done", "partial", "failed", "interrupted"}),
    "started_at": TIME,
    "finished_at": (TIME, None),
    "seconds": float,
    "genres": {str: dict},
    "calls": {str: int},
    "failures": {str: str},
    "notes": [str],
    "error": str,
}


def start(
    api: CheckedClient, order: object, headers: dict[str, str] | None = None, body: Sequence[bytes] = ()
) -> Answer:
    """The answer to an order of a run."""
    sent = body or [json.dumps(order).encode()]
    return api.ask("POST", "/runs", AUTHORISED if headers is None else headers, body=sent)


def test_runs_are_told_newest_first(api: CheckedClient) -> None:
    runs = api.get("/runs").data
    assert not list(misfits(runs, [REPORT]))
    assert [run["started_at"][:10] for run in runs] == ["2024-06-29", "2024-06-22"]
    assert {run["status"] for run in runs} == {"done"}
    assert {*runs[0]["genres"]} == {*GENRES}
    assert api.get("/runs?limit=1").data == runs[:1]


def test_a_run_is_begun_and_the_chart_changes_under_a_server_that_goes_on(
    new_home: Callable[..., Home],
) -> None:
    home = new_home(admin_token=ADMIN_TOKEN)
    with home.serve() as api:
        assert api.get("/playlist-data/dance").status == 404
        answer = start(api, {"genre": "Dance", "stage": "full"})
        assert answer.status == 202
        run_id = answer.data["run_id"]
        assert [run["run_id"] for run in api.get("/runs").data] == [run_id]
        assert answer.document == {
            "status": "success",
            "message": f"run {run_id} has begun",
            "data": {"run_id": run_id},
        }
        first = eventually(lambda: _chart(api))
        report = eventually(lambda: _ended(api, run_id))
        assert (report["status"], [*report["genres"]]) == ("done", ["dance"])
        assert first["snapshot_id"] == report["genres"]["dance"]["snapshot_id"]

        home.clock.put_forward(WEEK)
        second = start(api, {}).data["run_id"]
        report = eventually(lambda: _ended(api, second))
        assert {*report["genres"]} == {*GENRES}
        eventually(lambda: _chart(api)["snapshot_id"] != first["snapshot_id"])
        assert (
            api.get("/playlist-data/dance").data[0]["snapshot_id"] == report["genres"]["dance"]["snapshot_id"]
        )
        assert [run["run_id"] for run in api.get("/runs").data] == [second, run_id]


def test_a_second_run_has_to_wait_for_the_first(new_home: Callable[..., Home]) -> None:
    home, go_on = new_home(admin_token=ADMIN_TOKEN), Event()
    home.stores.meanwhile["recordings"] = lambda: go_on.wait(30)
    with home.serve() as api:
        first = start(api, {"genre": "rap"}).data["run_id"]
        eventually(lambda: api.get("/runs").data)
        assert (api.get("/runs").data[0]["status"], api.get("/runs").data[0]["finished_at"]) == (
            "running",
            None,
        )
        answer = start(api, {"genre": "rap"})
        assert (answer.status, answer.message) == (
            409,
            f"run {first} is under way: wait until /runs shows that it has ended",
        )
        go_on.set()
        eventually(lambda: _ended(api, first))
        eventually(lambda: start(api, {"genre": "rap"}).status == 202)


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
        ('{"stage": "all"}', ["stage is 'all'", "'extract', 'transform', 'aggregate' or 'full'"]),
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


@pytest.mark.parametrize("is_announced", [True, False])
def test_a_body_that_is_too_large_is_refused_announced_or_not(api: CheckedClient, is_announced: bool) -> None:
    pieces = [b'{"genre": "'] + [b"a" * 1_000] * 20 + [b'"}']
    length = {"Content-Length": str(sum(map(len, pieces)))} if is_announced else {}
    answer = start(api, None, AUTHORISED | length, pieces)
    assert (answer.status, answer.message) == (413, "the body is larger than 16384 bytes")


def test_without_a_key_for_real_lists_no_run_is_begun(new_home: Callable[..., Home]) -> None:
    with new_home(admin_token=ADMIN_TOKEN, tunemeld_source="rapidapi").serve() as api:
        answer = start(api, {})
        assert answer.status == 409
        assert "RAPIDAPI_KEY is not set" in answer.message


def test_while_the_store_is_away_no_run_is_begun_and_none_is_told(new_home: Callable[..., Home]) -> None:
    home = new_home(admin_token=ADMIN_TOKEN)
    with home.serve() as api:
        home.lose_store()
        for answer in (start(api, {}), api.get("/runs")):
            assert (answer.status, answer.headers["retry-after"]) == (503, "5")
            assert answer.message == "the store cannot be read just now: try again in 5 seconds"


def _chart(api: CheckedClient) -> dict[str, Any]:
    answer = api.get("/playlist-data/dance")
    return dict(answer.data[0]) if answer.status == 200 else {}


def _ended(api: CheckedClient, run_id: str) -> dict[str, Any]:
    runs = [run for run in api.get("/runs").data if run["run_id"] == run_id and run["finished_at"]]
    return dict(runs[0]) if runs else {}
