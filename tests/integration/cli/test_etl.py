"""`tunemeld etl`: which stage runs over which genres, what a dry run leaves alone, how things stand."""

import re
import sqlite3
from pathlib import Path

import pytest
from dependency_injector import providers
from tests.integration.cli.conftest import Tunemeld
from tests.scripted_counters import ScriptedVideos
from tests.worlds import DAY, World

from tunemeld.application.errors import UpstreamUnavailable
from tunemeld.application.report import RunReport, RunStatus
from tunemeld.container import Container
from tunemeld.domain.quota import RemainingQuota


def _last_run(world: World) -> RunReport:
    return world.stores.runs.recent(1)[0]


def _genres(out: str) -> list[str]:
    return re.findall(r"^([a-z]+): ", out, re.MULTILINE)


@pytest.mark.parametrize("words", [(), ("-g", "all"), ("-g", "ALL", "-g", "pop"), ("--full-pipeline",)])
def test_all_genres_are_run_unless_some_are_named(tunemeld: Tunemeld, words: tuple[str, ...]) -> None:
    ran = tunemeld("etl", "run", *words)

    assert ran.code == 0
    assert _genres(ran.out) == ["country", "dance", "pop", "rap"]


def test_named_genres_are_run_once_each_in_their_order(tunemeld: Tunemeld) -> None:
    ran = tunemeld("etl", "run", "-g", "rap", "-g", "Country", "--genre", "rap")

    assert _genres(ran.out) == ["rap", "country"]


@pytest.mark.parametrize(
    "words",
    [("extract",), ("--stage", "extract"), ("EXTRACT", "--stage", "extract")],
    ids=["argument", "option", "both"],
)
def test_a_stage_is_an_argument_or_an_option(
    tunemeld: Tunemeld, world: World, words: tuple[str, ...]
) -> None:
    ran = tunemeld("etl", "run", *words)

    assert ran.code == 0
    assert (_last_run(world).stage, world.stores.charts.current("country")) == ("extract", None)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("extract", "--stage", "transform"), "extract and transform"),
        (("aggregate", "--full-pipeline"), "aggregate and full"),
    ],
)
def test_two_stages_contradict_each_other(tunemeld: Tunemeld, words: tuple[str, ...], named: str) -> None:
    ran = tunemeld("etl", "run", *words)

    assert (ran.code, ran.out) == (2, "")
    assert f"one stage at a time: {named} were named" in ran.err


def test_the_stages_run_one_by_one_end_where_the_full_pipeline_ends(tunemeld: Tunemeld, world: World) -> None:
    codes = [tunemeld("etl", "run", stage).code for stage in ("extract", "transform", "aggregate")]
    by_stages = world.publication().snapshot_id

    assert codes == [0, 0, 0]
    assert "unchanged: nothing came in that could change it" in tunemeld("etl", "run").out
    assert world.publication().snapshot_id == by_stages


def test_a_full_run_counts_at_its_end_and_other_stages_count_nothing(
    tunemeld: Tunemeld, world: World
) -> None:
    world.videos = ScriptedVideos(world.clock, world.meter)
    world.videos.known["tune 1"] = ()

    full, stage = tunemeld("etl", "run"), tunemeld("etl", "run", "aggregate")

    assert "Youtube: 9 counted, 1 not found; 10 searched, 9 found; 90 searches left today" in full.out
    assert "Youtube" not in stage.out


def test_counting_alone_says_what_is_on_the_charts_and_what_was_counted_before(
    tunemeld: Tunemeld, world: World
) -> None:
    world.videos = ScriptedVideos(world.clock, world.meter)
    tunemeld("etl", "run")

    ran = tunemeld("etl", "run", "view_count")

    assert ran.code == 0
    assert "country: 10 on the chart (snapshot " in ran.out
    assert "Youtube: 0 counted, 10 counted before; 90 searches left today" in ran.out


def test_a_dry_run_tells_what_counting_would_cost(tunemeld: Tunemeld, world: World) -> None:
    world.videos = ScriptedVideos(world.clock, world.meter)
    for stage in ("extract", "transform", "aggregate"):
        tunemeld("etl", "run", stage)
    world.videos.searches = 4
    world.stores.quotas.note(
        RemainingQuota(upstream="spotify23", remaining=412, limit=500, noted_at=world.clock.now())
    )

    ran = tunemeld("etl", "run", "view_count", "--dry-run")

    assert "Youtube: 10 of 10 on the stored charts are to be counted today" in ran.out
    assert "10 searches are due; 4 of 4 left would be spent; 6 wait for another day" in ran.out
    assert "0 calls to count, and 1 more at most for what is found, of 10000 left" in ran.out
    assert "spotify23: 412 of 500 calls left, as it said on 2024-06-22 02:30 UTC" in ran.out
    assert world.videos.searched == []


def test_sequential_asks_one_call_at_a_time(tunemeld: Tunemeld) -> None:
    assert "1 calls at once" in tunemeld("etl", "run", "--dry-run", "--sequential", "--threads", "1").out
    assert "7 calls at once" in tunemeld("etl", "run", "--dry-run", "--threads", "7").out
    assert "4 calls at once" in tunemeld("etl", "run", "--dry-run").out


def test_sequential_contradicts_several_threads(tunemeld: Tunemeld) -> None:
    ran = tunemeld("etl", "run", "--sequential", "--threads", "7")

    assert ran.code == 2
    assert "--sequential is --threads 1, and contradicts --threads 7" in ran.err


def test_a_dry_run_tells_what_a_run_would_fetch_and_look_up(tunemeld: Tunemeld, world: World) -> None:
    for service in world.catalogues:
        world.show(service, range(1, 6), coded=False)
    tunemeld("etl", "run")

    told = tunemeld("etl", "run", "--dry-run")

    assert told.code == 0
    assert "country: fetch Spotify, AppleMusic, SoundCloud" in told.out
    assert "3 lists: 3 calls at least" in told.out
    assert "Nothing was asked, and nothing was changed." in told.out


def test_a_dry_run_asks_nobody(tunemeld: Tunemeld, world: World) -> None:
    for catalogue in world.catalogues.values():
        catalogue.bodies["country"] = AssertionError("asked")

    assert tunemeld("etl", "run", "--dry-run").code == 0
    assert world.stores.runs.recent(1) == ()


def test_a_dry_run_changes_no_byte_of_the_store(tunemeld: Tunemeld, store: Path) -> None:
    tunemeld("etl", "run", "-g", "pop")
    before = {path.name: path.read_bytes() for path in store.parent.iterdir()}

    told = tunemeld("etl", "run", "--dry-run", "-g", "all", "--accept-short")

    assert told.code == 0
    assert {path.name: path.read_bytes() for path in store.parent.iterdir()} == before


@pytest.mark.parametrize("words", [("run", "--dry-run"), ("status",)])
def test_where_nothing_is_only_looking_makes_nothing(
    tunemeld: Tunemeld, store: Path, words: tuple[str, ...]
) -> None:
    assert tunemeld("etl", *words).code == 0
    assert not store.parent.exists()


def test_a_short_list_is_held_until_it_is_accepted(tunemeld: Tunemeld, world: World) -> None:
    tunemeld("etl", "run")
    world.show("Spotify", range(1, 4))
    world.clock.put_forward(DAY)

    held = tunemeld("etl", "run")
    accepted = tunemeld("etl", "run", "--accept-short")

    assert (held.code, accepted.code) == (3, 0)
    assert re.search(r"Spotify: held, .*\(held back: ", held.out)
    assert "`tunemeld etl run --accept-short --genre country` takes it at once" in held.out
    assert "Spotify: fresh, 3 entries" in accepted.out


def test_a_stage_without_lists_says_how_to_get_them(tunemeld: Tunemeld) -> None:
    ran = tunemeld("etl", "run", "aggregate", "-g", "pop")

    assert ran.code == 1
    assert "fewer than two lists count; `tunemeld etl run` fetches them first" in ran.out


def test_a_run_tells_what_its_lists_and_stages_cost(tunemeld: Tunemeld, world: World) -> None:
    for catalogue in world.catalogues.values():
        catalogue.seconds_a_call = 1.5

    out = tunemeld("etl", "run", "--sequential").out

    assert re.search(
        r"^  AppleMusic: fresh, 10 entries, 10 with an ISRC, 2 calls in 1\.5 s$", out, re.MULTILINE
    )
    assert re.search(r"^  took: transform \d\.\d s, aggregate \d\.\d s$", out, re.MULTILINE)


def test_a_lookup_that_failed_is_told_apart_from_one_that_found_nothing(
    tunemeld: Tunemeld, world: World
) -> None:
    for service in world.catalogues:
        world.show(service, [1, 2, 3, 4], coded=False)
    world.search.failures = [UpstreamUnavailable("search", "away"), None]

    with Container.isrc_lookup.override(providers.Object(world.search)):
        out = tunemeld("etl", "run").out

    assert "4 looked up: 0 found, 3 not found, 1 failed; 1 left for the next run" in out


def test_a_chart_that_has_too_few_lists_to_be_renewed_is_said_to_stay(
    tunemeld: Tunemeld, world: World
) -> None:
    tunemeld("etl", "run")
    for service in ("Spotify", "SoundCloud"):
        world.catalogues[service].bodies["country"] = UpstreamUnavailable(service, "away")
    world.clock.put_forward(30 * DAY)

    ran = tunemeld("etl", "run")

    assert ran.code == 3
    assert "country: 10 on the chart, which stays as it was: fewer than two lists count" in ran.out


def test_status_tells_runs_charts_and_lists_of_every_genre(tunemeld: Tunemeld) -> None:
    tunemeld("etl", "run", "-g", "pop")

    told = tunemeld("etl", "status", TUNEMELD_NOW="2024-06-25T04:30:00Z")

    assert told.code == 0
    assert re.search(r"^pop +\d+ tracks, 3 days ago +3 days ago \(done\)", told.out, re.MULTILINE)
    assert re.search(r"^rap +none yet +never +never +never +never$", told.out, re.MULTILINE)
    assert re.search(r"^pop +AppleMusic +fresh +\d+ +3 days ago$", told.out, re.MULTILINE)
    assert re.search(r"^rap +Spotify +missing +never fetched$", told.out, re.MULTILINE)


def test_status_names_the_reason_of_a_stale_list(tunemeld: Tunemeld, world: World) -> None:
    tunemeld("etl", "run")
    world.catalogues["Spotify"].bodies["country"] = UpstreamUnavailable("Spotify", "Spotify answered 503")
    world.clock.put_forward(DAY)
    tunemeld("etl", "run")

    assert re.search(
        r"^country +Spotify +stale +10 +24 hours ago +Spotify answered 503$",
        tunemeld("etl", "status").out,
        re.MULTILINE,
    )


def test_status_says_that_real_lists_are_not_shown_where_the_key_is_not_at_hand(
    tunemeld: Tunemeld, world: World
) -> None:
    tunemeld("etl", "run")

    assert "RAPIDAPI_KEY" not in tunemeld("etl", "status").err
    told = tunemeld("etl", "status", TUNEMELD_SOURCE="sample")
    assert "the store's real lists (rapidapi) are not looked at" in told.err
    explained = tunemeld("explain", "QZTM42400001", TUNEMELD_SOURCE="sample")
    assert "the store's real lists (rapidapi) are not looked at" in explained.err


def test_a_run_that_was_killed_is_not_said_to_go_on(tunemeld: Tunemeld, world: World) -> None:
    tunemeld("etl", "run")
    killed = {"run_id": "killed", "status": RunStatus.RUNNING, "finished_at": None}
    world.stores.runs.save(_last_run(world).model_copy(update=killed))

    told = tunemeld("etl", "status").out

    assert "(not ended, or killed)" in told
    assert "running" not in told


def test_an_unreadable_store_is_an_error_and_not_never(tunemeld: Tunemeld, home: Path) -> None:
    (home / "notes.txt").write_text("no database" * 100)

    ran = tunemeld("etl", "status", TUNEMELD_SQLITE_PATH=str(home / "notes.txt"))

    assert (ran.code, ran.out) == (1, "")
    assert "notes.txt is no SQLite database" in ran.err


def test_validate_finds_nothing_wrong_on_a_fresh_machine_and_after_a_run(tunemeld: Tunemeld) -> None:
    fresh = tunemeld("etl", "validate")
    tunemeld("aggregate", "-g", "pop")
    later = tunemeld("etl", "validate")

    assert (fresh.code, later.code) == (0, 0)
    assert "not fetched yet: country, dance, pop, rap (`tunemeld etl run`)" in fresh.out
    assert "charts for pop" in later.out
    assert "WRONG" not in fresh.out + later.out


def test_validate_fails_with_a_remedy_for_each_fault(tunemeld: Tunemeld, store: Path) -> None:
    tunemeld("aggregate", "-g", "pop")
    with sqlite3.connect(store) as connection:
        connection.execute("PRAGMA user_version = 9")
    connection.close()

    told = tunemeld("etl", "validate", SPOTIFY_CLIENT_ID="half-of-a-pair")

    assert told.code == 1
    assert "WRONG store: The store" in told.out
    assert "has schema 9" in told.out
    assert "WRONG keys" in told.out
    assert "→ set SPOTIFY_CLIENT_SECRET too, or neither" in told.out
    assert "half-of-a-pair" not in told.out + told.err
    wrong, remedies = told.out.count("WRONG"), told.out.count("→")
    assert wrong == remedies


def test_validate_names_a_missing_key_where_it_is_needed(tunemeld: Tunemeld) -> None:
    told = tunemeld("etl", "validate", TUNEMELD_SOURCE="rapidapi")

    assert told.code == 1
    assert "→ set RAPIDAPI_KEY, or TUNEMELD_SOURCE=sample" in told.out


def test_validate_goes_on_where_the_playlists_file_says_nothing_that_can_be_meant(
    tunemeld: Tunemeld, home: Path
) -> None:
    (home / "mine.toml").write_text("[country.Spotify]\nid = 'x'\n")
    (home / "corrections.toml").write_text("[[link]]\ntracks = ['Spotify:1']\n")

    told = tunemeld(
        "etl",
        "validate",
        TUNEMELD_SOURCE="rapidapi",
        RAPIDAPI_KEY="a-key",
        TUNEMELD_PLAYLISTS_FILE=str(home / "mine.toml"),
        TUNEMELD_CORRECTIONS_FILE=str(home / "corrections.toml"),
    )

    assert told.code == 1
    assert "WRONG files: " in told.out
    assert "mine.toml, [country]: a chart needs 2 services" in told.out
    assert "corrections.toml: link 1 tracks" in told.out
    assert "ok    cache" in told.out


def test_validate_and_status_tell_when_charts_are_stale(tunemeld: Tunemeld) -> None:
    tunemeld("etl", "run", "-g", "pop")

    later = {"TUNEMELD_NOW": "2024-07-20T04:30:00Z"}
    status, checks = tunemeld("etl", "status", **later), tunemeld("etl", "validate", **later)

    assert re.search(r"^pop +\d+ tracks, 28 days ago \(stale\) ", status.out, re.MULTILINE)
    assert "rap      none yet" in status.out
    assert checks.code == 1
    assert "WRONG charts: older than 21 days: pop of 2024-06-22" in checks.out
    assert "ok    clock: TUNEMELD_NOW is in force: it is taken to be 2024-07-20 04:30 UTC" in checks.out
    assert "(stale)" not in tunemeld("etl", "status", STALE_AFTER_DAYS="30", **later).out


def test_validate_tells_when_runs_are_due_and_whether_somebody_watches(tunemeld: Tunemeld) -> None:
    alone = tunemeld("etl", "validate", SCHEDULE_PLAYLISTS="0 3 * * fri#1", STALE_AFTER_DAYS="20")
    watched = tunemeld("etl", "validate", HEARTBEAT_URL="https://watch.example/5ecret-path")

    assert (alone.code, watched.code) == (1, 0)
    assert (
        "WRONG schedule: playlists next 2024-07-05 03:00 UTC; counts next 2024-06-23 02:00 UTC" in alone.out
    )
    assert "→ let SCHEDULE_PLAYLISTS come due more often, or raise STALE_AFTER_DAYS" in alone.out
    assert "nobody is told when runs stop (HEARTBEAT_URL)" in alone.out
    assert "HEARTBEAT_URL" not in watched.out
    assert "5ecret" not in watched.out + watched.err
