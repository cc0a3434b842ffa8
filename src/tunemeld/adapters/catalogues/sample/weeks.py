"""The cycle of weeks that the invented charts run through, and stays in a list as sets of weeks.

The cycle is closed: the week after the last edition is the first one again, and moves on from it as any week
does from the one before. So every date has an edition, and there is never a jump. A set of weeks is one bit a
week in a whole number.
"""

from datetime import date, timedelta

EDITIONS = 16
EPOCH = date(2024, 1, 1)  # the Monday of an ISO week
ALL_WEEKS = (1 << EDITIONS) - 1


def week_of(day: date) -> int:
    """The number of the day's ISO week, counted from the epoch; negative before it."""
    return (day - EPOCH).days // 7


def edition_on(day: date) -> int:
    """Which edition, from 0 on, the lists show on a day."""
    return week_of(day) % EDITIONS


def first_day_of(week: int) -> date:
    """The Monday of a week."""
    return EPOCH + timedelta(weeks=week)


def stay(start: int, length: int) -> int:
    """The weeks of a stay that begins at `start`; it may run over the end of the cycle."""
    straight = ((1 << length) - 1) << (start % EDITIONS)
    return (straight | straight >> EDITIONS) & ALL_WEEKS


def is_in(weeks: int, edition: int) -> bool:
    """Whether a set holds an edition."""
    return bool(weeks >> edition & 1)


def age(weeks: int, edition: int) -> int:
    """For how many editions in a row, up to this one, a set has held; at most a cycle."""
    count = 0
    while count < EDITIONS and is_in(weeks, (edition - count) % EDITIONS):
        count += 1
    return count


def start_of(weeks: int) -> int:
    """The first week of a set, where it begins after a gap; 0 for the whole cycle."""
    a_week_later = (weeks << 1 | weeks >> EDITIONS - 1) & ALL_WEEKS
    first_weeks = weeks & ~a_week_later
    return max(0, (first_weeks & -first_weeks).bit_length() - 1)
