"""Who moved is told against the last charted week, with the ranks of both."""

from tests.weeks import after_weeks, on_both

from tunemeld.domain.movers import Mover, Movers, movers
from tunemeld.domain.ranking import Strategy


def told(moved: tuple[Mover, ...]) -> list[tuple[str, int | None, int | None, int | None]]:
    return [(each.id, each.previous_rank, each.rank, each.change) for each in moved]


def test_what_entered_left_climbed_and_fell_is_told_with_both_ranks() -> None:
    moved = movers(after_weeks(on_both(*"abcdx"), on_both(*"dncba")))

    assert told(moved.entered) == [("n", None, 2, None)]
    assert told(moved.left) == [("x", 5, None, None)]
    assert told(moved.up) == [("d", 4, 1, 3)]
    assert told(moved.down) == [("a", 1, 5, -4), ("b", 2, 4, -2)]


def test_the_greatest_moves_come_first_and_equal_ones_by_rank() -> None:
    moved = movers(after_weeks(on_both(*"abcdef"), on_both(*"bafdce")))

    assert told(moved.up) == [("f", 6, 3, 3), ("b", 2, 1, 1)]
    assert told(moved.down) == [("c", 3, 5, -2), ("a", 1, 2, -1), ("e", 5, 6, -1)]


def test_what_comes_back_is_told_apart_from_what_is_new() -> None:
    moved = movers(after_weeks(on_both("back", "a"), on_both("a"), on_both("a", "new", "back")))

    assert [(each.id, each.is_reentry) for each in moved.entered] == [("new", False), ("back", True)]


def test_what_left_comes_by_the_rank_that_it_had() -> None:
    moved = movers(after_weeks(on_both(*"azyx"), on_both("a")))

    assert told(moved.left) == [("z", 2, None, None), ("y", 3, None, None), ("x", 4, None, None)]


def test_what_fell_to_one_list_has_left() -> None:
    alone = {**on_both("a"), "b": {"Spotify": 2}}
    moved = movers(after_weeks(on_both("a", "b"), alone))

    assert told(moved.left) == [("b", 2, None, None)]
    assert [each.track_name for each in moved.left] == ["b"]


def test_what_left_weeks_ago_is_told_no_more() -> None:
    assert movers(after_weeks(on_both("x", "a"), on_both("a"), on_both("a"))) == Movers()


def test_who_moves_depends_on_the_strategy() -> None:
    before = {"a": {"Spotify": 1, "AppleMusic": 9}, "b": {"Spotify": 9, "AppleMusic": 2}}
    now = {"a": {"Spotify": 1, "AppleMusic": 3}, "b": {"Spotify": 9, "AppleMusic": 4}}
    published = after_weeks(before, now)

    assert told(movers(published, Strategy.PRIORITY).up) == [("a", 2, 1, 1)]
    assert movers(published, Strategy.TIERS) == Movers()


def test_the_first_chart_moves_nobody() -> None:
    assert movers(after_weeks(on_both("a", "b"))) == Movers()
