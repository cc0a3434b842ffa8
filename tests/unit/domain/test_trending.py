"""What is on the rise: by plays, ranks and services together, every part told, and no score from nothing."""

from datetime import timedelta
from math import log

import pytest
from tests.builders import A_SATURDAY
from tests.weeks import after_weeks, on_both

from tunemeld.domain.growth import GrowthStatus
from tunemeld.domain.momentum import Entry
from tunemeld.domain.reading import SOUNDCLOUD, SPOTIFY, YOUTUBE, Point, Series
from tunemeld.domain.snapshot import Published
from tunemeld.domain.trending import Compared, Trend, TrendStatus, trending


def told(published: Published, *counters: str, later: timedelta = timedelta()) -> dict[str, Trend]:
    return {trend.recording_id: trend for trend in trending(published, A_SATURDAY + later, counters=counters)}


def order(published: Published, *counters: str) -> list[str]:
    return [*told(published, *counters)]


def steadily(before: int, change: int) -> list[int]:
    """Eight daily readings from one count to that much more."""
    return [before + change * day // 7 for day in range(8)]


FLAT = on_both(*"abcde")


def test_tracks_are_ordered_by_relative_growth_of_plays_not_by_plays() -> None:
    plays = {"a": steadily(9_000_000, 90_000), "b": steadily(10_000, 9_000), "c": steadily(50_000, 10_000)}
    published = after_weeks(FLAT, counts={SOUNDCLOUD: plays})

    assert order(published, SOUNDCLOUD) == ["b", "c", "a", "d", "e"]


def test_a_track_that_was_hardly_played_before_does_not_lead_by_a_handful_of_plays() -> None:
    plays = {
        "a": steadily(3, 27),
        "b": steadily(20_000, 6_000),
        "c": steadily(30_000, 3_000),
        "d": steadily(40_000, 40),
        "e": steadily(50_000, 50),
    }

    assert order(after_weeks(FLAT, counts={SOUNDCLOUD: plays}), SOUNDCLOUD)[:3] == ["b", "c", "a"]


def test_the_shrinkage_is_the_twentieth_percentile_of_what_was_played_before() -> None:
    before = {"a": 0, "b": 100, "c": 200, "d": 300, "e": 400, "f": 500}
    plays = {track: [count, *[None] * 6, count + 100] for track, count in before.items()}
    trends = told(after_weeks(on_both(*before), counts={SOUNDCLOUD: plays}), SOUNDCLOUD)

    # Of 100 to 500; 0 does not count.
    told_of = {track: trends[track].parts.counters[SOUNDCLOUD].relative for track in "ab"}
    assert told_of == pytest.approx({"a": log(280 / 180), "b": log(380 / 280)}, abs=1e-6)


def test_every_part_and_its_weight_is_told() -> None:
    plays = {"a": steadily(10_000, 700), "b": steadily(10_000, 7_000)}
    trends = told(after_weeks(on_both("b", "a"), on_both("a", "b"), counts={SOUNDCLOUD: plays}), SOUNDCLOUD)
    parts = trends["b"].parts

    assert parts.weights == {"counts": 0.5, "rank_momentum": 0.35, "breadth": 0.15}
    counter = parts.counters[SOUNDCLOUD]
    # κ is 10,000: ln(27,000 / 20,000). The better of two is at Φ⁻¹(3/4).
    assert (counter.per_day, counter.relative, counter.y) == pytest.approx(
        (1000, 0.300105, 0.674490), abs=1e-6
    )
    assert parts.counts == pytest.approx(0.674490 / 2, abs=1e-6)
    # From first to second is an octave down, as for the other up; the deviation is one octave.
    assert (parts.rank_momentum and tuple(parts.rank_momentum.model_dump().values())) == (-1.0, -1.0)
    assert (parts.breadth and tuple(parts.breadth.model_dump().values())) == (0, 0)
    assert trends["b"].score == pytest.approx(0.5 * 0.674490 / 2 - 0.35, abs=1e-6)
    assert trends["b"].status is TrendStatus.OK


def test_counters_are_combined_by_place_and_few_are_trusted_less() -> None:
    sound, tube = {"a": steadily(100, 50), "b": steadily(100, 10)}, {"a": steadily(9, 9), "b": steadily(9, 0)}
    published = after_weeks(on_both("a", "b"), counts={SOUNDCLOUD: sound, YOUTUBE: tube})

    one, both = told(published, SOUNDCLOUD)["a"].parts, told(published, SOUNDCLOUD, YOUTUBE)["a"].parts

    assert (one.counts, both.counts) == pytest.approx((0.674490 / 2, 0.674490 * 2 / 3), abs=1e-6)


def test_an_index_is_ordered_by_its_points() -> None:
    points = {"a": [60, *[None] * 6, 58], "b": [10, *[None] * 6, 30], "c": [70, *[None] * 6, 71]}
    published = after_weeks(on_both("a", "b", "c"), counts={SPOTIFY: points})

    assert order(published, SPOTIFY) == ["b", "c", "a"]
    assert told(published, SPOTIFY)["a"].parts.counters[SPOTIFY].relative == -2


def test_equal_moves_of_an_index_stay_equal_whatever_seconds_a_list_came_late() -> None:
    published = after_weeks(on_both("a", "b"), counts={SPOTIFY: {"a": [60, *[None] * 6, 65]}})
    late = [Point(A_SATURDAY - timedelta(days=7, seconds=5), 30, "it"), Point(A_SATURDAY, 35, "it")]
    series = {**published.series, "b": {SPOTIFY: Series(points=tuple(late))}}
    trends = told(published.model_copy(update={"series": series}), SPOTIFY)

    assert trends["a"].score == trends["b"].score == 0.0


def test_missing_parts_are_left_out_and_the_others_weigh_more() -> None:
    plays = {"a": steadily(100, 50), "b": steadily(100, 10)}
    trends = told(after_weeks(on_both(*"cdab"), on_both(*"abcd"), counts={SOUNDCLOUD: plays}), SOUNDCLOUD)
    first_week = told(after_weeks(on_both(*"abcd"), counts={SOUNDCLOUD: plays}), SOUNDCLOUD)

    assert trends["c"].status is TrendStatus.CHARTS_ONLY
    assert trends["c"].parts.weights == pytest.approx({"rank_momentum": 0.7, "breadth": 0.3})
    assert first_week["a"].status is TrendStatus.COUNTS_ONLY
    assert first_week["a"].parts.weights == {"counts": 1.0}
    assert first_week["a"].score == pytest.approx(first_week["a"].parts.counts, abs=1e-6)


def test_without_counts_and_an_earlier_chart_there_is_a_status_and_no_score() -> None:
    trends = told(after_weeks(on_both(*"ab"), counts={SOUNDCLOUD: {"a": [5]}}), SOUNDCLOUD)

    assert [(t.recording_id, t.score, t.status) for t in trends.values()] == [
        ("a", None, TrendStatus.INSUFFICIENT),
        ("b", None, TrendStatus.INSUFFICIENT),
    ]
    assert trends["a"].parts.counters[SOUNDCLOUD].status is GrowthStatus.NEW
    assert trends["a"].parts.weights == {}


def test_a_counter_that_is_not_asked_for_says_nothing() -> None:
    plays = {"a": steadily(100, 10), "b": steadily(100, 90)}
    published = after_weeks(on_both("a", "b"), counts={YOUTUBE: plays})

    assert {trend.score for trend in told(published, SOUNDCLOUD).values()} == {None}
    assert order(published, YOUTUBE) == ["b", "a"]


def test_a_new_track_counts_as_from_behind_the_chart_and_says_that_it_entered() -> None:
    trends = told(after_weeks(on_both("z", *"abc"), on_both(*"abc"), on_both("n", "z", *"abc")))

    assert [trends[t].parts.entry for t in "nza"] == [Entry.ENTERED, Entry.RE_ENTERED, None]
    # From behind a chart of three to first: two octaves.
    assert [each.change for t in "nz" if (each := trends[t].parts.rank_momentum)] == [2.0, 1.0]
    assert [*trends] == ["n", "z", "c", "b", "a"]
    breadth = trends["n"].parts.breadth
    assert breadth == Compared(change=2, z=breadth.z if breadth else 0)


def test_a_track_that_one_more_service_lists_has_gained_breadth() -> None:
    wider = {**on_both(*"abc"), "b": {"Spotify": 2, "AppleMusic": 2, "SoundCloud": 9}}
    before = {
        **on_both(*"abc"),
        "x": {"SoundCloud": 1},
        "c": {"Spotify": 3, "AppleMusic": 3, "SoundCloud": 3},
    }
    trends = told(after_weeks(before, wider))

    assert [each.change for t in "abc" if (each := trends[t].parts.breadth)] == [0, 1, -1]


def test_a_service_that_was_not_part_of_the_chart_before_moves_nobody() -> None:
    wider = {**on_both(*"abc"), "c": {"Spotify": 3, "AppleMusic": 3, "SoundCloud": 1}}

    for weeks in ((on_both(*"abc"), wider), (wider, on_both(*"abc"))):
        assert {trend.score for trend in told(after_weeks(*weeks)).values()} == {0.0}


def test_a_chart_of_long_ago_is_not_compared() -> None:
    published = after_weeks(on_both(*"ba"), {}, {}, on_both(*"ab"))
    last_week = after_weeks(on_both(*"ba"), on_both(*"ab"))
    old = published.model_copy(update={"earlier": published.earlier[:1]})

    assert {trend.status for trend in told(old).values()} == {TrendStatus.INSUFFICIENT}
    assert {t.status for t in told(last_week, later=timedelta(days=14)).values()} == {TrendStatus.CHARTS_ONLY}
    assert {t.status for t in told(last_week, later=timedelta(days=16)).values()} == {
        TrendStatus.INSUFFICIENT
    }


def test_in_a_quiet_week_a_small_move_is_no_great_one() -> None:
    tracks = [f"track {n:02}" for n in range(40)]
    swapped = [*tracks[:38], tracks[39], tracks[38]]
    trends = told(after_weeks(on_both(*tracks), on_both(*swapped)))

    assert max(trend.score or 0.0 for trend in trends.values()) < 0.1


def test_readings_after_the_publication_count_and_later_ones_than_now_do_not() -> None:
    plays = {"a": [*steadily(100, 10), 5000], "b": steadily(100, 50)}
    published = after_weeks(on_both("a", "b"), counts={SOUNDCLOUD: plays}, at=A_SATURDAY + timedelta(days=1))
    published = published.model_copy(
        update={"publication": published.publication.model_copy(update={"at": A_SATURDAY})}
    )

    assert [*told(published, SOUNDCLOUD, later=timedelta(days=1))] == ["a", "b"]
    assert [*told(published, SOUNDCLOUD)] == ["b", "a"]


def test_a_track_names_itself() -> None:
    (trend,) = told(after_weeks(on_both("Gold"))).values()

    assert (trend.recording_id, trend.track_name, trend.artist_name, trend.rank, trend.isrc) == (
        "Gold",
        "Gold",
        "Mara Quill",
        1,
        None,
    )
