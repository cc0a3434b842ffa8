"""How the tracks of a genre compare: by the growth of one counter, or by how far a change is off the others'.

Services differ by orders of magnitude in plays, so plays are never added up: each counter orders its own
cohort, the tracks of one chart that it can tell of at both ends of the window, and only places are combined.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from math import log
from statistics import NormalDist, fmean, pstdev, quantiles

from tunemeld.domain.epochs import is_index
from tunemeld.domain.growth import Growth, GrowthStatus, growth
from tunemeld.domain.model import Value
from tunemeld.domain.reading import Series

_NORMAL = NormalDist()
# Values that differ by less are equal: the order must not depend on the last bits, nor that of an index,
# which moves by whole points, on the seconds by which a week between two readings is too long.
_DIGITS = 9
_DIGITS_OF_INDEX = 1


class CounterTrend(Value):
    """What one counter says of a track; numbers only where its growth can be told.

    `per_day` is in plays, or points of an index. `relative` is what the cohort is ordered by: the logarithm
    of a ratio for plays, points for an index. `y` is the place in the cohort as a normal quantile.
    """

    status: GrowthStatus
    per_day: float | None = None
    relative: float | None = None
    y: float | None = None
    corrected: bool = False


def counter_trends(counter: str, series: Mapping[str, Series], at: datetime) -> dict[str, CounterTrend]:
    """What a counter says of each track of a chart, by recording."""
    grown = {track: growth(counter, each.points, at) for track, each in series.items()}
    cohort = {track: told for track, told in grown.items() if told.status is GrowthStatus.OK}
    relative = _changes(cohort) if is_index(counter) else relative_growth(cohort)
    y = normal_scores(relative)
    return {
        track: CounterTrend(
            status=told.status,
            per_day=told.per_day,
            relative=relative.get(track),
            y=y.get(track),
            corrected=told.corrected,
        )
        for track, told in grown.items()
    }


def relative_growth(cohort: Mapping[str, Growth]) -> dict[str, float]:
    """ln((V(t) + κ) / (V(t − w) + κ)), κ the 20th percentile of the cohort's counts at the beginning.

    κ keeps three plays that become thirty from leading, and scales with the counts. What was not played yet
    at the beginning does not lower it.
    """
    played = [told.before for told in cohort.values() if told.before]
    shrinkage = _percentile_20(played) if played else 1.0
    return {
        track: round(log((told.before + told.change + shrinkage) / (told.before + shrinkage)), _DIGITS)
        for track, told in cohort.items()
        if told.before is not None and told.change is not None
    }


def normal_scores(values: Mapping[str, float]) -> dict[str, float]:
    """Φ⁻¹((rank − ½) / n), the least value ranking first; equal values share the mean of their ranks."""
    ordered = sorted(values.values())
    first = {value: place for place, value in reversed([*enumerate(ordered, start=1)])}
    last = {value: place for place, value in enumerate(ordered, start=1)}
    return {
        track: _NORMAL.inv_cdf(((first[value] + last[value]) / 2 - 0.5) / len(ordered))
        for track, value in values.items()
    }


def standardised(values: Mapping[str, float], least_deviation: float) -> dict[str, float]:
    """(x − mean) / deviation, where the deviation counts for no less than the given one."""
    if not values:
        return {}
    mean, deviation = fmean(values.values()), pstdev(values.values())
    return {track: (value - mean) / max(deviation, least_deviation) for track, value in values.items()}


def _changes(cohort: Mapping[str, Growth]) -> dict[str, float]:
    return {
        track: round(told.change, _DIGITS_OF_INDEX)
        for track, told in cohort.items()
        if told.change is not None
    }


def _percentile_20(values: Sequence[float]) -> float:
    return quantiles(values, n=5, method="inclusive")[0] if len(values) > 1 else values[0]
