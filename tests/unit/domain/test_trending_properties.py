"""What holds for any genre: what is absent orders nobody, no unit or clock matters, more plays never harm."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import A_SATURDAY
from tests.weeks import Places, after_weeks, on_both

from tunemeld.domain.reading import SOUNDCLOUD, SPOTIFY, YOUTUBE
from tunemeld.domain.snapshot import Published
from tunemeld.domain.trending import Trend, TrendStatus, trending

TRACKS = "abcdef"
COUNTERS = (SOUNDCLOUD, SPOTIFY, YOUTUBE)
Counts = dict[str, dict[str, list[int | None]]]

# The first of them are not there yet.
series = st.tuples(
    st.integers(0, 9), st.integers(0, 10**6), st.lists(st.integers(0, 10**5), min_size=9, max_size=9)
).map(lambda drawn: [*[None] * drawn[0], *[*accumulate(drawn[2], initial=drawn[1])][drawn[0] :]])
counted = st.dictionaries(st.sampled_from(TRACKS), series, min_size=1)
counts = st.dictionaries(st.sampled_from(COUNTERS), counted)
charts = st.permutations(TRACKS).flatmap(
    lambda order: st.integers(1, 6).map(lambda length: on_both(*order[:length]))
)
weeks = st.lists(charts, min_size=1, max_size=3)


def told(published: Published, counters: Sequence[str] = COUNTERS, at: datetime = A_SATURDAY) -> list[Trend]:
    return [*trending(published, at, counters=counters)]


def scores(trends: Sequence[Trend]) -> dict[str, float | None]:
    return {trend.recording_id: trend.score for trend in trends}


def alike(one: Sequence[Trend], other: Sequence[Trend]) -> bool:
    return scores(one) == pytest.approx(scores(other), abs=2e-6)


@given(weeks, counts)
def test_every_track_of_the_chart_is_told_once_those_without_a_score_last(
    weeks: list[Places], counts: Counts
) -> None:
    trends = told(after_weeks(*weeks, counts=counts))

    assert sorted(trend.rank for trend in trends) == [*range(1, len(weeks[-1]) + 1)]
    keys = [(trend.score is None, -(trend.score or 0), trend.rank) for trend in trends]
    assert keys == sorted(keys)
    for trend in trends:
        assert (trend.score is None) == (trend.status is TrendStatus.INSUFFICIENT)
        assert sum(trend.parts.weights.values()) == pytest.approx(0 if trend.score is None else 1)


@given(weeks, counts, st.integers(2, 1000), st.sampled_from([SOUNDCLOUD, YOUTUBE]))
def test_the_unit_of_a_counter_changes_nothing(
    weeks: list[Places], counts: Counts, factor: int, counter: str
) -> None:
    scaled = {
        each: {t: [v if v is None or each != counter else v * factor for v in vs] for t, vs in tracks.items()}
        for each, tracks in counts.items()
    }

    assert alike(told(after_weeks(*weeks, counts=counts)), told(after_weeks(*weeks, counts=scaled)))


@given(weeks, counts, st.integers(-1500, 700))
def test_another_time_changes_nothing(weeks: list[Places], counts: Counts, days: int) -> None:
    later = A_SATURDAY + timedelta(days=days)

    assert told(after_weeks(*weeks, counts=counts)) == told(
        after_weeks(*weeks, counts=counts, at=later), at=later
    )


@given(weeks, counts, st.sampled_from(COUNTERS), st.integers(0, 10**6))
def test_a_counter_that_is_absent_or_there_at_one_end_only_changes_no_score(
    weeks: list[Places], counts: Counts, counter: str, value: int
) -> None:
    others = {each: tracks for each, tracks in counts.items() if each != counter}
    just_begun: Counts = {**others, counter: {track: [value, value + n] for n, track in enumerate(TRACKS)}}
    gone: Counts = {
        **others,
        counter: {track: [n, n * value, *[None] * 20] for n, track in enumerate(TRACKS)},
    }
    absent = scores(told(after_weeks(*weeks, counts=others), [c for c in COUNTERS if c != counter]))

    for there in (others, just_begun, gone):
        assert scores(told(after_weeks(*weeks, counts=there))) == absent


@given(weeks, counts, st.sampled_from(COUNTERS), st.integers(1, 10**6), st.data())
def test_more_plays_at_last_never_make_a_track_fall(
    weeks: list[Places], counts: Counts, counter: str, more: int, data: st.DataObject
) -> None:
    track = data.draw(st.sampled_from(sorted(weeks[-1])))
    counts = {**counts, counter: {**counts.get(counter, {}), track: [*range(100, 110)]}}
    raised = {**counts, counter: {**counts[counter], track: [*range(100, 109), 109 + more]}}

    before, after = (told(after_weeks(*weeks, counts=each)) for each in (counts, raised))
    assert _place(after, track) <= _place(before, track)
    assert (scores(after)[track] or 0.0) >= (scores(before)[track] or 0.0)


def _place(trends: Sequence[Trend], track: str) -> int:
    return [trend.recording_id for trend in trends].index(track)


@given(weeks, counts)
def test_the_order_of_what_was_read_changes_nothing(weeks: list[Places], counts: Counts) -> None:
    turned = [dict(reversed([*week.items()])) for week in weeks]
    other: Mapping[str, dict[str, list[int | None]]] = {
        counter: dict(reversed([*tracks.items()])) for counter, tracks in reversed([*counts.items()])
    }

    assert told(after_weeks(*turned, counts=other), COUNTERS[::-1]) == told(
        after_weeks(*weeks, counts=counts)
    )


@pytest.mark.parametrize(
    "at",
    [
        datetime(2021, 1, 2, 2, 30, tzinfo=UTC),  # in ISO week 53
        datetime(2021, 1, 9, 2, 30, tzinfo=UTC),
        datetime(2025, 1, 1, 2, 30, tzinfo=UTC),
        datetime(2024, 2, 29, 2, 30, tzinfo=UTC),
        datetime(2024, 3, 31, 2, 30, tzinfo=UTC),
    ],
)
def test_a_week_is_a_week_whatever_the_calendar_does(at: datetime) -> None:
    plays = {SOUNDCLOUD: {track: [*range(0, 800 * n + 8, 100 * n + 1)][:8] for n, track in enumerate("abc")}}
    weeks = [on_both(*"cab"), on_both(*"abc")]

    assert told(after_weeks(*weeks, counts=plays, at=at), at=at) == told(after_weeks(*weeks, counts=plays))
