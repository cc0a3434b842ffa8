"""`tunemeld system`: how it is, and a report for a bug that gives no secret away."""

import json
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from tests.integration.cli.conftest import Tunemeld
from tests.proof.planted import BESIDE, SETTINGS, secrets_in
from tests.worlds import World

from tunemeld.application.errors import UpstreamUnavailable
from tunemeld.wiring.upstreams import UPSTREAMS

AWAY = UpstreamUnavailable("spotify23", "spotify23 answered 503 Service Unavailable; try again later")
ALL_SECRETS = " and ".join(SETTINGS.values())
CHECKED = ["store", "cache", "disk", "charts", *UPSTREAMS]


@pytest.fixture
def named(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """A world in which Spotify's lists come from spotify23, as they do."""
    count = world.meter.count

    def counted(upstream: str) -> None:
        count("spotify23" if upstream == "spotify" else upstream)

    monkeypatch.setattr(world.meter, "count", counted)
    return world


def _report(tunemeld: Tunemeld, **settings: str) -> dict[str, Any]:
    ran = tunemeld("system", "debug", **settings)
    assert ran.code == 0
    found: dict[str, Any] = json.loads(ran.out)
    return found


def _no_database(home: Path) -> str:
    (home / "notes.txt").write_text("no database" * 100)
    return str(home / "notes.txt")


def test_health_is_well_on_a_fresh_machine_and_makes_nothing(tunemeld: Tunemeld, store: Path) -> None:
    ran = tunemeld("system", "health")

    assert (ran.code, ran.err) == (0, "")
    rows = ran.out.splitlines()[2:]
    assert [row.split()[:2] for row in rows] == [[name, "ok"] for name in CHECKED]
    assert not store.parent.exists()


def test_health_tells_which_genres_have_a_chart(tunemeld: Tunemeld) -> None:
    tunemeld("aggregate", "-g", "pop")

    told = tunemeld("system", "health").out

    assert re.search(r"^store +ok +\d+ +.*tunemeld\.db: charts for pop$", told, re.MULTILINE)


def test_health_as_json_has_exactly_the_names_that_are_promised(tunemeld: Tunemeld) -> None:
    ran = tunemeld("system", "health", "--format", "json")

    found = json.loads(ran.out)
    assert (ran.code, list(found)) == (0, ["overall_healthy", "checks"])
    assert list(found["checks"]) == CHECKED
    assert {tuple(check) for check in found["checks"].values()} == {
        ("healthy", "duration_ms", "details", "remedy")
    }
    assert found["overall_healthy"] is True


def test_an_upstream_that_gave_nothing_makes_health_fail_with_a_remedy(
    tunemeld: Tunemeld, named: World
) -> None:
    named.catalogues["Spotify"].bodies["country"] = AWAY
    named.catalogues["Spotify"].headers["country"] = AWAY
    tunemeld("etl", "run")

    ran = tunemeld("system", "health")

    assert ran.code == 1
    assert ran.out.count("WRONG") == ran.out.count("→") == 1
    assert re.search(
        rf"^spotify23 +WRONG +\d+ +failed in the run of 2024-06-22 02:30 UTC: {re.escape(str(AWAY))}$",
        ran.out,
        re.MULTILINE,
    )
    assert re.search(r"^ +→ do what the reason says", ran.out, re.MULTILINE)


def test_a_store_that_is_away_is_one_fault_and_leaves_the_others_standing(
    tunemeld: Tunemeld, home: Path
) -> None:
    ran = tunemeld("system", "health", "--format", "json", TUNEMELD_SQLITE_PATH=_no_database(home))

    found = json.loads(ran.out)
    assert (ran.code, found["overall_healthy"]) == (1, False)
    wrong = {name: check for name, check in found["checks"].items() if not check["healthy"]}
    assert list(wrong) == ["store"]
    assert "is no SQLite database" in wrong["store"]["details"]
    assert "tunemeld db test-connection" in wrong["store"]["remedy"]
    assert found["checks"]["cache"]["details"] == "memory: writes, reads and deletes"
    assert found["checks"]["itunes"]["details"] == "unknown while the store cannot be read"


def test_health_asks_nobody(tunemeld: Tunemeld, world: World) -> None:
    tunemeld("etl", "run")
    for catalogue in world.catalogues.values():
        catalogue.bodies["country"] = AssertionError("asked")

    assert tunemeld("system", "health").code == 0
    assert len(world.stores.runs.recent(5)) == 1


def test_wrong_settings_stop_health_with_their_names(tunemeld: Tunemeld) -> None:
    ran = tunemeld("system", "health", API_PORT="x")

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("Error: API_PORT='x'")


def test_a_report_tells_versions_platform_settings_runs_and_health(tunemeld: Tunemeld) -> None:
    tunemeld("aggregate", "-g", "pop")

    report = _report(tunemeld, ETL_BATCH_SIZE="7", ITUNES_API_URL="https://proxy.inside.example")

    assert list(report) == [
        "versions",
        "platform",
        "terminal",
        "settings",
        "problems",
        "health",
        "runs",
        "failed_fetches",
        "malformed",
    ]
    assert report["settings"]["ETL_BATCH_SIZE"] == {"value": "7", "from": "environment"}
    assert report["settings"]["ITUNES_API_URL"] == {"value": "changed", "from": "environment"}
    assert report["settings"]["DEEZER_API_URL"] == {"value": "default", "from": "default"}
    assert "inside.example" not in json.dumps(report)
    assert list(report["health"]["checks"]) == CHECKED
    assert [run["stage"] for run in report["runs"]] == ["full"]
    assert report["problems"] == []


def test_a_report_makes_no_store_and_no_run(tunemeld: Tunemeld, store: Path) -> None:
    assert _report(tunemeld)["runs"] == []
    assert not store.parent.exists()


def test_the_report_goes_to_standard_output_and_advice_beside_it(tunemeld: Tunemeld) -> None:
    ran = tunemeld("system", "debug")

    assert ran.out.startswith('{\n  "versions": {\n')
    assert ran.err == "Note: secrets are left out; read the report all the same before you give it away\n"


def test_paths_are_told_without_the_users_name(
    tunemeld: Tunemeld, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(home))
    tunemeld("aggregate", "-g", "pop")

    report = _report(tunemeld)

    assert report["settings"]["TUNEMELD_SQLITE_PATH"]["value"] == "~/data/tunemeld/tunemeld.db"
    assert report["health"]["checks"]["store"]["details"] == "~/data/tunemeld/tunemeld.db: charts for pop"
    assert str(home) not in json.dumps(report)


def test_no_secret_is_in_a_report_wherever_it_was_planted(tunemeld: Tunemeld, world: World) -> None:
    """In every setting that may hold one, and in what the store has kept of upstreams."""
    settings = {**SETTINGS, **BESIDE, "TUNEMELD_STORAGE": "memory"}
    failure = UpstreamUnavailable("spotify", f"spotify does not like {ALL_SECRETS}")
    world.catalogues["Spotify"].bodies["country"] = failure
    world.catalogues["Spotify"].headers["country"] = failure
    tunemeld("etl", "run", **settings)
    (kept,) = world.stores.runs.recent(1)
    kept.notes, kept.error = [f"note of {ALL_SECRETS}"], f"error of {ALL_SECRETS}"
    world.stores.runs.save(kept)

    ran = tunemeld("system", "debug", **settings)

    report = json.loads(ran.out)
    assert report["failed_fetches"][0]["reason"].startswith("spotify does not like [redacted] and ")
    assert report["runs"][0]["failures"]["spotify"].startswith("spotify does not like [redacted] and ")
    assert report["runs"][0]["notes"][0].startswith("note of [redacted] and ")
    assert report["runs"][0]["error"].startswith("error of [redacted] and ")
    assert {report["settings"][name]["value"] for name in SETTINGS} == {"set"}
    assert secrets_in(ran.out + ran.err) == []


def test_no_secret_is_in_health_either(tunemeld: Tunemeld, named: World) -> None:
    settings = {**SETTINGS, **BESIDE, "TUNEMELD_STORAGE": "memory"}
    tunemeld("etl", "run", **settings)

    table = tunemeld("system", "health", **settings)
    program = tunemeld("system", "health", "--format", "json", **settings)

    assert secrets_in(table.out + table.err + program.out + program.err) == []


def test_a_report_is_made_of_wrong_settings_too_and_names_them(tunemeld: Tunemeld) -> None:
    """A wrong value of a setting that is told in full is told, and may hold the secret of another one."""
    wrong = {
        "ETL_THREAD_COUNT": "many",
        "TUNEMELD_CACHE": f"kv, {SETTINGS['CLOUDFLARE_API_TOKEN']}",
        "MONGODB_URL": "postgres://reader:planted%2Fmongo-password-6e12@127.0.0.1/",
        "ITUNES_API_URL": "http://inside.example/planted-redis-password-b7d4",
    }

    ran = tunemeld("system", "debug", **{**SETTINGS, **BESIDE, **wrong})

    report = json.loads(ran.out)
    assert ran.code == 0
    assert report["problems"][0].startswith("MONGODB_URL is wrong")
    assert "ETL_THREAD_COUNT='many': expected a whole number." in report["problems"]
    assert any(problem.startswith("TUNEMELD_CACHE='kv, [redacted]'") for problem in report["problems"])
    assert {report["settings"][name]["value"] for name in wrong} == {"wrong"}
    assert report["settings"]["API_PORT"] == {"value": "8000", "from": "default"}
    assert "health" not in report
    assert "inside.example" not in ran.out
    assert secrets_in(ran.out + ran.err) == []


def test_a_report_is_made_where_not_even_the_settings_can_be_read(tunemeld: Tunemeld, home: Path) -> None:
    (home / ".env").write_bytes(b"RAPIDAPI_KEY=\xff\n")

    report = _report(tunemeld)

    assert report["settings"] == {}
    assert report["problems"][0].startswith(".env cannot be read (it is not UTF-8)")
    assert report["versions"]["tunemeld"]


def test_a_report_is_made_with_a_broken_playlists_file(tunemeld: Tunemeld, home: Path) -> None:
    (home / "playlists.toml").write_text('[country.Spotify]\nid = "short"\n')

    report = _report(tunemeld, RAPIDAPI_KEY="any-key", TUNEMELD_PLAYLISTS_FILE="playlists.toml")

    assert report["settings"]["RAPIDAPI_KEY"]["value"] == "set"
    assert report["problems"][0].startswith("playlists.toml, [country]: a chart needs 2 services")
    assert "health" not in report


def test_a_report_is_made_while_the_store_is_away(tunemeld: Tunemeld, home: Path) -> None:
    report = _report(tunemeld, TUNEMELD_SQLITE_PATH=_no_database(home))

    assert "is no SQLite database" in report["unread"]
    assert not report["health"]["checks"]["store"]["healthy"]
    assert report["health"]["checks"]["disk"]["healthy"]
    assert "runs" not in report


def test_a_report_tells_of_a_store_of_another_version(tunemeld: Tunemeld, store: Path) -> None:
    tunemeld("aggregate", "-g", "pop")
    with sqlite3.connect(store) as connection:
        connection.execute("PRAGMA user_version = 9")
    connection.close()

    assert "has schema 9" in _report(tunemeld)["unread"]
