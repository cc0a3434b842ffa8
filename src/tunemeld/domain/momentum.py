"""How a chart moved against an earlier one: by ranks, and by the number of services that list a track."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from math import log2
from typing import NamedTuple

from tunemeld.domain.ranking import Strategy, rank
from tunemeld.domain.snapshot import Publication

# Two weeks, and a day since runs jitter: a chart that is older says nothing about this week.
_OLDEST_COMPARED = timedelta(days=15)


class Entry(StrEnum):
    """How a track came onto the chart that was not on the one before: for the first time, or again."""

    ENTERED = "entered"
    RE_ENTERED = "re-entered"


class Move(NamedTuple):
    """How one track moved: octaves of rank, and services gained."""

    octaves: float
    services: int
    entry: Entry | None


def moves(publication: Publication, earlier: tuple[Publication, ...], at: datetime) -> dict[str, Move]:
    """How each track moved against the last earlier week, by recording; empty where that is too long ago.

    log2(rank then / rank now): from fifth to first is as much as from fiftieth to tenth. A track that was not
    on a chart of n counts as having stood at n + 1. Only services that are part of both charts are looked at,
    so that one that was away, or is new, moves nobody.
    """
    if not earlier or max(at - publication.at, publication.at - earlier[-1].at) > _OLDEST_COMPARED:
        return {}
    last = earlier[-1]
    both = publication.lengths.keys() & last.lengths.keys()
    now, then = _ranks(publication, both), _ranks(last, both)
    if not then:
        return {}
    listed_now, listed_then = _services(publication, both), _services(last, both)
    before = {
        standing.id for week in earlier[:-1] for standing in week.standings if len(standing.positions) > 1
    }
    return {
        track: Move(
            octaves=log2(then.get(track, len(then) + 1) / place),
            services=listed_now[track] - listed_then.get(track, 0),
            entry=None if track in then else Entry.RE_ENTERED if track in before else Entry.ENTERED,
        )
        for track, place in now.items()
    }


def _ranks(publication: Publication, services: Iterable[str]) -> dict[str, int]:
    away = dict.fromkeys(publication.lengths.keys() - set(services), 0.0)
    ranked = rank(publication.standings, publication.lengths, Strategy.CONSENSUS, weights=away)
    return {each.id: each.rank for each in ranked}


def _services(publication: Publication, services: Iterable[str]) -> dict[str, int]:
    return {s.id: len(s.positions.keys() & set(services)) for s in publication.standings}
