"""What it costs a chart that a service is missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tunemeld.domain.snapshot import Publication


@dataclass(frozen=True)
class Absence:
    """On the last chart with the service, `lost` of `of` places hung on its list: one other had them."""

    at: datetime
    lost: int
    of: int


def absence_of(service: str, publications: Iterable[Publication]) -> Absence | None:
    """What the absence of a service costs, by publications with the newest first; None where none has it."""
    last = next((p for p in publications if service in p.lengths), None)
    if last is None:
        return None
    shared = [standing.positions for standing in last.standings if len(standing.positions) > 1]
    lost = sum(service in positions and len(positions) == 2 for positions in shared)
    return Absence(at=last.at, lost=lost, of=len(shared))
