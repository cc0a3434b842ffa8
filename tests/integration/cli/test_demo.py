"""`tunemeld demo`: the sample's last weeks in a store of their own, each run at its own time."""

import json
import shlex
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from dependency_injector import providers
from rich.console import Console
from tests.integration.cli.conftest import THE_DAY, Tunemeld

from tunemeld.application.extract import Extract
from tunemeld.application.report import Stage
from tunemeld.container import Container
from tunemeld.entrypoints.cli import rehearsal, serving
from tunemeld.entrypoints.cli.main import Options
from tunemeld.entrypoints.cli.rehearsal import WEEKS, Loaded, load, moments, print_loaded
from tunemeld.entrypoints.cli.session import session

NOW = datetime.fromisoformat(THE_DAY)
# Nobody must be asked: whoever is, cannot be reached.
KEYS = {
    "RAPIDAPI_KEY": "a-key-that-nobody-has",
    "YOUTUBE_API_KEY": "another-key-that-nobody-has",
    "YOUTUBE_API_URL": "http://127.0.0.1:9",
}


@pytest.fixture
def less_of_it(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One genre, and two weeks of it, show as much in a twentieth of the time."""
    monkeypatch.setattr(rehearsal, "WEEKS", 2)
    monkeypatch.setattr(rehearsal, "COUNTED_DAYS", 3)
    services = ("Spotify", "AppleMusic", "SoundCloud")
    with Container.configured.override(providers.Object({"country": services})):
        yield


@pytest.mark.usefixtures("less_of_it")
def test_a_laptop_without_keys_sees_all_there_is_and_keys_change_nothing(
    tunemeld: Tunemeld, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = tunemeld("demo", **KEYS)

    demo = store.with_name("tunemeld-demo.db")
    runs = [stage for _, stage in moments(NOW)]
    assert loaded.code == 0
    assert loaded.out.startswith(
        f"Loaded {runs.count(Stage.FULL)} weekly editions and {len(runs)} days of counts into {demo} in "
    )
    assert not store.exists()
    *look, serve = [line.strip() for line in loaded.out.splitlines()[2:]]
    assert serve == "tunemeld demo --serve"
    assert [shlex.split(line)[3] for line in look] == ["trending", "movers", "aggregate"]
    for setting in shlex.split(look[0])[:2]:
        monkeypatch.setenv(*setting.split("=", 1))
    trends = json.loads(tunemeld("trending", "-g", "country", "--format", "json").out)
    assert sum(each["status"] == "ok" for each in trends) > len(trends) / 2
    moved = json.loads(tunemeld("movers", "-g", "country", "--format", "json").out)
    assert all(moved.values())
    followed = json.loads(tunemeld("history", trends[0]["id"], "--format", "json").out)
    assert {"Youtube", "Spotify"} <= followed["readings"].keys()

    again = tunemeld("demo", **KEYS)
    later = tunemeld("demo", TUNEMELD_NOW="2024-06-23T12:00:00Z")

    assert again.out.startswith(f"{demo} is up to date")
    assert later.out.startswith(f"Loaded 0 weekly editions and 1 days of counts into {demo} in ")


@pytest.mark.usefixtures("less_of_it")
def test_a_week_that_was_interrupted_is_loaded_the_next_time(monkeypatch: pytest.MonkeyPatch) -> None:
    fetch, fetched = Extract.run, list[str]()

    def run(self: Extract, run_id: str, *args: Any, **options: Any) -> Any:
        fetched.append(run_id[:8])
        if len(fetched) == 2:
            raise KeyboardInterrupt
        return fetch(self, run_id, *args, **options)

    monkeypatch.setattr(Extract, "run", run)

    with session(Options(), tunemeld_source="sample") as container:
        with pytest.raises(KeyboardInterrupt):
            load(container)
        load(container)

    assert fetched == ["20240608", "20240615", "20240615", "20240622"]


@pytest.mark.usefixtures("less_of_it")
def test_serving_serves_what_was_loaded(
    tunemeld: Tunemeld, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: dict[str, object] = {}

    def serve(_: object, **settings: object) -> int:
        served.update(settings)
        return 0

    monkeypatch.setattr(serving, "serve", serve)

    assert tunemeld("demo", "--serve", "--port", "0").code == 0

    assert (served["tunemeld_source"], served["tunemeld_storage"], served["api_port"]) == (
        "sample",
        "sqlite",
        0,
    )
    assert Path(str(served["tunemeld_sqlite_path"])) == store.with_name("tunemeld-demo.db")
    assert store.with_name("tunemeld-demo.db").exists()


def test_the_runs_are_those_of_the_default_schedules_none_of_them_in_the_future() -> None:
    now = datetime(2024, 6, 22, 2, 15, tzinfo=UTC)

    runs = list(moments(now))

    full = [at for at, stage in runs if stage is Stage.FULL]
    assert [at for at, _ in runs] == sorted(at for at, _ in runs)
    assert len(full) == WEEKS
    assert {(at.isoweekday(), at.hour, at.minute) for at in full} == {(6, 2, 30)}
    assert full[-1] == datetime(2024, 6, 15, 2, 30, tzinfo=UTC)
    counts = [at for at, stage in runs if stage is Stage.VIEW_COUNT]
    assert counts[-1] == datetime(2024, 6, 21, 2, tzinfo=UTC)
    assert len({at.date() for at, _ in runs}) == len(runs)


def test_a_command_stays_one_line_on_a_narrow_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "40")
    assert Console().width == 40

    print_loaded(Loaded(0, 0, 0.0), Path("/a folder/tunemeld-demo.db"))

    commands = [line for line in capsys.readouterr().out.splitlines() if line.startswith("  ")]
    assert [shlex.split(line)[-3:] for line in commands] == [
        ["trending", "--genre", "country"],
        ["movers", "--genre", "dance"],
        ["--genre", "pop", "--offline"],
        ["tunemeld", "demo", "--serve"],
    ]
