"""`/runs`: how runs went, and one more for whoever has the token."""

from collections.abc import Callable
from threading import Event
from typing import Any

from tests.api_in_process import ADMIN_TOKEN, GENRES, Home, eventually
from tests.asgi_client import AsgiClient
from tests.builders import a_report
from tests.described import CheckedClient
from tests.integration.http_api.orders import AUTHORISED, start
from tests.shapes import TIME, misfits
from tests.worlds import WEEK

from tunemeld.entrypoints.http.app import build_app

REPORT = {
    "run_id": str,
    "stage": frozenset({"extract", "transform", "aggregate", "view_count", "full"}),
    "source": frozenset({"sample"}),
    "status": frozenset({"running", "done", "partial", "failed", "interrupted"}),
    "started_at": TIME,
    "finished_at": (TIME, None),
    "seconds": float,
    "genres": {str: dict},
    "counters": {str: dict},
    "calls": {str: int},
    "failures": {str: str},
    "notes": [str],
    "error": str,
}


def test_runs_are_told_newest_first(api: CheckedClient) -> None:
    runs = api.get("/runs").data
    assert not list(misfits(runs, [REPORT]))
    assert [run["started_at"][:10] for run in runs] == ["2024-06-29", "2024-06-22"]
    assert {run["status"] for run in runs} == {"done"}
    assert {*runs[0]["genres"]} == {*GENRES}
    assert api.get("/runs?limit=1").data == runs[:1]


def test_what_went_wrong_is_told_without_places_of_the_installation(new_home: Callable[..., Home]) -> None:
    home = new_home(
        tunemeld_storage="sqlite", mongodb_url="mongodb://someone:a-password@db.internal.example:27017"
    )
    place = home.settings.tunemeld_sqlite_path
    failed = a_report("run-1").model_copy(
        update={
            "error": f"{place} is full, and db.internal.example:27017 is away",
            "notes": [f"see {place.parent}"],
        }
    )
    home.stores.runs.save(failed)
    with home.serve() as api:
        answer = api.get("/runs")
    assert answer.data[0]["run_id"] == "run-1"
    assert "is full" in answer.data[0]["error"]
    for told in (str(place), str(place.parent), "internal.example", "a-password"):
        assert told not in answer.text


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
        second = start(api, {"genre": "ALL"}).data["run_id"]
        report = eventually(lambda: _ended(api, second))
        assert {*report["genres"]} == {*GENRES}
        eventually(lambda: _chart(api)["snapshot_id"] != first["snapshot_id"])
        assert (
            api.get("/playlist-data/dance").data[0]["snapshot_id"] == report["genres"]["dance"]["snapshot_id"]
        )
        assert [run["run_id"] for run in api.get("/runs").data] == [second, run_id]


def test_a_run_fills_the_stores_in_memory_that_the_same_process_reads(new_home: Callable[..., Home]) -> None:
    settings = new_home(admin_token=ADMIN_TOKEN).settings
    assert (settings.storage, settings.cache) == ("memory", "memory")
    with AsgiClient(build_app(settings)) as api:
        assert api.ask("POST", "/runs", AUTHORISED, body=[b'{"genre": "rap"}']).status == 202
        eventually(lambda: api.get("/playlist-data/rap").status == 200)


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
