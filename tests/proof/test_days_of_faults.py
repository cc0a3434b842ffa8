"""Twenty runs in a row while one call in five goes wrong: each chart is the true one of its lists."""

import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from tests.proof.command_line import CommandLine, Finished
from tests.proof.figures import Tell
from tests.proof.installed import opened, run
from tests.proof.recorded import WEEKS
from tests.proof.simulated import settings_for, upstreams
from tests.proof.storages import Storage
from tests.proof.test_upstream_faults import IN_A_HURRY, KINDS
from tests.shared import RECORDED

RUNS = 20
FAULTS = {kind: 0.2 / len(KINDS) for kind in KINDS}
FILES = {"Spotify": "spotify", "AppleMusic": "apple_music", "SoundCloud": "soundcloud"}
CHART = ("aggregate", "--genre", "dance", "--format", "json")
FIRST = datetime(2024, 1, 6, 12, tzinfo=UTC)
# What a chart says of its lists alone. Ids, first ISRCs and ranks of earlier weeks come from the past; covers
# that were not found come from a lookup.
OF_LISTS = (
    *("track_name", "artist_name", "track_url", "source_name", "sources", "additional_sources"),
    *("score", "parts", "raw_aggregate_rank", "aggregate_service_name"),
)

Days: TypeAlias = Mapping[str, str | None]
"""The recorded day of each service's list, None where it has none."""


def _now(number: int) -> str:
    """The clock of a run: two for each week."""
    return (FIRST + timedelta(days=3.5 * number)).isoformat()


def _day(number: int) -> str:
    """The recorded day whose lists are shown to a run: new ones every other time."""
    return WEEKS[(number // 2) % len(WEEKS)]


def _of_lists(tracks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(({name: track[name] for name in OF_LISTS} for track in tracks), key=repr)


def _named_days(document: Mapping[str, Any]) -> Days:
    """The day of the list that a chart names for each service, told by when it was fetched."""
    days = {_now(number)[:10]: _day(number) for number in range(RUNS + 1)}
    return {
        service: days[state["fetched_at"][:10]] if state["fetched_at"] else None
        for service, state in document["sources"].items()
    }


@pytest.fixture(scope="module")
def true_chart(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Days], Any]:
    """The chart of any mixture of recorded lists, made in an installation of its own without a fault."""
    made: dict[tuple[str | None, ...], Any] = {}

    def chart(days: Days) -> Any:
        mixture = tuple(days[service] for service in FILES)
        if mixture not in made:
            folder = tmp_path_factory.mktemp("mixture")
            shown = folder / "playlists" / WEEKS[0] / "dance"
            shown.mkdir(parents=True)
            for day, file in zip(mixture, FILES.values(), strict=True):
                if day:
                    shutil.copy(RECORDED / "playlists" / day / "dance" / f"{file}.json", shown)
            with upstreams(WEEKS[0], data=folder) as simulated:
                settings = settings_for(
                    simulated.url, WEEKS[0], TUNEMELD_STORAGE="memory", ETL_RETRY_ATTEMPTS="1"
                )
                with opened(settings) as ours:
                    run(ours, "dance")
                    tracks = ours.charts().chart("dance").tracks
            made[mixture] = _of_lists([track.model_dump(mode="json") for track in tracks])
        return made[mixture]

    return chart


def test_twenty_runs_among_faults_publish_true_charts_only(
    storage: Storage, true_chart: Callable[[Days], Any], tmp_path: Path, tell: Tell
) -> None:
    done: list[Finished] = []
    with upstreams(_day(0)) as simulated:
        settings = settings_for(simulated.url, _day(0), **IN_A_HURRY)
        tunemeld = CommandLine(tmp_path, {**settings, **storage.settings})
        assert tunemeld(*CHART, TUNEMELD_NOW=_now(0)).code == 0
        simulated.set(faults=FAULTS, seed=20)
        for number in range(1, RUNS + 1):
            simulated.set(date=_day(number))
            done.append(tunemeld(*CHART, TUNEMELD_NOW=_now(number)))
        injected = sum(simulated.state.stats()["faults"].values())
    states: Counter[str] = Counter()
    for number, finished in enumerate(done, start=1):
        assert finished.code in {0, 3}, finished.err
        assert "Traceback" not in finished.err
        document = finished.document
        states.update(state["status"] for state in document["sources"].values())
        for service, day in _named_days(document).items():
            is_new = document["sources"][service]["status"] == "fresh"
            assert not is_new or day == _day(number), (number, service)
        assert _of_lists(document["tracks"]) == true_chart(_named_days(document)), number

    codes = Counter(finished.code for finished in done)
    tell(f"{RUNS} runs, {injected} faults: exit codes {dict(sorted(codes.items()))}, lists {dict(states)}")
    assert injected > RUNS
    assert states["stale"]
