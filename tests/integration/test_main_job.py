"""The main job over recorded lists, as a user runs it: the small version of tests/proof."""

import os
import signal
import threading
from pathlib import Path

import pytest
from tests.proof.command_line import CommandLine
from tests.proof.contents import for_readers
from tests.proof.document import places, ranks, wrong_fields
from tests.proof.echoing import echoing
from tests.proof.installed import installed, published, run
from tests.proof.planted import BESIDE, SETTINGS, secrets_in, secrets_stored
from tests.proof.recorded import WEEKS
from tests.proof.simulated import WITH_SPOTIFY, settings_for, upstreams
from tests.proof.truth import pairs_within, recordings_of, true_chart, true_pairs
from tests.shared import requires_shared
from tests.surroundings import clear

from tunemeld.application.report import Stage

DAY = "2024-06-22"
CHART = ("aggregate", "--genre", "dance", "--format", "json")


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    requires_shared()
    clear(monkeypatch, tmp_path)


def test_the_command_prints_the_true_chart_of_a_recorded_day(tmp_path: Path) -> None:
    with upstreams(DAY) as simulated:
        done = CommandLine(tmp_path, settings_for(simulated.url, DAY))(*CHART, "--strategy", "priority")
    tracks = done.document["tracks"]

    assert (done.code, done.document["complete"], wrong_fields(done.document)) == (0, True, [])
    assert {places(track["sources"]) for track in tracks} == true_chart(DAY)
    assert ranks(tracks) == list(range(1, len(tracks) + 1))
    assert all(track["album_cover_url"] for track in tracks)


def test_recorded_weeks_in_a_row_join_what_is_the_same_and_keep_its_id(tmp_path: Path) -> None:
    ids: dict[str, set[str]] = {}
    with upstreams(WEEKS[0]) as simulated:
        for day in WEEKS[:3]:
            simulated.set(date=day)
            with installed(tmp_path / "weeks.db", settings_for(simulated.url, day)) as ours:
                run(ours, "dance")
                again = run(ours, "dance").genres["dance"].published
                recordings = published(ours).recordings
            joined = pairs_within([(x.service, x.position) for x in r.listings] for r in recordings)
            for recording in recordings:
                for listing in recording.listings:
                    ids.setdefault(listing.key, set()).add(recording.id)

            assert (day, joined) == (day, pairs_within(recordings_of(true_pairs(day))))
            assert not again
    assert {len(known) for known in ids.values()} == {1}


def test_lookups_keep_to_their_budget_and_are_not_repeated(tmp_path: Path) -> None:
    searches = []
    with upstreams(DAY) as simulated:
        settings = settings_for(simulated.url, DAY, **WITH_SPOTIFY, ISRC_LOOKUP_BUDGET="40")
        with installed(tmp_path / "store.db", settings) as ours:
            for _ in range(3):
                simulated.forget()
                run(ours, "dance")
                searches.append(simulated.calls("spotify-api/v1/search"))

    assert searches[0] == 40
    assert 0 < searches[1] < 40
    assert searches[2] == 0
    assert not simulated.calls("itunes")


def test_a_well_formed_list_of_another_genre_is_held_back(tmp_path: Path) -> None:
    with upstreams("2023-10-22") as simulated:
        done = CommandLine(tmp_path, settings_for(simulated.url, "2023-10-22"))(*CHART)

    assert done.code == 3
    assert "held back: the list shares no recording" in done.document["sources"]["Spotify"]["reason"]
    assert not any("Spotify" in track["sources"] for track in done.document["tracks"])


@pytest.mark.parametrize("answer", ["lists", "500"])
def test_no_secret_comes_up_beside_an_upstream_that_echoes_requests(answer: str, tmp_path: Path) -> None:
    with echoing(answer) as url:
        settings = settings_for(url, DAY, **BESIDE, ETL_RETRY_ATTEMPTS="1") | SETTINGS
        done = CommandLine(tmp_path, settings)("-v", *CHART)

    assert secrets_in(done.out) + secrets_in(done.err) + secrets_stored(tmp_path) == []
    assert "[redacted]" in done.out + done.err


def test_all_lists_and_headers_are_asked_for_at_once(tmp_path: Path) -> None:
    lists_and_headers = 4 * 3 + 4 * 2  # Apple's header comes with its list
    all_there = threading.Barrier(lists_and_headers)
    asked = threading.Semaphore(lists_and_headers)

    def wait_for_the_others(_: str) -> bool:
        if asked.acquire(blocking=False):  # not so what follows an answer
            all_there.wait(timeout=20)
        return False

    with upstreams("2025-08-15") as simulated:
        simulated.on_each_call(wait_for_the_others)
        settings = settings_for(simulated.url, "2025-08-15", ETL_THREAD_COUNT="24")
        with installed(tmp_path / "store.db", settings) as ours:
            run(ours, *ours.configured(), stage=Stage.EXTRACT)
        most_at_once = simulated.state.stats()["peak_concurrency"]

    assert not all_there.broken
    assert most_at_once >= lists_and_headers


def test_an_upstream_with_a_pace_answers_no_429(tmp_path: Path) -> None:
    with upstreams(DAY) as simulated:
        simulated.set(rate_limit={"spotify23": 2, "apple-music24": 2, "soundcloud-scraper": 2})
        calls, refused = simulated.count_refusals()
        pace = {"RATE_LIMITS": "rapidapi=2", "ETL_THREAD_COUNT": "24"}
        with installed(tmp_path / "store.db", settings_for(simulated.url, DAY) | pace) as ours:
            run(ours, "dance", "rap", stage=Stage.EXTRACT)

    assert calls["spotify23"] > 2
    assert not +refused


@pytest.mark.parametrize("fault", ["503", "html", "reset"])
def test_a_service_that_fails_stops_no_other_and_keeps_its_last_good_list(fault: str, tmp_path: Path) -> None:
    with upstreams("2024-06-14") as simulated:
        settings = settings_for(simulated.url, DAY, ETL_RETRY_ATTEMPTS="1")
        with installed(tmp_path / "store.db", settings) as ours:
            run(ours, "dance")
            before = published(ours)
            simulated.set(date=DAY, faults={fault: 1.0})
            simulated.fail_only("spotify23")
            services = run(ours, "dance").genres["dance"].services
            after = published(ours)

    assert [services[s].status for s in ("Spotify", "AppleMusic", "SoundCloud")] == [
        "stale",
        "fresh",
        "fresh",
    ]
    assert [x.track_id for x in after.playlist("Spotify")] == [x.track_id for x in before.playlist("Spotify")]
    assert after.playlist("SoundCloud") != before.playlist("SoundCloud")


@pytest.mark.parametrize(("ended_by", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)])
def test_a_run_that_is_ended_is_made_up_for_by_the_next(ended_by: int, code: int, tmp_path: Path) -> None:
    with upstreams(DAY) as simulated:
        settings = settings_for(simulated.url, DAY, **WITH_SPOTIFY)
        with installed(tmp_path / "undisturbed.db", settings) as ours:
            run(ours, "dance")
            undisturbed = for_readers(ours)
        calls, go_on = threading.Semaphore(12), threading.Event()

        def stop_at_a_lookup(_: str) -> bool:
            if not calls.acquire(blocking=False):
                reached.set()
                go_on.wait(timeout=20)
            return False

        reached = threading.Event()
        simulated.on_each_call(stop_at_a_lookup)
        process = CommandLine(tmp_path, settings).start(*CHART)
        assert reached.wait(timeout=20)
        os.kill(process.pid, ended_by)
        _, err = process.communicate(timeout=20)
        go_on.set()
        with installed(CommandLine(tmp_path, settings).store, settings) as ours:
            run(ours, "dance")
            made_up_for = for_readers(ours)

    assert process.returncode == code
    assert "Traceback" not in err
    assert made_up_for == undisturbed
