"""`tunemeld movers` and `tunemeld trending`: what moved since last week, and what is on the rise."""

import json
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console
from tests.builders import A_SATURDAY
from tests.followed import tell
from tests.integration.cli.conftest import Tunemeld, ended, in_a_process
from tests.weeks import after_weeks, on_both
from tests.worlds import World

from tunemeld.domain.movers import Movers, movers
from tunemeld.domain.ranking import Strategy
from tunemeld.domain.reading import SOUNDCLOUD, SPOTIFY
from tunemeld.domain.trending import trending
from tunemeld.entrypoints.cli.movement_tables import movers_parts, trending_parts

LONG = "A Rather Long Title That Goes On And On (feat. Everybody Who Was There)"
NAMES = ("Gravel", "夜に駆ける", "Café del Mar", "👩‍🎤 Star", "[bold]Loud[/bold]", LONG)
COUNTRY = ("-g", "country")


@pytest.fixture
def moved(tunemeld: Tunemeld, world: World) -> Tunemeld:
    """The second week has Tune 2 before Tune 1, and 11 in the place of 10, whose plays grow."""
    world.run()
    for service in world.catalogues:
        world.show(service, [2, 1, *range(3, 10), 11])
    world.run_later()
    ids = {str(standing.isrc): standing.id for standing in world.publication().standings}
    for number, grown in ((1, 100), (3, 900)):
        counts = [(days, 10_000 + grown * (8 - days)) for days in range(8, -1, -1)]
        tell(world.stores.readings, SOUNDCLOUD, ids[f"QZTM424{number:05d}"], world.clock.now(), *counts)
    return tunemeld


def _section(out: str, head: str) -> list[str]:
    """The lines below the heads of a table, without needless spaces."""
    lines = out.partition(f"{head}\n")[2].partition("\n\n")[0].splitlines()
    return [" ".join(line.split()) for line in lines[2:]]


def test_movers_are_told_by_kind(moved: Tunemeld) -> None:
    told = moved("movers", *COUNTRY)

    assert told.code == 0
    assert told.out.startswith("Country: what moved since 2024-06-22\n")
    assert _section(told.out, "Entered: 1") == ["10 new Tune 11 Mara Quill"]
    assert _section(told.out, "Left: 1") == ["10 left Tune 10 Mara Quill"]
    assert _section(told.out, "Up: 1") == ["1 ▲1 Tune 2 Mara Quill"]
    assert _section(told.out, "Down: 1") == ["2 ▼1 Tune 1 Mara Quill"]
    assert "published 2024-06-29 · snapshot " in told.out


def test_what_comes_back_is_no_new_entry(moved: Tunemeld, world: World) -> None:
    for service in world.catalogues:
        world.show(service, [2, 1, *range(3, 10), 10])
    world.run_later()

    assert _section(moved("movers", *COUNTRY).out, "Entered: 1") == ["10 back Tune 10 Mara Quill"]


def test_where_nothing_moves_that_is_said(moved: Tunemeld, world: World) -> None:
    for service in world.catalogues:
        world.show(service, [2, 1, *range(3, 10), 11], covered=False)
    world.run_later()
    out = moved("movers", *COUNTRY).out

    assert [line for line in out.splitlines() if "nothing" in line] == [
        f"{kind}: nothing" for kind in ("Entered", "Left", "Up", "Down")
    ]


def test_in_the_first_week_there_is_nothing_to_compare_with(tunemeld: Tunemeld, world: World) -> None:
    world.run()
    told = tunemeld("movers", *COUNTRY)

    assert told.code == 0
    assert told.out.startswith("Country: there is no chart of an earlier week yet")


def test_the_tracks_most_on_the_rise_come_first(moved: Tunemeld) -> None:
    told = moved("trending", *COUNTRY, "--limit", "3")
    rows = [line.split() for line in told.out.splitlines()[4:7]]

    assert told.code == 0
    assert told.out.startswith("Country: what is on the rise\n")
    assert [(row[0], " ".join(row[2:4]), row[6]) for row in rows] == [
        ("1", "Tune 2", "1"),
        ("2", "Tune 11", "10"),
        ("3", "Tune 3", "3"),
    ]
    assert "3 of 10 tracks · counters SoundCloud, Spotify · published 2024-06-29 · snapshot " in told.out


def test_a_track_without_a_score_has_a_dot(tunemeld: Tunemeld, world: World) -> None:
    world.run()
    out = tunemeld("trending", *COUNTRY, "-n", "1").out

    assert out.splitlines()[4].split() == [*"1 · Tune 1 Mara Quill 1 · · · insufficient".split()]


def test_a_score_that_is_hardly_less_than_nothing_is_nothing() -> None:
    published = after_weeks(on_both("a"), on_both("a"))
    (trend,) = trending(published, A_SATURDAY, counters=())
    told = [trend.model_copy(update={"score": score}) for score in (0.004, -0.004, -0.006)]
    page = StringIO()
    for part in trending_parts(told, None, published, [], 120):
        Console(file=page, width=120).print(part)

    assert [line.split()[1] for line in page.getvalue().splitlines()[4:7]] == ["+0.00", "+0.00", "-0.01"]


def test_for_programs_both_are_what_the_api_tells(moved: Tunemeld, world: World) -> None:
    for service in ("Spotify", "AppleMusic"):  # a chart that strategies see in different ways
        world.show(service, [20, *range(1, 10)])
    world.run_later()
    published = world.charts.published("country")
    trends = json.loads(moved("trending", *COUNTRY, "--format", "json").out)
    told = moved("movers", *COUNTRY, "--format", "json", "--strategy", "tiers")

    assert Movers.model_validate_json(told.out) == movers(published, Strategy.TIERS)
    assert movers(published, Strategy.TIERS) != movers(published)
    expected = trending(published, world.clock.now(), counters=(SOUNDCLOUD, SPOTIFY))
    assert [(each["id"], each["score"]) for each in trends] == [(t.recording_id, t.score) for t in expected]
    assert json.loads(moved("trending", *COUNTRY, "-n", "2", "--format", "json").out) == trends[:2]
    assert "Note: " in told.err


@pytest.mark.parametrize("command", ["movers", "trending"])
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-g", "klezmer"), "genre 'klezmer'; known genres: country"),
        ((), "Missing option '-g' / '--genre'"),
        ((*COUNTRY, "--format", "csv"), "'csv' is not one of 'table', 'json'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_wrong_usage_is_named(
    tunemeld: Tunemeld, world: World, command: str, words: tuple[str, ...], said: str
) -> None:
    told = tunemeld(command, *words)

    assert (told.code, told.out) == (2, "")
    assert said in told.err


@pytest.mark.parametrize("words", [("movers", "--strategy", "borda"), ("trending", "--limit", "0")])
def test_each_has_options_of_its_own(tunemeld: Tunemeld, words: tuple[str, ...]) -> None:
    assert tunemeld(*words, *COUNTRY).code == 2


@pytest.mark.parametrize("command", ["movers", "trending"])
def test_without_a_chart_it_says_how_to_get_one_and_leaves_no_store_behind(
    tunemeld: Tunemeld, store: Path, command: str
) -> None:
    told = tunemeld(command, *COUNTRY)

    assert (told.code, told.out) == (1, "")
    assert told.err == (
        "Error: nothing is published for country yet; `tunemeld aggregate --genre country` makes a chart\n"
    )
    assert not store.exists()


def test_as_a_process_it_prints_plain_lines(tunemeld: Tunemeld) -> None:
    tunemeld("aggregate", "-g", "rap")

    told = ended(in_a_process("trending", "-g", "rap"))

    assert (told.code, "\x1b" in told.out) == (0, False)
    assert told.out.startswith("Rap: what is on the rise\n")
    assert "Note: sample catalogue" in told.out


def _drawn(width: int) -> Sequence[str]:
    published = after_weeks(on_both(*NAMES), on_both(*reversed(NAMES)))
    trends = trending(published, A_SATURDAY, counters=(SOUNDCLOUD,))
    page = StringIO()
    console = Console(file=page, width=width, highlight=False, markup=False)
    for part in (
        *movers_parts(movers(published), published, [], width),
        *trending_parts(trends, None, published, [], width),
    ):
        console.print(part)
    return page.getvalue().splitlines()


@pytest.mark.parametrize("width", [48, 60, 80, 120, 200])
def test_no_line_is_wider_than_the_terminal_and_the_columns_stand(width: int) -> None:
    lines = _drawn(width)
    rule = next(n for n, line in enumerate(lines) if "Score" in line) + 1
    rows = lines[rule + 1 : rule + 1 + len(NAMES)]

    assert max(cell_len(line.rstrip()) for line in lines) <= width
    assert [row.split()[0] for row in rows] == [str(n) for n in range(1, len(NAMES) + 1)]
    assert len({cell_len(row) for row in rows}) == 1


def test_a_narrow_terminal_gives_up_the_parts_of_a_score_before_the_names() -> None:
    heads = {
        width: next(line for line in _drawn(width) if "Score" in line).split() for width in (60, 80, 200)
    }

    assert heads[200] == [
        *("#", "Score", "Title", "Artist", "Chart", "Counts", "Climb", "Breadth", "Rests", "on")
    ]
    assert heads[80] == [*("#", "Score", "Title", "Artist", "Chart", "Counts", "Climb")]
    assert heads[60] == [*("#", "Score", "Title", "Artist", "Chart")]
    assert any(LONG in line for line in _drawn(200))
    assert any("[bold]Loud[/bold]" in line for line in _drawn(120))
