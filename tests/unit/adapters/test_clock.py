from datetime import UTC, datetime, timedelta, timezone

from tests.clocks import HandClock

from tunemeld.adapters.clock import ShiftedClock, SystemClock


def test_the_machine_s_time_is_in_utc_and_never_runs_backwards() -> None:
    clock = SystemClock()
    before = clock.monotonic()

    assert clock.now().utcoffset() == timedelta(0)
    assert clock.monotonic() >= before


def test_a_shifted_clock_starts_where_it_is_told_whatever_the_day_is() -> None:
    pace = HandClock(datetime(2031, 1, 1, tzinfo=UTC))

    assert ShiftedClock(datetime(2024, 6, 22, tzinfo=UTC), pace).now() == datetime(2024, 6, 22, tzinfo=UTC)


def test_a_shifted_clock_goes_on_at_the_pace_of_the_other() -> None:
    pace = HandClock()
    pace.put_forward(1000)
    clock = ShiftedClock(datetime(2024, 6, 22, tzinfo=UTC), pace)
    before = clock.monotonic()

    pace.put_forward(1.5)

    assert clock.now() == datetime(2024, 6, 22, 0, 0, 1, 500_000, tzinfo=UTC)
    assert clock.monotonic() - before == 1.5


def test_a_shifted_clock_tells_the_time_in_utc() -> None:
    start = datetime(2024, 6, 22, 1, tzinfo=timezone(timedelta(hours=2)))

    now = ShiftedClock(start, HandClock()).now()

    assert (now, now.utcoffset()) == (start, timedelta(0))
