"""Where the readings of a counter can be compared: corrections, and the breaks between epochs.

Counters fall when a service takes plays back that it held for false. A small fall is a correction; after
a greater one, or where another video is counted, the numbers before and after have nothing to do with each
other. No change is ever told across such a break. Reasons: docs/trending.md.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

from tunemeld.domain.reading import METRICS, YOUTUBE, Metric, Point

# A fall by no more than the greater of these is a correction.
_CORRECTED_SHARE = 0.05
_CORRECTED_PLAYS = 1000

# Since that day YouTube counts a view at the first frame. Source: its revision history, entry of 2026-08-27.
_NEW_COUNTING = {YOUTUBE: datetime(2026, 8, 27, tzinfo=UTC)}


class Change(StrEnum):
    """What the step from the reading before says.

    Over the last four nothing can be compared: the counter fell too far, was back after such a fall, counts
    another video, or counts in a new way.
    """

    FIRST = "first"
    GROWTH = "growth"
    CORRECTION = "correction"
    MOVE = "move"
    FALL = "new epoch: fall"
    BACK = "new epoch: back after a fall"
    ANOTHER = "new epoch: another video"
    NEW_COUNTING = "new epoch: new way of counting"


_COMPARABLE = frozenset({Change.GROWTH, Change.CORRECTION, Change.MOVE})


class Step(NamedTuple):
    """A reading, and its difference to the one before; None for the first and across epochs."""

    point: Point
    change: Change
    difference: int | None


def steps(counter: str, points: Sequence[Point]) -> tuple[Step, ...]:
    """Each reading with what it says against the one before, oldest first; an index moves, plays grow."""
    found: list[Step] = []
    for at, point in enumerate(points):
        change = _change(counter, points[at - 1], point) if at else Change.FIRST
        if found and found[-1].change is Change.FALL and _taken_back(counter, points[at - 2], point):
            change = Change.BACK
        difference = point.value - points[at - 1].value if change in _COMPARABLE else None
        found.append(Step(point, change, difference))
    return tuple(found)


def epoch(counter: str, points: Sequence[Point]) -> tuple[Point, ...]:
    """The readings that can be compared with the newest, oldest first, without falls that were taken back."""
    if _unbroken(counter, points):
        return tuple(points)
    found: list[Point] = []
    before_fall: list[Point] = []
    for step in steps(counter, points):
        if step.change is Change.BACK:
            found = before_fall
        elif step.change not in _COMPARABLE:
            before_fall, found = found, []
        found.append(step.point)
    return tuple(found)


def is_index(counter: str) -> bool:
    """Whether a counter goes up and down, so that its falls are no corrections."""
    return METRICS.get(counter) is Metric.INDEX


def _unbroken(counter: str, points: Sequence[Point]) -> bool:
    """Whether no reading falls and nothing changes in what is counted, as in most series; told fast."""
    renewed = _NEW_COUNTING.get(counter)
    if renewed is not None and points and points[0].at < renewed <= points[-1].at:
        return False
    return len({point.of for point in points}) <= 1 and (is_index(counter) or not falls(points))


def falls(points: Sequence[Point]) -> bool:
    """Whether a reading is lower than the one before it."""
    values = [point.value for point in points]
    return values != sorted(values)


def _change(counter: str, before: Point, point: Point) -> Change:
    renewed = _NEW_COUNTING.get(counter)
    if point.of != before.of:
        return Change.ANOTHER
    if renewed is not None and before.at < renewed <= point.at:
        return Change.NEW_COUNTING
    if is_index(counter):
        return Change.MOVE
    fall = before.value - point.value
    if fall <= 0:
        return Change.GROWTH
    correction = fall <= max(_CORRECTED_SHARE * before.value, _CORRECTED_PLAYS)
    return Change.CORRECTION if correction else Change.FALL


def _taken_back(counter: str, before_fall: Point, point: Point) -> bool:
    """Whether the counter stands where it stood before it fell: what lies between was misread."""
    return _change(counter, before_fall, point) in {Change.GROWTH, Change.CORRECTION}
