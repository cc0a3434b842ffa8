"""What a series of readings says: what was added, from when to when, and how fast a counter grows.

Formulas and reasons: docs/trending.md. What can be compared at all: epochs.py.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from operator import attrgetter

from tunemeld.domain.epochs import Change, epoch, falls, is_index, steps
from tunemeld.domain.model import Value
from tunemeld.domain.reading import SOUNDCLOUD, SPOTIFY, YOUTUBE, Point

WEEK = timedelta(days=7)
_DAY = timedelta(days=1)
_AT = attrgetter("at")

# How often each counter is read: those of Spotify and SoundCloud come with the weekly lists.
_CADENCE = {YOUTUBE: _DAY, SPOTIFY: WEEK, SOUNDCLOUD: WEEK}
# Two readings that were missed, or a long weekend; and an hour, since schedules jitter.
_MISSED = 2
_SHORTEST_PATIENCE = timedelta(days=3)
_JITTER = timedelta(hours=1)
# Less is no evidence, however short the window.
_SHORTEST_SPAN = timedelta(days=3)


def deltas(counter: str, points: Sequence[Point]) -> tuple[tuple[datetime, int], ...]:
    """What was added since the reading before, at the time of the later one, oldest first.

    The first reading, a falling counter and a step into a new epoch add nothing that could be told; an index
    adds nothing at all.
    """
    return tuple(
        (step.point.at, step.difference)
        for step in steps(counter, points)
        if step.change is Change.GROWTH and step.difference is not None
    )


def initial_and_current(counter: str, points: Sequence[Point]) -> tuple[Point, Point] | None:
    """The two readings from which a change of plays is told; None without readings, and for an index.

    Current is the newest. Initial is the one nearest to seven days before it (the older of two), of the same
    epoch and no higher, so that no change is negative; current itself, where there is none.
    """
    if not points or is_index(counter):
        return None
    current = points[-1]
    wanted = current.at - WEEK
    earlier = [p for p in epoch(counter, points)[:-1] if p.value <= current.value]
    return min(earlier, key=lambda p: abs(p.at - wanted), default=current), current


class GrowthStatus(StrEnum):
    """Whether growth over a window can be told.

    `new`: fewer than two readings. `warming`: they do not span the window yet. `insufficient`: a gap in them
    is too long to say what was between. `stale`: the newest is too old.
    """

    NEW = "new"
    WARMING = "warming"
    INSUFFICIENT = "insufficient"
    STALE = "stale"
    OK = "ok"


class Growth(Value):
    """What a counter grew by over a window that ends with its newest reading; numbers only where `ok`.

    `before` is the count at the beginning, `change` what was added (an index may have fallen), `per_day` the
    change over the days that were observed. `corrected`: the counter fell meanwhile, and `change` is net.
    """

    status: GrowthStatus
    before: float | None = None
    change: float | None = None
    per_day: float | None = None
    corrected: bool = False


def growth(counter: str, points: Sequence[Point], at: datetime, window: timedelta = WEEK) -> Growth:
    """V(t) − V(t − window), interpolated linearly between readings of one epoch, t the newest until `at`.

    Nothing is extrapolated: where readings begin up to a day after the window does, the change is that since
    the first. A net fall of plays is no growth, and no negative one: 0.
    """
    read = _recent(points, at, window + _patience(counter))
    fell = not is_index(counter) and falls(read)
    curve = epoch(counter, _without_first_falls(read) if fell else read)
    patience = _patience(counter)
    if not curve or at - curve[-1].at > patience:
        return Growth(status=GrowthStatus.STALE if curve else GrowthStatus.NEW)
    if len(curve) == 1:
        return Growth(status=GrowthStatus.NEW)
    first, last = curve[0], curve[-1]
    start = last.at - window
    if first.at > start + _DAY or last.at - first.at < _SHORTEST_SPAN:
        return Growth(status=GrowthStatus.WARMING)
    if any(later.at - earlier.at > patience for earlier, later in pairwise(curve) if later.at > start):
        return Growth(status=GrowthStatus.INSUFFICIENT)
    before = _value(curve, start)
    change = last.value - before if is_index(counter) else max(0.0, last.value - before)
    days = (last.at - max(start, first.at)) / _DAY
    corrected = fell and any(
        step.change is Change.CORRECTION and step.point.at > start for step in steps(counter, read)
    )
    return Growth(
        status=GrowthStatus.OK, before=before, change=change, per_day=change / days, corrected=corrected
    )


def _recent(points: Sequence[Point], at: datetime, span: timedelta) -> Sequence[Point]:
    """The readings of the last `span` until a moment, and the two before them, for a fall to be told from."""
    end = bisect_right(points, at, key=_AT)
    start = bisect_left(points, points[end - 1].at - span, 0, end, key=_AT) if end else 0
    return points[max(0, start - 2) : end]


def _patience(counter: str) -> timedelta:
    """How long a counter may stay unread before nobody can say what it did meanwhile."""
    return max(_MISSED * _CADENCE.get(counter, _DAY), _SHORTEST_PATIENCE) + _JITTER


def _without_first_falls(points: Iterable[Point]) -> list[Point]:
    """The readings to believe: one that fell below the one before it waits for a second one to agree.

    Else a dip at the beginning of a window would look like growth when it is made good. The newest stays.
    """
    believed: list[Point] = []
    doubted: Point | None = None
    for point in points:
        fell = bool(believed) and point.of == believed[-1].of and point.value < believed[-1].value
        if fell and doubted is None:
            doubted = point
        else:
            believed.append(point)
            doubted = None
    return [*believed, doubted] if doubted else believed


def _value(curve: Sequence[Point], at: datetime) -> float:
    """The count at a moment, between two readings linearly; the first reading's before it."""
    if at <= curve[0].at:
        return curve[0].value
    later_one = bisect_left(curve, at, key=_AT)
    earlier, later = curve[later_one - 1], curve[later_one]
    return earlier.value + (later.value - earlier.value) * ((at - earlier.at) / (later.at - earlier.at))
