"""Who gets a lease, whatever technology keeps it: the rule that all stores share."""

from datetime import datetime, timedelta
from typing import NamedTuple

from tunemeld.domain.lease import Fence, Lease


class LeaseRow(NamedTuple):
    """What is kept of a job for good: its last holder, None after it released, and the highest number."""

    holder: str | None
    number: int
    until: datetime


def taken(job: str, row: LeaseRow | None, holder: str, now: datetime, seconds: float) -> Lease | None:
    """The lease that a holder gets now; None while somebody else has it. `row` is None before the first."""
    if row and row.holder not in {None, holder} and row.until > now:
        return None
    return Lease(
        job=job,
        holder=holder,
        fence=Fence(job=job, number=row.number + 1 if row else 1),
        until=end_of(now, seconds),
        was_abandoned=bool(row and row.holder is not None),
    )


def end_of(now: datetime, seconds: float) -> datetime:
    """When a lease ends that is given now."""
    return now + timedelta(seconds=seconds)
