"""What a chart's page tells: rows in an order, what is amiss and what that costs, what one list has alone."""

from datetime import date, timedelta

import pytest
from tests.builders import A_SATURDAY, a_source_state
from tests.weeks import WEEK, after_weeks, on_both

from tunemeld.domain.ranking import Strategy
from tunemeld.domain.reading import SOUNDCLOUD, SPOTIFY, YOUTUBE
from tunemeld.domain.snapshot import Published, SourceStatus
from tunemeld.entrypoints.http.pages.chart_page import ChartPage, Sort, chart_page

MISSING = a_source_state(SourceStatus.MISSING, reason="never fetched", fetched_at=None, raw_id=None, tracks=0)


def looked_at(published: Published, sort: Sort = Sort.RANK, as_of: date | None = None) -> ChartPage:
    return chart_page(published, A_SATURDAY + timedelta(days=1), counters=(YOUTUBE,), sort=sort, as_of=as_of)


def ids(page: ChartPage) -> list[str]:
    return [row.id for row in page.rows]


def test_rows_say_where_each_service_has_them_and_where_not() -> None:
    page = looked_at(
        after_weeks({"a": {"Spotify": 3, "AppleMusic": 1}, "b": {"Spotify": 1, "SoundCloud": 9}})
    )
    marks = {row.id: [(mark.service, mark.position) for mark in row.marks] for row in page.rows}
    assert marks == {
        "a": [("Spotify", 3), ("AppleMusic", 1), ("SoundCloud", None)],
        "b": [("Spotify", 1), ("AppleMusic", None), ("SoundCloud", 9)],
    }
    assert (page.on_all, [row.listed for row in page.rows]) == (0, [2, 2])


def test_movement_is_told_against_the_week_before() -> None:
    page = looked_at(
        after_weeks(on_both("back"), on_both("a", "b", "c"), on_both("c", "b", "a", "new", "back"))
    )
    moved = {row.id: (row.movement.kind, row.movement.places) for row in page.rows}
    assert moved == {
        "c": ("up", 2),
        "b": ("same", 0),
        "a": ("down", 2),
        "new": ("new", 0),
        "back": ("back", 0),
    }
    assert page.newcomers == 2
    assert page.climber is not None
    assert page.climber.id == "c"


def test_nothing_is_new_on_the_first_chart_of_all() -> None:
    page = looked_at(after_weeks(on_both("a", "b")))
    assert [row.movement.kind for row in page.rows] == ["same", "same"]
    assert (page.newcomers, page.climber, page.before) == (0, None, None)


def test_the_line_of_weeks_is_that_of_the_ranks() -> None:
    page = looked_at(after_weeks(on_both("a", "b"), on_both("b"), on_both("b", "a")))
    assert {row.id: row.spark.ranks for row in page.rows} == {"a": (1, None, 2), "b": (2, 1, 1)}
    assert {row.id: (row.weeks, row.peak) for row in page.rows} == {"a": (2, 1), "b": (3, 1)}


def test_plays_are_told_with_what_a_week_added_and_an_index_without_a_share() -> None:
    published = after_weeks(
        on_both("a"),
        counts={
            YOUTUBE: {"a": [1_000, 1_010, 1_020, 1_040, 1_050, 1_070, 1_090, 1_100]},
            SPOTIFY: {"a": [60, *[None] * 6, 57]},
            SOUNDCLOUD: {"a": [9]},
        },
    )
    (row,) = looked_at(published).rows
    told = {each.counter: (each.value, each.change, each.percent, each.is_index) for each in row.played}
    assert told == {
        YOUTUBE: (1_100, 100, 10, False),
        SPOTIFY: (57, -3, None, True),
        SOUNDCLOUD: (9, None, None, False),
    }


def test_the_most_played_comes_first_by_its_best_source_and_an_index_is_no_play() -> None:
    published = after_weeks(
        on_both("a", "b", "c", "d"),
        counts={YOUTUBE: {"b": [10], "c": [20]}, SOUNDCLOUD: {"b": [15]}, SPOTIFY: {"d": [90]}},
    )
    assert ids(looked_at(published, Sort.PLAYS)) == ["c", "b", "a", "d"]


def test_what_rises_most_comes_first_where_that_is_asked_for() -> None:
    published = after_weeks(on_both("a", "b", "c"), on_both("a", "c", "b"))
    page = looked_at(published, Sort.TRENDING)
    assert ids(page)[0] == "c"
    assert [row.id for row in page.top] == ["a", "c", "b"]
    trends = [row.trend for row in page.rows if row.trend is not None]
    assert trends == sorted(trends, reverse=True)


def test_where_nothing_can_be_told_of_trends_rank_decides() -> None:
    assert ids(looked_at(after_weeks(on_both("a", "b")), Sort.TRENDING)) == ["a", "b"]


def test_reasons_are_each_lists_points_and_what_other_rules_would_say() -> None:
    page = looked_at(
        after_weeks({"a": {"Spotify": 1, "AppleMusic": 9}, "b": {"Spotify": 9, "AppleMusic": 2}})
    )
    why = {row.id: row.why for row in page.rows}["b"]
    assert [(part.service, part.position, part.of) for part in why.parts] == [
        ("Spotify", 9, 50),
        ("AppleMusic", 2, 50),
    ]
    assert sum(part.points for part in why.parts) == pytest.approx(why.score)
    assert sum(part.share for part in why.parts) == pytest.approx(1)
    assert why.ranks == {Strategy.CONSENSUS: 2, Strategy.PRIORITY: 1, Strategy.TIERS: 2}


def test_what_one_service_lists_alone_comes_below_by_its_positions() -> None:
    page = looked_at(
        after_weeks({**on_both("a"), "y": {"Spotify": 9}, "x": {"Spotify": 4}, "z": {"AppleMusic": 2}})
    )
    assert {s: [(e.position, e.key) for e in entries] for s, entries in page.singles.items()} == {
        "Spotify": [(4, "x"), (9, "y")],
        "AppleMusic": [(2, "z")],
    }


def test_a_genre_where_nothing_agrees_still_tells_what_each_lists() -> None:
    page = looked_at(after_weeks({"x": {"Spotify": 1}, "y": {"AppleMusic": 1}}))
    assert (page.rows, [*page.singles]) == ((), ["Spotify", "AppleMusic"])
    assert page.notices == ("No recording is on two lists or more: below is what each service lists alone.",)


def test_a_missing_service_is_told_with_what_it_costs() -> None:
    full = {
        **on_both(*"abcdef"),
        "g": {"Spotify": 9, "SoundCloud": 1},
        "h": {"AppleMusic": 9, "SoundCloud": 2},
        "i": {"Spotify": 10, "AppleMusic": 10, "SoundCloud": 3},
    }
    published = after_weeks(full, on_both(*"abcdef"))
    told = published.model_copy(update={"sources": {**published.sources, "SoundCloud": MISSING}})
    assert looked_at(told).notices == (
        (
            "SoundCloud is missing (never fetched): on 15 June 2024, when it was last there, 2 of 9 places "
            "hung on it."
        ),
    )


def test_a_service_that_never_was_there_has_no_vote() -> None:
    published = after_weeks(on_both(*"abcdef"))
    told = published.model_copy(update={"sources": {**published.sources, "SoundCloud": MISSING}})
    page = looked_at(told)
    assert page.notices == ("SoundCloud is missing (never fetched): its editors have no vote in this chart.",)
    assert [(head.service, head.at) for head in page.heads][2] == ("SoundCloud", None)


def test_a_stale_list_is_told_with_its_day() -> None:
    stale = a_source_state(SourceStatus.STALE, reason="answered 503", fetched_at=A_SATURDAY - WEEK)
    published = after_weeks(on_both(*"abcdef"))
    told = published.model_copy(update={"sources": {**published.sources, "Spotify": stale}})
    assert looked_at(told).notices == (
        "Spotify is stale: this chart has its list of 15 June 2024 (answered 503).",
    )


def test_an_earlier_chart_leads_to_those_beside_it() -> None:
    published = after_weeks(on_both("a"), on_both("a"), at=A_SATURDAY - 3 * WEEK)
    page = looked_at(published, as_of=date(2024, 6, 1))
    assert (page.before, page.after) == (date(2024, 5, 25), date(2024, 6, 8))
    newest = looked_at(after_weeks(on_both("a")), as_of=date(2024, 6, 22))
    assert (newest.before, newest.after) == (None, None)


def test_an_earlier_chart_tells_what_a_week_added_then() -> None:
    counts = {YOUTUBE: {"a": [10, 20, 30, 40, 50, 60, 70, 80]}}
    published = after_weeks(on_both("a"), counts=counts, at=A_SATURDAY - 4 * WEEK)
    (then,), (now,) = looked_at(published, as_of=date(2024, 5, 25)).rows, looked_at(published).rows
    assert [each.change for each in then.played] == [70]
    assert [each.change for each in now.played] == [None]


@pytest.mark.parametrize(("source", "is_sample"), [("sample", True), ("rapidapi", False)])
def test_invented_data_are_said_to_be_invented(source: str, is_sample: bool) -> None:
    published = after_weeks(on_both("a"))
    of_source = published.publication.model_copy(update={"source": source})
    assert looked_at(published.model_copy(update={"publication": of_source})).is_sample == is_sample
