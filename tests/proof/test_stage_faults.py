"""Stage by stage, alone and together: whatever goes wrong upstream, the stage keeps what was good before."""

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from tests.proof.command_line import CommandLine
from tests.proof.contents import everything, shown
from tests.proof.counted import readings, videos
from tests.proof.figures import Tell
from tests.proof.simulated import FAULTS, WITH_SPOTIFY, WITH_YOUTUBE, Upstreams, settings_for, upstreams
from tests.proof.storages import Storage

GOOD, NOW = "2024-06-14", "2024-06-22"
HASTY = {"HTTP_TIMEOUT": "0.3", "ETL_RETRY_ATTEMPTS": "1", "RETRY_AFTER_CAP": "0"}
LISTS = {"spotify23": "Spotify", "apple-music24": "AppleMusic", "soundcloud-scraper": "SoundCloud"}
CATALOGUES = ("spotify-accounts", "spotify-api", "itunes")
CHART = ("aggregate", "--genre", "dance", "--format", "json")
COUNT = ("etl", "run", "view_count", "--genre", "dance")
DONE, INCOMPLETE = 0, 3


@pytest.fixture
def simulated() -> Iterator[Upstreams]:
    """Upstreams of the day after the good one."""
    with upstreams(GOOD) as started:
        yield started


@pytest.fixture
def week(storage: Storage, simulated: Upstreams, tmp_path: Path) -> Storage:
    """A storage with a good week."""
    assert _tunemeld(storage, simulated, tmp_path, GOOD)(*CHART).code == DONE
    simulated.set(date=NOW)
    return storage


def _tunemeld(storage: Storage, simulated: Upstreams, folder: Path, day: str = NOW) -> CommandLine:
    settings = settings_for(simulated.url, day, **WITH_SPOTIFY, **WITH_YOUTUBE, **HASTY)
    return CommandLine(folder, {**settings, **storage.settings})


@pytest.mark.parametrize("storage", ["SQLite"], indirect=True)
def test_of_two_lists_that_fail_in_two_ways_both_are_stale_and_the_third_is_fresh(
    week: Storage, simulated: Upstreams, tmp_path: Path, tell: Tell
) -> None:
    runs = 0
    for failing in combinations(LISTS, 2):
        for kind, other in zip(FAULTS, FAULTS[1:] + FAULTS[:1], strict=True):
            with week.copied() as copy, simulated.failing(dict(zip(failing, (kind, other), strict=True))):
                done = _tunemeld(copy, simulated, tmp_path)(*CHART)
            states = {service: state["status"] for service, state in done.document["sources"].items()}
            stale = {LISTS[upstream] for upstream in failing}
            runs += 1

            assert (done.code, "Traceback" in done.err) == (INCOMPLETE, False)
            assert {s for s in states if states[s] == "stale"} == stale, (kind, other)
            assert {s for s in states if states[s] == "fresh"} == {*LISTS.values()} - stale
    tell(f"{runs} runs, two lists failing in two ways: both stale, the third fresh, exit code {INCOMPLETE}")


@pytest.mark.parametrize("storage", ["SQLite", "MongoDB"], indirect=True)
def test_each_stage_by_itself_survives_its_upstreams_and_the_next_run_makes_up_for_it(
    week: Storage, simulated: Upstreams, tmp_path: Path, tell: Tell
) -> None:
    before = shown(week, settings_for(simulated.url, NOW))
    with week.copied() as undisturbed:
        assert _tunemeld(undisturbed, simulated, tmp_path)("etl", "run", "--genre", "dance").code == DONE
        wanted = everything(undisturbed, settings_for(simulated.url, NOW))
    simulated.be_generous()
    tunemeld = _tunemeld(week, simulated, tmp_path)
    codes = []
    for kind in FAULTS:
        with simulated.failing(dict.fromkeys(LISTS, kind)):
            codes.append(tunemeld("etl", "run", "extract", "--genre", "dance").code)
        with simulated.failing(dict.fromkeys(CATALOGUES, kind)):
            codes.append(tunemeld("etl", "run", "transform", "--genre", "dance").code)
        assert shown(week, settings_for(simulated.url, NOW)) == before, kind
    assert set(codes) <= {DONE, INCOMPLETE}
    later = {"TUNEMELD_NOW": f"{NOW}T13:00:00Z"}  # pauses that upstreams asked for are over
    assert tunemeld("etl", "run", "extract", "--genre", "dance", **later).code == DONE
    assert shown(week, settings_for(simulated.url, NOW)) == before
    assert tunemeld("etl", "run", "transform", "--genre", "dance", **later).code == DONE
    simulated.forget()
    assert tunemeld("etl", "run", "aggregate", "--genre", "dance", **later).code == DONE

    tell(f"{len(codes)} runs of extract or transform, all their upstreams failing: the chart stays as it was")
    assert simulated.calls() == 0
    counted = _count_amid_faults(week, simulated, tmp_path)
    tell(f"{len(counted)} runs of view_count, YouTube failing: exit codes {counted}, the next one counts all")
    assert everything(week, settings_for(simulated.url, NOW)) == wanted


def _count_amid_faults(week: Storage, simulated: Upstreams, folder: Path) -> list[int]:
    """Count while YouTube gives nothing usable, an hour after each other, then once more; the exit codes."""
    tunemeld = _tunemeld(week, simulated, folder)
    codes = []
    for hour, kind in enumerate(FAULTS, start=13):
        with simulated.failing({"youtube": kind}):
            done = tunemeld(*COUNT, TUNEMELD_NOW=f"{NOW}T{hour}:00:00Z")
        codes.append(done.code)
        told = [each for each in readings(week.contents()) if each.counter == "Youtube"]

        assert (kind, "Traceback" in done.err, "defect" in done.err) == (kind, False, False)
        assert {each.reason for each in told} <= {"failed", "no quota"}, kind
        assert videos(week.contents()) == []
        assert "Youtube: 0 counted" in done.out
    assert set(codes) <= {DONE, INCOMPLETE}
    assert tunemeld(*COUNT, TUNEMELD_NOW=f"{NOW}T23:00:00Z").code == DONE
    return codes


@pytest.mark.parametrize("storage", ["SQLite"], indirect=True)
@pytest.mark.parametrize(("upstream", "service"), LISTS.items())
def test_a_playlist_that_is_gone_leaves_its_last_good_list(
    upstream: str, service: str, week: Storage, simulated: Upstreams, tmp_path: Path
) -> None:
    file = {"Spotify": "spotify", "AppleMusic": "apple_music", "SoundCloud": "soundcloud"}[service]
    simulated.set(playlist_missing=[f"{file}/dance"])
    done = _tunemeld(week, simulated, tmp_path)(*CHART)

    assert done.code == INCOMPLETE
    assert done.document["sources"][service]["status"] == "stale", upstream
