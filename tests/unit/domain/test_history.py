"""A track's past is told by ISO week, and never from the future."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from tunemeld.domain.history import past, week_of, weekly
from tunemeld.domain.ranking import Standing, Strategy, rank
from tunemeld.domain.snapshot import Publication

LENGTHS = {"Spotify": 50, "AppleMusic": 50}


def a_publication(seq: int, at: datetime, *tracks: str) -> Publication:
    """A chart of these tracks in this order."""
    standings = tuple(
        Standing(id=track, positions={"Spotify": n, "AppleMusic": n}) for n, track in enumerate(tracks, 1)
    )
    return Publication(
        genre="country",
        seq=seq,
        snapshot_id=f"snapshot-{seq}",
        source="rapidapi",
        run_id="run-1",
        at=at,
        sources={},
        lengths=LENGTHS,
        standings=standings,
    )


def on(year: int, month: int, day: int, hour: int = 12) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


NOW = on(2024, 6, 29)


@pytest.mark.parametrize(
    ("at", "week"),
    [
        (on(2024, 6, 22), (2024, 25)),
        (on(2020, 12, 31), (2020, 53)),
        (on(2021, 1, 3), (2020, 53)),
        (on(2021, 1, 4), (2021, 1)),
        (on(2024, 12, 30), (2025, 1)),
        (datetime(2024, 6, 24, 1, tzinfo=timezone(timedelta(hours=2))), (2024, 25)),
        (datetime(2024, 6, 23, 23, tzinfo=timezone(timedelta(hours=-5))), (2024, 26)),
    ],
)
def test_a_week_is_the_iso_week_in_utc(at: datetime, week: tuple[int, int]) -> None:
    assert week_of(at) == week


def test_the_last_publication_of_each_earlier_week_counts() -> None:
    monday, friday = a_publication(1, on(2024, 6, 10)), a_publication(2, on(2024, 6, 14))
    next_week = a_publication(3, on(2024, 6, 17))
    this_week = a_publication(4, on(2024, 6, 24))
    later = a_publication(5, on(2024, 7, 1))
    everything = [monday, friday, next_week, this_week, later]

    assert weekly(everything, on(2024, 6, 29)) == (friday, next_week)
    assert weekly(reversed(everything), on(2024, 6, 29)) == (friday, next_week)


def test_weeks_follow_one_another_over_the_turn_of_the_year() -> None:
    week_53, week_1 = a_publication(1, on(2021, 1, 2)), a_publication(2, on(2021, 1, 5))

    assert weekly([week_53, week_1], on(2021, 1, 12)) == (week_53, week_1)
    assert weekly([week_53, week_1], on(2021, 1, 5)) == (week_53,)
    assert weekly([week_53, week_1], on(2020, 12, 31)) == ()


def test_a_track_tells_its_last_week_its_peak_and_its_weeks() -> None:
    earlier = [a_publication(1, on(2024, 6, 1), "a", "b"), a_publication(2, on(2024, 6, 8), "b", "c", "a")]
    chart = rank(
        [Standing(id=t, positions={"Spotify": n, "AppleMusic": n}) for n, t in enumerate("dab", 1)], LENGTHS
    )
    told = past(chart, earlier, Strategy.CONSENSUS, at=NOW)

    assert (told["d"].previous_rank, told["d"].peak_rank, told["d"].weeks_on_chart) == (None, 1, 1)
    assert (told["a"].previous_rank, told["a"].peak_rank, told["a"].weeks_on_chart) == (3, 1, 3)
    assert (told["b"].previous_rank, told["b"].peak_rank, told["b"].weeks_on_chart) == (1, 1, 3)
    assert told.keys() == {"d", "a", "b"}


def test_a_track_that_left_and_came_back_has_no_previous_rank() -> None:
    earlier = [a_publication(1, on(2024, 6, 1), "a"), a_publication(2, on(2024, 6, 8), "b")]
    chart = rank([Standing(id="a", positions={"Spotify": 9, "AppleMusic": 9})], LENGTHS)

    (told,) = past(chart, earlier, Strategy.CONSENSUS, at=NOW).values()

    assert (told.previous_rank, told.peak_rank, told.weeks_on_chart) == (None, 1, 2)


def test_the_past_is_that_of_the_same_strategy_and_the_same_fewest_services() -> None:
    alone = Standing(id="x", positions={"AppleMusic": 1})
    week = a_publication(1, on(2024, 6, 1), "a")
    week = week.model_copy(
        update={"standings": (alone, Standing(id="a", positions={"Spotify": 1, "AppleMusic": 2}))}
    )
    chart = rank([Standing(id="a", positions={"Spotify": 1, "AppleMusic": 1})], LENGTHS)

    assert past(chart, [week], Strategy.PRIORITY, at=NOW, min_sources=1)["a"].previous_rank == 2
    assert past(chart, [week], Strategy.PRIORITY, at=NOW)["a"].previous_rank == 1
    assert past(chart, [week], Strategy.CONSENSUS, at=NOW, min_sources=1)["a"].previous_rank == 1


def test_the_first_chart_has_no_past() -> None:
    chart = rank([Standing(id="a", positions={"Spotify": 1, "AppleMusic": 1})], LENGTHS)

    assert past(chart, [], Strategy.CONSENSUS, at=NOW)["a"].model_dump() == {
        "previous_rank": None,
        "peak_rank": 1,
        "weeks_on_chart": 1,
        "first_seen_at": NOW,
        "is_reentry": False,
    }


def test_a_track_tells_when_it_was_first_seen_and_whether_it_is_back() -> None:
    weeks = [
        a_publication(n + 1, on(2024, 6, 1 + 7 * n), *tracks) for n, tracks in enumerate(["ab", "a", "ac"])
    ]
    chart = rank(
        [Standing(id=t, positions={"Spotify": n, "AppleMusic": n}) for n, t in enumerate("abcd", 1)], LENGTHS
    )
    told = past(chart, weeks[1:], Strategy.CONSENSUS, at=NOW)
    told_longer = past(chart, weeks, Strategy.CONSENSUS, at=NOW)

    assert [told[t].first_seen_at for t in "abcd"] == [weeks[1].at, NOW, weeks[2].at, NOW]
    assert [told_longer[t].first_seen_at for t in "abcd"] == [weeks[0].at, weeks[0].at, weeks[2].at, NOW]
    assert [told[t].is_reentry for t in "abcd"] == [False, False, False, False]
    assert [told_longer[t].is_reentry for t in "abcd"] == [False, True, False, False]
