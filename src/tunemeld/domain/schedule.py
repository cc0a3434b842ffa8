"""How far a scheduled job has come, and when one that failed is tried again."""

from datetime import datetime, timedelta

from pydantic import AwareDatetime, Field

from tunemeld.domain.model import Value

_FIRST_PAUSE = timedelta(minutes=1)
_LONGEST_PAUSE = timedelta(hours=1)
_DOUBLINGS = 6  # are enough for the longest


class JobStanding(Value):
    """What became of a job: `handled` is the newest due time that was carried out, or given up.

    `failures` counts attempts in a row that failed at the due time after it, and `retry_at` says when the
    next one may begin; 0 and None where the last one went well. `number` is that of the lease under which all
    this was found.
    """

    job: str
    handled: AwareDatetime | None = None
    failures: int = Field(default=0, ge=0)
    retry_at: AwareDatetime | None = None
    number: int = Field(default=0, ge=0)


def retry_after(failures: int, failed_at: datetime) -> datetime:
    """When to try again what has failed so often in a row: a minute later, doubling up to an hour."""
    return failed_at + min(_FIRST_PAUSE * (1 << min(failures - 1, _DOUBLINGS)), _LONGEST_PAUSE)
