"""`/health`, `/health/live` and `/metrics`: what whoever watches is told."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from prometheus_client.parser import text_string_to_metric_families
from tests.api_in_process import Home, eventually
from tests.described import CheckedClient
from tests.fakes import UnreachableCache
from tests.shapes import misfits
from tests.worlds import DAY

NewHome = Callable[..., Home]
CHECK = {"healthy": bool, "duration_ms": float, "details": str, "remedy": str}


def samples(api: CheckedClient) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """Every figure that Prometheus would take over, by its name and labels."""
    answer = api.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    families = list(text_string_to_metric_families(answer.text))
    assert all(family.documentation for family in families)
    found = [sample for family in families for sample in family.samples]
    return {(sample.name, tuple(sorted(sample.labels.items()))): sample.value for sample in found}


def figure(api: CheckedClient, name: str, **labels: str) -> float | None:
    """One of them; None where there is none."""
    return samples(api).get((name, tuple(sorted(labels.items()))))


def test_the_health_of_all_that_is_needed_is_told(api: CheckedClient) -> None:
    data = api.get("/health").data
    assert not list(misfits(data, {"overall_healthy": bool, "checks": {str: CHECK}}))
    assert data["overall_healthy"] is True
    assert {"store", "cache", "disk", "spotify23", "itunes"} <= data["checks"].keys()
    for genre in ("country", "dance", "pop", "rap"):
        assert genre in data["checks"]["store"]["details"]


def test_the_health_of_what_is_away_has_a_remedy_and_no_place(new_home: NewHome, tmp_path: Path) -> None:
    home = new_home(
        tunemeld_sqlite_path=tmp_path / "charts.db",
        cache=UnreachableCache(),
        mongodb_url="mongodb://someone:a-password@db.internal.example:27017",
        redis_url="redis://:a-password@cache.internal.example:6379",
        tunemeld_storage="sqlite",
        tunemeld_cache="memory",
    )
    with home.serve() as api:
        home.lose_store()
        answer = api.get("/health")
    assert answer.status == 200
    assert answer.message == "something is wrong: see the remedies"
    wrong = {name: check for name, check in answer.data["checks"].items() if not check["healthy"]}
    assert {*wrong} == {"store", "cache"}
    assert all(check["remedy"] for check in wrong.values())
    assert "GiB free" in answer.data["checks"]["disk"]["details"]
    for told in ("internal.example", "a-password", "someone", str(tmp_path)):
        assert told not in answer.text


def test_a_process_that_answers_is_alive(api: CheckedClient) -> None:
    answer = api.get("/health/live")
    assert answer.document == {"status": "success", "message": "alive", "data": {"alive": True}}


def test_requests_are_counted_by_route_method_and_status(new_home: NewHome) -> None:
    home = new_home()
    home.run("pop")
    with home.serve() as api:
        for path in ("/playlist-data/pop",) * 3 + (
            "/playlist-data/polka",
            "/playlist-data/POP",
            "/tracks/x",
            "/a",
            "/b",
        ):
            api.get(path)
        api.ask("HEAD", "/playlist-data/pop")
        for method in ("DELETE", "BREW", "BREW2"):
            api.ask(method, "/playlist-data/pop")
        api.ask("GET", "/genres", {"Host": "evil.example"})
        chart = "/playlist-data/{genre}"
        counted = {
            labels: value
            for (name, labels), value in samples(api).items()
            if name == "tunemeld_http_requests_total"
        }
        assert {
            (d["route"], d["method"], d["status"]): value
            for labels, value in counted.items()
            if (d := dict(labels))
        } == {
            (chart, "GET", "200"): 4,
            (chart, "GET", "404"): 1,
            (chart, "HEAD", "200"): 1,
            (chart, "other", "405"): 3,
            ("/tracks/{isrc}", "GET", "400"): 1,
            ("unmatched", "GET", "404"): 2,
            ("refused", "GET", "421"): 1,
        }
        assert figure(api, "tunemeld_http_request_duration_seconds_count", route=chart, method="GET") == 5
        assert (
            figure(api, "tunemeld_http_request_duration_seconds_bucket", route=chart, method="GET", le="+Inf")
            == 5
        )
        assert (figure(api, "tunemeld_http_request_duration_seconds_sum", route=chart, method="GET") or 0) > 0
        # Four lay ready: three charts and a HEAD. The requests for figures themselves are among the others.
        assert figure(api, "tunemeld_http_answers_total", cache="hit") == 4


def test_how_old_the_data_are_is_told_by_genre_and_list(new_home: NewHome) -> None:
    home = new_home()
    home.run("pop")
    home.clock.put_forward(3_600)
    with home.serve() as api:
        assert figure(api, "tunemeld_chart_age_seconds", genre="pop") == 3_600
        assert figure(api, "tunemeld_chart_age_seconds", genre="rap") is None
        assert figure(api, "tunemeld_list_age_seconds", genre="pop", service="Spotify") == 3_600
        assert figure(api, "tunemeld_list_counts", genre="pop", service="Spotify") == 1
        assert figure(api, "tunemeld_list_counts", genre="rap", service="Spotify") == 0
        assert (figure(api, "tunemeld_store_up"), figure(api, "tunemeld_data_age_seconds")) == (1, 0)
        home.lose_store()
        eventually(lambda: figure(api, "tunemeld_store_up") == 0)
        home.clock.put_forward(60)
        assert figure(api, "tunemeld_data_age_seconds") == 60


def test_how_the_last_runs_went_is_told_by_stage(two_weeks: Home, api: CheckedClient) -> None:
    assert figure(api, "tunemeld_last_run_status", stage="full", status="done") == 1
    assert figure(api, "tunemeld_last_run_status", stage="full", status="failed") == 0
    assert figure(api, "tunemeld_last_run_age_seconds", stage="full") == 3_600
    assert (
        figure(api, "tunemeld_last_run_step_duration_seconds", stage="full", genre="pop", step="transform")
        == 0
    )


def test_readiness_says_which_charts_and_lists_are_old_and_stays(new_home: NewHome) -> None:
    home = new_home(stale_after_days=7)
    home.run("pop")
    with home.serve() as api:
        fresh = api.get("/health/ready")
        home.clock.put_forward(7.5 * DAY)

        def told_by_all() -> Any:
            """Until the next look the data themselves are old, and lists stand as they did."""
            seen = api.get("/health/ready")
            return seen if seen.data["lists_stale"] and "the last good data" not in seen.message else None

        old = eventually(told_by_all)

        assert (fresh.message, old.message) == ("ready", "ready; 1 of 4 charts are older than 7 days")
        assert (fresh.data["charts_stale"], fresh.data["lists_stale"]) == ({}, [])
        assert old.status == 200
        assert old.data["charts_stale"] == {"pop": 7.5}
        assert old.data["stale_after_days"] == 7
        assert old.data["lists_stale"] == ["pop/Spotify", "pop/AppleMusic", "pop/SoundCloud"]
        health = api.get("/health").data
        assert health["overall_healthy"] is False
        assert health["checks"]["charts"]["details"] == "older than 7 days: pop of 2024-06-22"
        home.run("pop")
        eventually(lambda: api.get("/health/ready").message == "ready")
