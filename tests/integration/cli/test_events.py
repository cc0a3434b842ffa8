"""`tunemeld events`: what has happened, and what happens while somebody looks."""

import json
import signal
from pathlib import Path

import pytest
from tests.builders import a_draft, a_fetch, a_listing, a_recording, a_report, a_snapshot
from tests.integration.cli.conftest import Tunemeld, ended, in_a_process
from tests.worlds import World

from tunemeld.adapters.stores.sqlite import SqliteStores
from tunemeld.application.report import Stage
from tunemeld.domain.playlist import Outcome
from tunemeld.entrypoints.cli import event_lines
from tunemeld.entrypoints.cli.main import Options


def test_what_happened_is_told_in_a_table_the_newest_last(tunemeld: Tunemeld, world: World) -> None:
    world.run(Stage.FULL)
    world.stores.playlists.record(
        [a_fetch("SoundCloud", Outcome.HELD, run_id="later", reason="3 entries of 50")]
    )

    told = tunemeld("events", "list")

    lines = told.out.splitlines()
    assert (told.code, told.err) == (0, "")
    assert lines[0].split() == ["When", "(UTC)", "Genre", "Event", "What"]
    assert [line.split()[3] for line in lines[2:]] == [
        *3 * ["PlaylistExtracted"],
        *["ExtractionFailed"],
        *3 * ["PlaylistTransformed"],
        *["ChartPublished", "RunFinished"],
    ]
    assert lines[2].endswith("country  PlaylistExtracted    Spotify: 10 entries")
    assert "SoundCloud held: 3 entries of 50" in told.out
    assert "chart 1: 10 tracks, snapshot " in told.out
    assert lines[-1].endswith("-        RunFinished          full done, published country")


def test_fewer_can_be_asked_for_of_one_genre_and_of_some_types(tunemeld: Tunemeld, world: World) -> None:
    world.run(Stage.FULL)

    charts = tunemeld("events", "list", "--type", "chartpublished", "-g", "Country", "--format", "json")
    newest = tunemeld("events", "list", "-n", "1", "--format", "json")

    (chart,) = json.loads(charts.out)
    assert (chart["type"], chart["genre"], chart["seq"]) == ("ChartPublished", "country", 1)
    assert [each["type"] for each in json.loads(newest.out)] == ["RunFinished"]


def test_where_nothing_happened_that_is_said_and_no_store_is_made(tunemeld: Tunemeld, store: Path) -> None:
    told = tunemeld("events", "list")

    assert (told.code, told.out) == (0, "Nothing of the kind has happened yet.\n")
    assert tunemeld("events", "list", "--format", "json").out == "[]\n"
    assert not store.exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-g", "klezmer"), "no playlists are configured for genre 'klezmer'"),
        (("--type", "Applause"), "there is no 'Applause'; the types are PlaylistExtracted, "),
    ],
)
def test_what_there_is_not_is_wrong_usage(words: tuple[str, ...], said: str, tunemeld: Tunemeld) -> None:
    told = tunemeld("events", "list", *words)

    assert (told.code, told.out) == (2, "")
    assert said in told.err


def test_what_happens_is_told_line_by_line_after_what_has_happened(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.run(Stage.FULL)
    later = [
        lambda: world.stores.playlists.record([a_fetch(run_id="run-8")]),
        lambda: None,
        lambda: world.stores.runs.save(
            a_report("run-9").model_copy(update={"finished_at": world.clock.now()})
        ),
    ]

    def sleep(_seconds: float) -> None:
        if not later:
            raise KeyboardInterrupt
        later.pop(0)()

    assert event_lines.follow(Options(), count=1, form="text", sleep=sleep) == 0

    told = capsys.readouterr().out.splitlines()
    assert [line.split()[3] for line in told] == ["RunFinished", "PlaylistExtracted", "RunFinished"]


def test_what_another_process_does_is_told_until_ctrl_c(store: Path) -> None:
    store.parent.mkdir(parents=True)
    stores = SqliteStores(store, is_durable=False)
    stores.runs.save(a_report("run-1").model_copy(update={"finished_at": a_draft().at}))
    tail = in_a_process("events", "tail", "--format", "json")
    assert tail.stdout is not None
    first = json.loads(tail.stdout.readline())
    for title in ("A", "B"):
        listings = (a_listing(service, title=title) for service in ("AppleMusic", "Spotify"))
        stores.charts.publish(a_draft(a_snapshot(a_recording(*listings))))
    stores.close()

    told = [json.loads(tail.stdout.readline()) for _ in range(4)]
    tail.send_signal(signal.SIGINT)
    ran = ended(tail)

    assert first["run_id"] == "run-1"
    assert [each["seq"] for each in told if each["type"] == "ChartPublished"] == [1, 2]
    assert (ran.code, ran.out, ran.err) == (0, "", "")
