"""How well an order of a chart's tracks foretells which will still be there, or stand higher, later."""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isnan, nan
from typing import TypeAlias

from tunemeld.domain.ranking import rank
from tunemeld.domain.snapshot import Published

PICKED = 10
_TOLERANCE = timedelta(days=3)
_RESAMPLED = 10_000
Scores: TypeAlias = Mapping[str, float]


@dataclass(frozen=True)
class Case:
    """One week: what is known of its chart, and what became of each track later."""

    at: datetime
    published: Published
    stayed: Mapping[str, bool]
    rose: Mapping[str, bool]


@dataclass(frozen=True)
class Hits:
    """Of the tracks that an order puts first, and of all that it tells of: how many, and how many came true.

    `pairs` are those of one track that did and one that did not, `ahead` how many of them have the first
    ahead, a draw being half a one.
    """

    right: int
    picked: int
    known_right: int
    known: int
    ahead: float
    pairs: int


def cases(weeks: Sequence[tuple[datetime, Published]], ahead: timedelta) -> list[Case]:
    """The weeks that have another one so much later, give or take three days: the nearest."""
    found = []
    for at, published in weeks:
        later = [(abs(then - at - ahead), then, chart) for then, chart in weeks if then > at]
        near = [chart for apart, _, chart in sorted(later, key=lambda each: each[:2]) if apart <= _TOLERANCE]
        if near:
            now, then = _ranks(published), _ranks(near[0])
            stayed = {track: track in then for track in now}
            rose = {track: track in then and then[track] < place for track, place in now.items()}
            found.append(Case(at, published, stayed, rose))
    return found


def hits(scores: Scores, came_true: Mapping[str, bool]) -> Hits:
    """How right the ten first of an order were; who has no score is not picked, and equal ones go by id."""
    order = sorted(scores, key=lambda track: (-scores[track], track))[:PICKED]
    did = [scores[track] for track in scores if came_true[track]]
    did_not = [scores[track] for track in scores if not came_true[track]]
    ahead = [(a > b) + (a == b) / 2 for a in did for b in did_not]
    return Hits(
        right=sum(came_true[track] for track in order),
        picked=len(order),
        known_right=len(did),
        known=len(scores),
        ahead=sum(ahead),
        pairs=len(ahead),
    )


def picked_share(weeks: Iterable[Hits]) -> float:
    """The share of picks that came true."""
    return _share([(week.right, week.picked) for week in weeks])


def advantage(weeks: Sequence[Hits]) -> float:
    """That share, less that of all tracks that the order tells of."""
    return picked_share(weeks) - _share([(week.known_right, week.known) for week in weeks])


def area(weeks: Iterable[Hits]) -> float:
    """How probably, of two tracks of a week of which one did and one did not, the first is ahead."""
    return _share([(week.ahead, week.pairs) for week in weeks])


def interval(weeks: Sequence[Hits], measure: Callable[[Sequence[Hits]], float]) -> tuple[float, float]:
    """The middle 95 % of a measure over weeks that are drawn again with replacement.

    Weeks are drawn, not tracks: those of one chart share its fate. With so few weeks it is rather too narrow.
    """
    chance = random.Random(1)  # noqa: S311 - the same draws every time
    drawn = [measure(chance.choices(weeks, k=len(weeks))) for _ in range(_RESAMPLED)]
    known = sorted(value for value in drawn if not isnan(value))
    return known[round(0.025 * len(known))], known[round(0.975 * len(known)) - 1]


def _ranks(published: Published) -> dict[str, int]:
    return {place.id: place.rank for place in rank(published.snapshot.standings, published.snapshot.lengths)}


def _share(parts: Iterable[tuple[float, int]]) -> float:
    right, of = map(sum, zip(*parts, strict=True))
    return right / of if of else nan
