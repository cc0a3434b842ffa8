"""What counters say of a recording: how often it was played, and what a week added."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tunemeld.domain.growth import GrowthStatus, growth
from tunemeld.domain.reading import METRICS, Metric, Series


@dataclass(frozen=True)
class Played:
    """What a counter says: its newest value, and what a week added, None where that cannot be told.

    An index is no plays, and has no percentage.
    """

    counter: str
    is_index: bool
    value: int
    at: datetime
    change: float | None
    percent: float | None


def played(counted: Mapping[str, Series], at: datetime) -> tuple[Played, ...]:
    """What each counter says of a recording, in the counters' order; those without a reading are left out."""
    return tuple(
        _played(counter, counted[counter], at)
        for counter in METRICS
        if counter in counted and counted[counter].points
    )


def _played(counter: str, series: Series, at: datetime) -> Played:
    newest, grown = series.points[-1], growth(counter, series.points, at)
    told = grown.status is GrowthStatus.OK
    is_index = METRICS[counter] is Metric.INDEX
    change = grown.change if told else None
    return Played(
        counter=counter,
        is_index=is_index,
        value=newest.value,
        at=newest.at,
        change=change,
        percent=100 * change / grown.before if change is not None and grown.before and not is_index else None,
    )
