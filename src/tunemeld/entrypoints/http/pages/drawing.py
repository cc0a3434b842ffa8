"""The lines of charts as SVG paths, and the tile that stands for a cover: geometry, and no words."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import NamedTuple

SPARK_WIDTH, SPARK_HEIGHT = 96, 24
_SPARK_MARGIN = 3
HUES, PATTERNS = 12, 6


class Dot(NamedTuple):
    """A point of a drawing."""

    x: float
    y: float


class Tile(NamedTuple):
    """Which of the colours and patterns stand for a recording: always the same."""

    hue: int
    pattern: int


def tile(recording_id: str) -> Tile:
    """The tile of a recording."""
    digest = hashlib.sha256(recording_id.encode()).digest()
    return Tile(digest[0] % HUES, digest[1] % PATTERNS)


@dataclass(frozen=True)
class Spark:
    """A line of ranks by week, the best on top: its path, its last point, and the ranks themselves."""

    path: str
    end: Dot
    ranks: tuple[int | None, ...]


def spark(ranks: Sequence[int | None], worst: int) -> Spark:
    """A small line through ranks by week, oldest first, the last of them known; None leaves a gap.

    `worst` is the lowest rank that there is: all lines of a page share one scale.
    """
    step = (SPARK_WIDTH - 2 * _SPARK_MARGIN) / max(len(ranks) - 1, 1)
    room = SPARK_HEIGHT - 2 * _SPARK_MARGIN
    dots = [
        None
        if rank is None
        else Dot(
            round(SPARK_WIDTH - _SPARK_MARGIN - (len(ranks) - 1 - week) * step),
            round(_SPARK_MARGIN + room * (rank - 1) / max(worst - 1, 1)),
        )
        for week, rank in enumerate(ranks)
    ]
    end = dots[-1] or Dot(SPARK_WIDTH, SPARK_HEIGHT)
    return Spark(path(dots), end, tuple(ranks))


def path(dots: Sequence[Dot | None]) -> str:
    """The path through the points, broken where one is None; a lone point is a line of no length."""
    drawn: list[str] = []
    before: Dot | None = None
    for dot in dots:
        if dot is not None:
            drawn.append(f"{'L' if before else 'M'}{dot.x:g} {dot.y:g}" + ("" if before else "h0"))
        before = dot
    return "".join(drawn)


class Tick(NamedTuple):
    """A labelled place on an axis."""

    at: float
    value: float


@dataclass(frozen=True)
class Plot:
    """A plane of `width` by `height` whose axes run from `low` to `high` and from `first` to `last`.

    Where `is_rank`, 1 is on top.
    """

    first: float
    last: float
    low: float
    high: float
    is_rank: bool = False
    width: int = 400
    height: int = 180
    left: int = 42
    bottom: int = 24
    margin: int = 10

    def dot(self, x: float, y: float) -> Dot:
        """The point of a pair of values."""
        across = (x - self.first) / ((self.last - self.first) or 1)
        up = (y - self.low) / ((self.high - self.low) or 1)
        down = up if self.is_rank else 1 - up
        return Dot(
            round(self.left + across * (self.width - self.left - self.margin), 1),
            round(self.margin + down * (self.height - self.bottom - 2 * self.margin), 1),
        )

    def ticks(self) -> list[Tick]:
        """A few round values of the upright axis, with the first rank among them."""
        step = nice_step((self.high - self.low) / 4)
        begin = floor(self.low / step)
        values = [step * (begin + n) for n in range(8)]
        if self.is_rank:
            values = [1, *values]
        within = [value for value in dict.fromkeys(values) if self.low <= value <= self.high]
        return [Tick(self.dot(self.first, value).y, value) for value in within]


def nice_step(step: float) -> float:
    """The next of 1, 2, 5, 10, … that is no smaller; 1 at least."""
    if step <= 1:
        return 1.0
    power: float = 10.0 ** floor(log10(step))
    return next(power * each for each in (1, 2, 5, 10) if power * each >= step)
