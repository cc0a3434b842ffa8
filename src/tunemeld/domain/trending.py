"""Which tracks of a chart are on the rise: by plays, by rank, and by the number of services that list them.

Formulas, sources, and how well it foretells: docs/trending.md.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from math import fsum

from tunemeld.domain.cohort import CounterTrend, counter_trends, standardised
from tunemeld.domain.isrc import Isrc
from tunemeld.domain.model import Value
from tunemeld.domain.momentum import Entry, Move, moves
from tunemeld.domain.ranking import Ranked, rank
from tunemeld.domain.reading import Series
from tunemeld.domain.snapshot import Published

# What each part weighs where all three are known. Field practice, not fitted: docs/trending.md.
_WEIGHTS = {"counts": 0.5, "rank_momentum": 0.35, "breadth": 0.15}
# Deviations count for no less than half an octave of rank, and half a service: in a quiet week a small move
# is no great one.
_LEAST_DEVIATION = 0.5
_DIGITS = 6


class TrendStatus(StrEnum):
    """What a score rests on: counts and charts, one of the two, or nothing; then there is no score."""

    OK = "ok"
    COUNTS_ONLY = "counts only"
    CHARTS_ONLY = "charts only"
    INSUFFICIENT = "insufficient"


class Compared(Value):
    """A change against the earlier chart: octaves of rank, or services; `z` is how unusual it is there."""

    change: float
    z: float


class TrendParts(Value):
    """All that made a score: three parts, each None where it cannot be told, and what each weighed."""

    counters: dict[str, CounterTrend]
    counts: float | None
    rank_momentum: Compared | None
    breadth: Compared | None
    entry: Entry | None
    weights: dict[str, float]


class Trend(Value):
    """A track of the chart and how much it is on the rise: 0 is the middle of the genre, 1 is much."""

    recording_id: str
    isrc: Isrc | None
    track_name: str
    artist_name: str
    rank: int
    score: float | None
    status: TrendStatus
    parts: TrendParts


def trending(published: Published, at: datetime, *, counters: Collection[str]) -> tuple[Trend, ...]:
    """The tracks of the consensus chart, those most on the rise first; those without a score last, by rank.

    `at` is now: readings after the publication count, later ones do not. `counters` are those that may take
    part; which should, and why: docs/decisions/0024-youtube-in-trending.md.
    """
    chart = rank(published.snapshot.standings, published.snapshot.lengths)
    told = {counter: _of_counter(counter, published, chart, at) for counter in sorted(counters)}
    moved = moves(published.publication, published.earlier, at)
    octaves = standardised({track: move.octaves for track, move in moved.items()}, _LEAST_DEVIATION)
    services = standardised({track: move.services for track, move in moved.items()}, _LEAST_DEVIATION)
    shown = {recording.id: recording.shown for recording in published.snapshot.recordings}
    trends = []
    for place in chart:
        track = place.id
        parts = _parts(
            {counter: of_tracks[track] for counter, of_tracks in told.items()},
            moved.get(track),
            (octaves.get(track, 0.0), services.get(track, 0.0)),
        )
        trends.append(
            Trend(
                recording_id=track,
                isrc=place.isrc,
                track_name=shown[track].title,
                artist_name=shown[track].artist_name,
                rank=place.rank,
                score=_score(parts),
                status=_status(parts),
                parts=parts,
            )
        )
    return tuple(sorted(trends, key=_order))


def _of_counter(
    counter: str, published: Published, chart: Collection[Ranked], at: datetime
) -> dict[str, CounterTrend]:
    nothing = Series()
    series = {place.id: published.series.get(place.id, {}).get(counter, nothing) for place in chart}
    return counter_trends(counter, series, at)


def _parts(counters: Mapping[str, CounterTrend], move: Move | None, z: tuple[float, float]) -> TrendParts:
    """The parts of one track; the mean over few counters is shrunk towards the middle, by c / (c + 1)."""
    y = [told.y for told in counters.values() if told.y is not None]
    known = (["counts"] if y else []) + (["rank_momentum", "breadth"] if move else [])
    total = fsum(_WEIGHTS[part] for part in known)
    return TrendParts(
        counters=dict(counters),
        counts=fsum(y) / (len(y) + 1) if y else None,
        rank_momentum=Compared(change=move.octaves, z=z[0]) if move else None,
        breadth=Compared(change=move.services, z=z[1]) if move else None,
        entry=move.entry if move else None,
        weights={part: _WEIGHTS[part] / total for part in known},
    )


def _score(parts: TrendParts) -> float | None:
    momentum, breadth = parts.rank_momentum, parts.breadth
    values = {
        "counts": parts.counts or 0.0,
        "rank_momentum": momentum.z if momentum else 0.0,
        "breadth": breadth.z if breadth else 0.0,
    }
    summands = [weight * values[part] for part, weight in parts.weights.items()]
    # Adding zero makes a negative zero a plain one.
    return round(fsum(summands), _DIGITS) + 0.0 if summands else None


def _status(parts: TrendParts) -> TrendStatus:
    if parts.rank_momentum is None:
        return TrendStatus.INSUFFICIENT if parts.counts is None else TrendStatus.COUNTS_ONLY
    return TrendStatus.CHARTS_ONLY if parts.counts is None else TrendStatus.OK


def _order(trend: Trend) -> tuple[bool, float, int]:
    return trend.score is None, -(trend.score or 0.0), trend.rank
