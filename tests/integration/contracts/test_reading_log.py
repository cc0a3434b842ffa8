"""What every ReadingLog promises."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import A_SATURDAY
from tests.integration.contracts.adapters import FOR_EVERY_VALUE, Stores
from tests.readings import (
    A_DAY,
    LONG_AGO,
    a_batch,
    a_gap,
    a_reading,
    counters,
    days,
    elsewhere,
    gaps,
    readings,
)

from tunemeld.domain.reading import (
    METRICS,
    SOUNDCLOUD,
    SPOTIFY,
    YOUTUBE,
    Gap,
    GapReason,
    Missing,
    Point,
    Reading,
    Series,
)

NEVER_USED = count()
FIRST_DAY = date(2024, 2, 29)

told_of_some_days = st.builds(
    lambda day, hour, told: told._replace(
        at=datetime(2024, 2, 29, hour, tzinfo=UTC) + day * A_DAY,
    ),
    st.integers(0, 16),
    st.integers(0, 23),
    readings | gaps,
)


def points(stores: Stores, recording_id: str = "r1", counter: str = YOUTUBE) -> list[int]:
    """The values of a series, all of it."""
    series = stores.readings.series([recording_id], LONG_AGO).get(recording_id, {})
    return [point.value for point in series.get(counter, Series()).points]


def series_of(told: Sequence[Reading | Gap]) -> Series:
    """What a series says of these, oldest first."""
    return Series(
        points=tuple(Point(each.at, each.value, each.of) for each in told if isinstance(each, Reading)),
        gaps=tuple(Missing(each.at, each.reason) for each in told if isinstance(each, Gap)),
    )


def test_of_what_was_never_appended_nothing_is_known(stores: Stores) -> None:
    assert stores.readings.series(["r1"], LONG_AGO) == {}
    stores.readings.append(a_batch(a_reading("r1")))

    assert stores.readings.series([], LONG_AGO) == {}
    assert stores.readings.series(["r2"], LONG_AGO) == {}
    assert stores.readings.series(["r1", "r2", "r1"], LONG_AGO).keys() == {"r1"}
    assert stores.readings.series(["r1"], LONG_AGO)["r1"].keys() == {YOUTUBE}


@FOR_EVERY_VALUE
@given(counter=counters, told=readings | gaps)
def test_what_was_told_comes_back_with_every_field(stores: Stores, counter: str, told: Reading | Gap) -> None:
    told = told._replace(recording_id=f"{next(NEVER_USED)} {told.recording_id}")

    stores.readings.append(a_batch(told, counter=counter))

    known = stores.readings.series([told.recording_id], told.at.astimezone(UTC).date())
    assert known == {told.recording_id: {counter: series_of([told])}}


def test_a_count_beyond_four_bytes_and_one_of_zero_are_counts(stores: Stores) -> None:
    stores.readings.append(a_batch(a_reading("r1", 10_000_000_000), a_reading("r2", 0)))

    assert points(stores, "r1") == [10_000_000_000]
    assert points(stores, "r2") == [0]


def test_a_series_is_told_from_its_oldest_day_on_whenever_they_arrived(stores: Stores) -> None:
    moments = days(date(2023, 12, 20), 20)
    for n in (7, 0, 19, 8, 1, 13):
        stores.readings.append(a_batch(a_reading(value=n, at=moments[n])))

    assert points(stores) == [0, 1, 7, 8, 13, 19]


def test_counters_and_recordings_are_kept_apart(stores: Stores) -> None:
    for counter in METRICS:
        for name in ("r1", "r2", "r1/r2", "r", "R1"):
            stores.readings.append(a_batch(a_reading(name, of=f"{counter} {name}"), counter=counter))

    known = stores.readings.series(["r1", "r1/r2", "r"], LONG_AGO)

    assert list(known) == ["r", "r1", "r1/r2"]
    assert {
        name: {counter: series.points[0].of for counter, series in of.items()} for name, of in known.items()
    } == {name: {counter: f"{counter} {name}" for counter in sorted(METRICS)} for name in known}


def test_the_first_reading_of_a_day_stays(stores: Stores) -> None:
    stores.readings.append(a_batch(a_reading(value=1)))
    stores.readings.append(a_batch(a_reading(value=2, at=A_SATURDAY + timedelta(hours=1)), run_id="run-2"))
    stores.readings.append(a_batch(a_reading(value=3, at=A_SATURDAY - timedelta(hours=1)), run_id="run-3"))
    stores.readings.append(a_batch(a_gap(at=A_SATURDAY + timedelta(hours=2)), run_id="run-4"))

    assert stores.readings.series(["r1"], LONG_AGO)["r1"] == {
        YOUTUBE: Series(points=(Point(A_SATURDAY, 1, "video-1"),))
    }


def test_of_what_one_batch_tells_of_a_day_the_first_reading_stays(stores: Stores) -> None:
    later, earlier = A_SATURDAY + timedelta(hours=1), A_SATURDAY - timedelta(hours=1)

    stores.readings.append(
        a_batch(a_gap(at=later), a_reading(value=1), a_reading(value=2, at=earlier), a_gap("r2", at=later))
    )
    stores.readings.append(a_batch(a_gap("r3"), a_gap("r3", GapReason.GONE, at=later)))

    assert points(stores) == [1]
    gaps = stores.readings.series(["r3"], LONG_AGO)["r3"][YOUTUBE].gaps
    assert gaps == (Missing(later, GapReason.GONE),)


def test_a_gap_gives_way_to_a_reading_of_its_day_whenever_that_was_counted(stores: Stores) -> None:
    stores.readings.append(a_batch(a_gap()))

    stores.readings.append(a_batch(a_reading(value=5, at=A_SATURDAY - timedelta(hours=1))))

    series = stores.readings.series(["r1"], LONG_AGO)["r1"][YOUTUBE]
    assert ([point.value for point in series.points], series.gaps) == ([5], ())


def test_a_gap_gives_way_to_a_later_gap_and_to_no_earlier_one(stores: Stores) -> None:
    later = A_SATURDAY + timedelta(microseconds=1)
    for at, reason in (
        (A_SATURDAY, GapReason.FAILED),
        (later, GapReason.GONE),
        (A_SATURDAY, GapReason.NO_QUOTA),
    ):
        stores.readings.append(a_batch(a_gap(reason=reason, at=at)))

    assert stores.readings.series(["r1"], LONG_AGO)["r1"][YOUTUBE].gaps == (Missing(later, GapReason.GONE),)


def test_a_day_is_one_in_utc_wherever_it_was_counted(stores: Stores) -> None:
    last = datetime(2024, 6, 22, 23, 59, 59, 999_999, tzinfo=UTC)
    first = last + timedelta(microseconds=1)

    stores.readings.append(a_batch(a_reading(value=1, at=elsewhere(last, 9))))
    stores.readings.append(a_batch(a_reading(value=2, at=elsewhere(first, -11))))
    stores.readings.append(a_batch(a_reading(value=3, at=elsewhere(last, -11))))

    assert points(stores) == [1, 2]
    assert [p.at for p in stores.readings.series(["r1"], first.date())["r1"][YOUTUBE].points] == [first]


def test_only_what_was_told_for_the_day_asked_from_on_is_known(stores: Stores) -> None:
    # From Thursday to Thursday, so that weeks begin and end in between.
    moments = days(date(2024, 2, 22), 15)
    for n, at in enumerate(moments):
        stores.readings.append(a_batch(a_reading(value=n, at=at), a_gap("r2", at=at)))

    for n, at in enumerate(moments):
        known = stores.readings.series(["r1", "r2"], at.date())
        assert [point.value for point in known["r1"][YOUTUBE].points] == list(range(n, 15))
        assert len(known["r2"][YOUTUBE].gaps) == 15 - n
    assert stores.readings.series(["r1"], moments[-1].date() + A_DAY) == {}


def test_appending_again_changes_nothing_more(stores: Stores) -> None:
    batch = a_batch(a_reading("r1"), a_gap("r2"))
    stores.readings.append(batch)
    known = stores.readings.series(["r1", "r2"], LONG_AGO)

    stores.readings.append(batch)

    assert stores.readings.series(["r1", "r2"], LONG_AGO) == known


def test_any_number_of_readings_is_appended_and_told(stores: Stores) -> None:
    names = [f"recording {n}" for n in range(300)]

    stores.readings.append(a_batch(*[a_reading(name, n) for n, name in enumerate(names)]))
    known = stores.readings.series(names, A_SATURDAY.date())

    assert {name: of[YOUTUBE].points[0].value for name, of in known.items()} == {
        name: n for n, name in enumerate(names)
    }


@pytest.mark.parametrize("before", [date(2024, 3, 4), date(2024, 3, 5), date(2024, 3, 10)])
def test_what_is_forgotten_is_what_a_counter_said_before_a_day(stores: Stores, before: date) -> None:
    moments = days(date(2024, 2, 22), 20)
    for at in moments:
        for counter in (YOUTUBE, SPOTIFY):
            stores.readings.append(a_batch(a_reading(at=at), a_gap("r2", at=at), counter=counter))

    assert stores.readings.forget(YOUTUBE, before)
    assert not stores.readings.forget(SOUNDCLOUD, before)

    known = stores.readings.series(["r1", "r2"], LONG_AGO)
    left = [at for at in moments if at.date() >= before]
    assert [point.at for point in known["r1"][YOUTUBE].points] == left
    assert [gap.at for gap in known["r2"][YOUTUBE].gaps] == left
    assert [point.at for point in known["r1"][SPOTIFY].points] == list(moments)
    assert not stores.readings.forget(YOUTUBE, before)
    assert stores.readings.series(["r1", "r2"], LONG_AGO) == known


def test_where_all_is_forgotten_nothing_is_known_until_something_is_appended(stores: Stores) -> None:
    stores.readings.append(a_batch(a_reading(value=1)))
    stores.readings.forget(YOUTUBE, A_SATURDAY.date() + A_DAY)
    assert stores.readings.series(["r1"], LONG_AGO) == {}

    stores.readings.append(a_batch(a_reading(value=2)))

    assert points(stores) == [2]


@FOR_EVERY_VALUE
@given(batches=st.lists(st.lists(told_of_some_days, max_size=5), max_size=2), since=st.integers(0, 16))
def test_whatever_is_told_in_whatever_order_each_day_keeps_what_the_rule_says(
    stores: Stores, batches: list[list[Reading | Gap]], since: int
) -> None:
    recording_id = f"of the rule {next(NEVER_USED)}"
    kept: dict[date, Reading | Gap] = {}
    for told in batches:
        batch = a_batch(*[each._replace(recording_id=recording_id) for each in told])
        stores.readings.append(batch)
        for reading in batch.readings:
            if not isinstance(kept.get(reading.day), Reading):
                kept[reading.day] = reading
        for gap in batch.gaps:
            known = kept.get(gap.day)
            if known is None or (isinstance(known, Gap) and known.at < gap.at):
                kept[gap.day] = gap

    first = FIRST_DAY + since * A_DAY
    series = stores.readings.series([recording_id], first).get(recording_id, {}).get(YOUTUBE, Series())

    assert series == series_of([each for day, each in sorted(kept.items()) if day >= first])
