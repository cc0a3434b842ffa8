"""How a chart's table looks: on every terminal, with every script."""

from collections.abc import Sequence
from io import StringIO

import pytest
from rich.cells import cell_len
from rich.console import Console
from tests.builders import a_draft, a_listing, a_recording, a_snapshot

from tunemeld.domain.chart import Chart, build_chart
from tunemeld.domain.ranking import Strategy
from tunemeld.domain.snapshot import Publication
from tunemeld.entrypoints.cli.chart_table import chart_parts, movement

LONG = "A Rather Long Title That Goes On And On (feat. Everybody Who Was There)"
NAMES = ["Gravel", "夜に駆ける", "Ｆｕｌｌ", "Café del Mar", "밤편지", "Надежда", "👩‍🎤 Star", LONG]


def _chart(
    names: Sequence[str] = NAMES, services: Sequence[str] = ("Spotify", "AppleMusic", "SoundCloud")
) -> Chart:
    recordings = [
        a_recording(
            *(
                a_listing(service, place, title=name, artists=[name, "Mara Quill"], track_id=f"t{place}")
                for service in services
            )
        )
        for place, name in enumerate(names, start=1)
    ]
    draft = a_draft(a_snapshot(*recordings))
    return build_chart(draft.as_publication(1), draft.snapshot, sources=draft.sources)


def _drawn(chart: Chart, width: int) -> list[str]:
    page = StringIO()
    console = Console(file=page, width=width, highlight=False, markup=False)
    for part in chart_parts(chart, [], width):
        console.print(part)
    return page.getvalue().splitlines()


def _rows(chart: Chart, width: int) -> list[str]:
    lines = _drawn(chart, width)
    rule = next(number for number, line in enumerate(lines) if line.startswith("──"))
    return lines[rule + 1 : rule + 1 + len(chart.tracks)]


def _head(chart: Chart, width: int) -> str:
    lines = _drawn(chart, width)
    rule = next(number for number, line in enumerate(lines) if line.startswith("──"))
    return "\n".join(lines[2:rule])


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(cell_len(line.rstrip()) for line in _drawn(_chart(), width)) <= width


@pytest.mark.parametrize("width", [36, 48])
def test_a_tiny_terminal_gets_ranks_titles_and_positions(width: int) -> None:
    rows = _rows(_chart(), width)

    assert [row.split()[0] for row in rows] == [str(rank) for rank in range(1, 9)]
    assert "Mara" not in "".join(rows)


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_every_column_stands_in_line_whatever_the_script(width: int) -> None:
    """Positions are right-aligned behind the names: every row ends at the same cell."""
    rows = _rows(_chart(), width)

    assert len({cell_len(row.rstrip()) for row in rows}) == 1


def test_a_wide_terminal_shows_names_in_full_and_every_column() -> None:
    chart = _chart()

    assert LONG in "".join(_rows(chart, 200))
    assert _head(chart, 200).split() == [
        *("#", "Title", "Artist", "Spotify", "AppleMusic", "SoundCloud", "Score", "Weeks")
    ]


def test_at_80_columns_score_and_weeks_make_room_for_the_names() -> None:
    head = _head(_chart(), 80)

    assert "Score" not in head
    assert "Weeks" not in head
    assert head.split() == ["Apple", "Sound", "#", "Title", "Artist", "Spotify", "Music", "Cloud"]


def test_at_120_columns_nothing_is_left_out() -> None:
    head = _head(_chart(), 120)

    assert "AppleMusic" in head
    assert "Weeks" in head


def test_short_names_take_no_more_room_than_they_need() -> None:
    (row,) = _rows(_chart(["Gravel"]), 200)

    assert cell_len(row.rstrip()) < 90


def test_a_title_of_wide_letters_gets_the_room_that_it_needs() -> None:
    (row,) = _rows(_chart(["夜に駆ける夜に駆ける"]), 120)

    assert row.split()[2] == "夜に駆ける夜に駆ける"


def test_what_looks_like_markup_is_printed_as_it_is() -> None:
    assert "[bold]Loud[/bold]" in "".join(_rows(_chart(["[bold]Loud[/bold]"]), 120))


def test_a_service_that_does_not_list_a_track_has_a_dot() -> None:
    two = a_recording(a_listing("Spotify", 1), a_listing("AppleMusic", 2), recording_id="two")
    three = a_recording(
        *(a_listing(s, 3, title="Other") for s in ("Spotify", "AppleMusic", "SoundCloud")),
        recording_id="three",
    )
    draft = a_draft(a_snapshot(two, three))
    chart = build_chart(draft.as_publication(1), draft.snapshot, sources=draft.sources)

    (row,) = [row for row in _rows(chart, 120) if "Gravel" in row]

    assert row.split()[-5:-2] == ["1", "2", "·"]


def test_movements_tell_climbers_losers_entries_and_returns() -> None:
    def week(number: int, *names: str) -> Chart:
        recordings = [
            a_recording(
                *(a_listing(service, place, title=name) for service in ("Spotify", "AppleMusic")),
                recording_id=name,
            )
            for place, name in enumerate(names, start=1)
        ]
        draft = a_draft(a_snapshot(*recordings))
        day = draft.at.replace(day=1 + 7 * number)
        history.append(draft.model_copy(update={"at": day}).as_publication(number + 1))
        return build_chart(
            history[-1], draft.snapshot, sources=draft.sources, earlier=history[:-1], strategy=Strategy.TIERS
        )

    history: list[Publication] = []
    week(0, "a", "b", "c", "d")
    week(1, "a", "b", "c")
    chart = week(2, "a", "c", "b", "d", "e")

    assert {track.track_name: movement(track) for track in chart.tracks} == {
        "a": "=",
        "c": "▲1",
        "b": "▼1",
        "d": "back",
        "e": "new",
    }
