"""Ranking strategies: views of the same standings, each a total and reproducible order.

Formulas, sources and measurements: docs/ranking.md.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from math import fsum

from tunemeld.domain.isrc import Isrc
from tunemeld.domain.model import Value

# k of reciprocal rank fusion. Source: Cormack, Clarke, Büttcher, SIGIR 2009, doi 10.1145/1571941.1572114.
_K = 60
# Positions are taken as hundredths of the list, so that lists of different length weigh alike.
_SCALE = 100
# Scores that differ by less are equal: the order must not depend on the last bits of a sum.
_DIGITS = 12

# Whose position decides under `priority`, as in the earlier TuneMeld; further services follow by name.
_PRIORITY = ("AppleMusic", "SoundCloud", "Spotify")

_NO_ISRC = "~"  # behind every ISRC


class Strategy(StrEnum):
    """The rule that orders a chart."""

    CONSENSUS = "consensus"
    PRIORITY = "priority"
    TIERS = "tiers"


class Standing(Value):
    """What a ranking needs of a recording: its best position on each service that lists it."""

    id: str
    isrc: Isrc | None = None
    positions: dict[str, int]


class Ranked(Value):
    """A recording's place in a chart, with all that put it there.

    `parts` are what each service contributed to `score`. `deciding_service` is the one whose position
    `priority` goes by. Under `consensus` a greater score is better, under the others a smaller one.
    """

    rank: int
    id: str
    isrc: Isrc | None
    positions: dict[str, int]
    score: float
    parts: dict[str, float]
    deciding_service: str


def rank(
    standings: Iterable[Standing],
    lengths: Mapping[str, int],
    strategy: Strategy = Strategy.CONSENSUS,
    *,
    min_sources: int = 2,
    weights: Mapping[str, float] | None = None,
) -> tuple[Ranked, ...]:
    """Order the recordings that at least `min_sources` services list, best first, ranks from 1.

    `lengths` are the places that each service shows. A service of weight 0 counts as absent; other
    weights (1 where not given) scale what it contributes to `consensus`, and change nothing else.
    Ties go to more services, then the better best position, mean position, ISRC, id.
    """
    voters = {s: w for s in sorted(lengths) if (w := (weights or {}).get(s, 1.0)) > 0}
    rows = []
    for standing in standings:
        positions = {s: p for s in voters if (p := standing.positions.get(s)) is not None}
        if len(positions) >= max(min_sources, 1):
            parts = {s: _part(strategy, s, positions, lengths[s], voters[s]) for s in positions}
            rows.append((_key(strategy, standing, positions, parts, len(voters)), standing, positions, parts))
    rows.sort(key=lambda row: row[0])
    return tuple(
        Ranked(
            rank=place,
            id=standing.id,
            isrc=standing.isrc,
            positions=positions,
            score=round(fsum(parts.values()), _DIGITS),
            parts=parts,
            deciding_service=deciding_service(positions),
        )
        for place, (_, standing, positions, parts) in enumerate(rows, start=1)
    )


def deciding_service(services: Iterable[str]) -> str:
    """The first of Apple Music, SoundCloud, Spotify among the services, else the first by name."""
    return min(services, key=lambda s: (_PRIORITY.index(s) if s in _PRIORITY else len(_PRIORITY), s))


def _part(
    strategy: Strategy, service: str, positions: Mapping[str, int], length: int, weight: float
) -> float:
    """What one service's position contributes to the score."""
    position = positions[service]
    if strategy is Strategy.CONSENSUS:
        # The middle of the place, in hundredths of the list: first of 50 is 1.0, first of 100 is 0.5.
        return weight / (_K + _SCALE * (position - 0.5) / max(length, position))
    if strategy is Strategy.PRIORITY:
        return float(position) if service == deciding_service(positions) else 0.0
    return float(position)


def _key(
    strategy: Strategy,
    standing: Standing,
    positions: Mapping[str, int],
    parts: Mapping[str, float],
    voters: int,
) -> tuple[object, ...]:
    score = round(fsum(parts.values()), _DIGITS)
    best_first: tuple[float, ...]
    if strategy is Strategy.CONSENSUS:
        best_first = (-score,)
    elif strategy is Strategy.TIERS:
        best_first = (len(positions) < voters, score)
    else:
        best_first = (score,)
    mean = sum(positions.values()) / len(positions)
    return (
        *best_first,
        -len(positions),
        min(positions.values()),
        mean,
        standing.isrc or _NO_ISRC,
        standing.id,
    )
