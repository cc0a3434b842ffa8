"""Lines of charts: the best rank on top, the newest week on the right, gaps as gaps."""

from hypothesis import given
from hypothesis import strategies as st

from tunemeld.entrypoints.http.pages.drawing import (
    HUES,
    PATTERNS,
    SPARK_HEIGHT,
    SPARK_WIDTH,
    Dot,
    Plot,
    nice_step,
    path,
    spark,
    tile,
)

RANKS = st.lists(st.none() | st.integers(1, 100), max_size=12)


def test_a_climb_goes_up_and_ends_on_the_right() -> None:
    line = spark([10, 5, 1], worst=10)
    assert line.path == "M3 21h0L48 11L93 3"
    assert line.end == Dot(93, 3)


def test_weeks_off_the_chart_leave_a_gap() -> None:
    assert spark([1, None, 1, 1], worst=2).path == "M3 3h0M63 3h0L93 3"


@given(RANKS, st.integers(1, 100))
def test_a_line_stays_within_its_room(ranks: list[int | None], last: int) -> None:
    known = [*ranks, last]
    worst = max(rank for rank in known if rank)
    line = spark(known, worst)
    assert (0 <= line.end.x <= SPARK_WIDTH, 0 <= line.end.y <= SPARK_HEIGHT) == (True, True)
    assert line.ranks == tuple(known)
    assert line.path.count("M") >= 1


def test_a_path_of_nothing_draws_nothing() -> None:
    assert path([None, None]) == ""


def test_a_recording_has_the_same_tile_always() -> None:
    assert tile("a") == tile("a")
    tiles = {tile(str(n)) for n in range(2_000)}
    assert len(tiles) == HUES * PATTERNS


def test_a_plot_of_ranks_has_the_first_on_top_and_one_of_plays_at_the_bottom() -> None:
    ranks = Plot(first=0, last=10, low=1, high=40, is_rank=True)
    plays = Plot(first=0, last=10, low=0, high=40)
    assert ranks.dot(0, 1).y < ranks.dot(0, 40).y
    assert plays.dot(0, 0).y > plays.dot(0, 40).y
    assert ranks.dot(10, 1).x == ranks.width - ranks.margin


def test_axes_are_labelled_by_round_numbers_within_them() -> None:
    assert [tick.value for tick in Plot(0, 1, 1, 40, is_rank=True).ticks()] == [1, 10, 20, 30, 40]
    assert [tick.value for tick in Plot(0, 1, 7_500_000, 7_890_000).ticks()] == [
        7_500_000,
        7_600_000,
        7_700_000,
        7_800_000,
    ]
    assert [nice_step(n) for n in (0.1, 1, 3, 7, 11, 97_500)] == [1, 1, 5, 10, 20, 100_000]


@given(st.integers(0, 10**13), st.integers(0, 10**12))
def test_every_plane_has_labels_that_lie_in_it(low: int, span: int) -> None:
    plot = Plot(0, 1, low, low + span + 2)
    assert plot.ticks()
    assert all(0 <= tick.at <= plot.height for tick in plot.ticks())


def test_a_plane_of_one_point_is_no_division_by_nothing() -> None:
    assert Plot(5, 5, 3, 3).dot(5, 3) == Dot(42, 146)
