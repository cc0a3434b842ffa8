"""Upstreams that misbehave in every way: others go on, the last good list stays, and the run says so."""

import shutil
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.proof.command_line import CommandLine, Finished
from tests.proof.counted import Told, readings
from tests.proof.figures import Tell
from tests.proof.recorded import entries
from tests.proof.simulated import WITH_SPOTIFY, WITH_YOUTUBE, Upstreams, settings_for, upstreams
from tests.proof.storages import SqliteStorage
from tests.timeless import timeless

GOOD, NOW = "2024-06-14", "2024-06-22"
KINDS = ("429", "500", "503", "timeout", "truncated", "html", "not_json_types", "empty", "reset")
LISTS = {"spotify23": "Spotify", "apple-music24": "AppleMusic", "soundcloud-scraper": "SoundCloud"}
BESIDE_LISTS = ("oembed", "itunes", "spotify-accounts", "spotify-api")
IN_A_HURRY = {"HTTP_TIMEOUT": "0.5", "ETL_RETRY_ATTEMPTS": "2", "RETRY_AFTER_CAP": "0"}
CHART = ("aggregate", "--genre", "dance", "--format", "json")
FULL_RUN = ("etl", "run", "full", "--genre", "dance")
DONE, FAILED, INCOMPLETE = 0, 1, 3


class Week:
    """A good week in a store, to be copied, and the upstreams of the next one."""

    def __init__(self, folder: Path, simulated: Upstreams) -> None:
        self.simulated = simulated
        self.settings = settings_for(simulated.url, NOW, **WITH_SPOTIFY, **WITH_YOUTUBE, **IN_A_HURRY)
        self._copies = folder
        self.good = CommandLine(folder / "good", self.settings)
        self.good.folder.mkdir()
        self.chart = self.good(*CHART, TUNEMELD_NOW=f"{GOOD}T12:00:00Z").document

    def after(self, name: str) -> CommandLine:
        """A copy of the good week's installation."""
        shutil.copytree(self.good.folder, self._copies / name)
        return CommandLine(self._copies / name, self.settings)


@pytest.fixture
def week(tmp_path: Path) -> Iterator[Week]:
    with upstreams(GOOD) as simulated:
        made = Week(tmp_path, simulated)
        simulated.set(date=NOW)
        yield made


def _is_calm(done: Finished) -> bool:
    """Whether a command ended without a sign of a defect."""
    return "Traceback" not in done.err and "defect" not in done.err


@pytest.mark.parametrize(("upstream", "service"), LISTS.items())
def test_a_list_that_cannot_be_had_leaves_its_last_good_one_and_stops_no_other(
    upstream: str, service: str, week: Week, tell: Tell
) -> None:
    last_good = {e.url: e.position for e in entries(GOOD) if e.service == service}
    week.simulated.fail_only(upstream)
    for kind in KINDS:
        week.simulated.set(faults={kind: 1.0})
        done = week.after(f"{upstream} {kind}")(*CHART)
        sources = done.document["sources"]
        counted = {
            track["additional_sources"][service]: track["sources"][service]
            for track in done.document["tracks"]
            if service in track["sources"]
        }

        assert (kind, done.code, _is_calm(done)) == (kind, INCOMPLETE, True)
        assert sources[service]["status"] == "stale"
        assert sources[service]["reason"] in done.err
        assert sources[service]["fetched_at"] == week.chart["sources"][service]["fetched_at"]
        assert {s for s in sources if sources[s]["status"] == "fresh"} == {*LISTS.values()} - {service}
        assert counted
        assert counted.items() <= last_good.items()
    tell(f"{upstream}: {len(KINDS)} kinds of fault at 100 %: {service} stale, the others fresh, exit code 3")


@pytest.mark.parametrize("upstream", BESIDE_LISTS)
def test_what_only_enriches_a_chart_stops_none(upstream: str, week: Week, tell: Tell) -> None:
    week.simulated.fail_only(upstream)
    undisturbed = week.after("undisturbed")(*CHART).document
    for kind in KINDS:
        week.simulated.set(faults={kind: 1.0})
        done = week.after(f"{upstream} {kind}")(*CHART)

        assert (kind, done.code, _is_calm(done)) == (kind, DONE, True)
        assert done.document["complete"] is True
        assert [t["sources"] for t in done.document["tracks"]] == [
            t["sources"] for t in undisturbed["tracks"]
        ]
    tell(f"{upstream}: {len(KINDS)} kinds of fault at 100 %: the whole chart, exit code 0")


def test_a_full_run_whose_videos_cannot_be_counted_publishes_and_counts_all_else(
    week: Week, tell: Tell
) -> None:
    week.simulated.be_generous()
    week.simulated.fail_only("youtube")
    undisturbed = week.after("undisturbed")
    undisturbed(*FULL_RUN)
    wanted = _counted(undisturbed)
    for kind in KINDS:
        week.simulated.set(faults={kind: 1.0})
        tunemeld = week.after(f"youtube {kind}")
        done = tunemeld(*FULL_RUN)
        shown = tunemeld(*CHART, "--offline").document
        listed = [told for told in _counted(tunemeld) if told.counter != "Youtube"]
        week.simulated.set(faults={})
        later = tunemeld(*FULL_RUN, TUNEMELD_NOW=f"{NOW}T18:00:00Z")

        assert (kind, done.code, _is_calm(done)) == (kind, DONE, True)
        assert "Youtube: 0 counted" in done.out
        assert shown["complete"] is True
        assert listed == [told for told in wanted if told.counter != "Youtube"]
        assert (kind, later.code, _counted(tunemeld)) == (kind, DONE, wanted)
    tell(f"youtube: {len(KINDS)} kinds of fault at 100 %: the whole chart, exit code 0, all counted later")


def _counted(tunemeld: CommandLine) -> list[Told]:
    """What is stored of plays."""
    return readings(SqliteStorage(tunemeld.store).contents())


def test_where_nobody_answers_nothing_is_published_or_lost(week: Week, tmp_path: Path, tell: Tell) -> None:
    for kind in KINDS:
        week.simulated.set(faults={kind: 1.0})
        (tmp_path / f"new {kind}").mkdir()
        new = CommandLine(tmp_path / f"new {kind}", week.settings)(*CHART)
        kept = week.after(f"all {kind}")(*CHART)

        assert (kind, new.code, new.out, _is_calm(new)) == (kind, FAILED, "", True)
        assert [line for line in new.err.splitlines() if line.startswith("Error: ")]
        assert (kind, kept.code, _is_calm(kept)) == (kind, INCOMPLETE, True)
        assert timeless(kept.document["tracks"]) == timeless(week.chart["tracks"])
        assert {s["status"] for s in kept.document["sources"].values()} == {"stale"}
    tell(f"{len(KINDS)} kinds of fault everywhere: exit code 1 on an empty store, else the last chart stays")


def test_a_mixture_of_faults_is_survived(week: Week, tell: Tell) -> None:
    days = ("2024-05-11", "2024-06-14", "2024-06-22")

    def three_weeks(seed: int) -> list[Finished]:
        folder = week.good.folder.with_name(f"seed {seed}")
        folder.mkdir()
        with upstreams(days[0]) as simulated:
            simulated.set(seed=seed, faults={kind: 0.2 / len(KINDS) for kind in KINDS})
            tunemeld = CommandLine(folder, settings_for(simulated.url, NOW, **WITH_SPOTIFY, **IN_A_HURRY))
            done = []
            for day in days:
                simulated.set(date=day)
                done.append(tunemeld(*CHART, TUNEMELD_NOW=f"{day}T12:00:00Z"))
        return done

    with ThreadPoolExecutor(max_workers=2) as pool:
        runs = [done for weeks in pool.map(three_weeks, range(10)) for done in weeks]
    codes = Counter(done.code for done in runs)

    tell(f"one call in five goes wrong, {len(runs)} runs: exit codes {dict(sorted(codes.items()))}")
    assert codes.keys() <= {DONE, FAILED, INCOMPLETE}
    assert all(_is_calm(done) for done in runs)
    for done in runs:
        if done.code != FAILED:
            assert done.document["tracks"]
            assert done.document["complete"] == (done.code == DONE)
