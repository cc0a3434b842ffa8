"""Quotas: what an upstream lets us spend in a day, and when its day ends."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime

from tunemeld.domain.model import Value

# https://developers.google.com/youtube/v3/determine_quota_cost
_PACIFIC = ZoneInfo("America/Los_Angeles")


def pacific_day(at: datetime) -> date:
    """The day in whose quota YouTube counts a call made at this moment."""
    return at.astimezone(_PACIFIC).date()


def next_pacific_midnight(at: datetime) -> datetime:
    """When YouTube's quotas are whole again: the next midnight in California, 23 to 25 hours apart."""
    return datetime.combine(pacific_day(at) + timedelta(days=1), datetime.min.time(), _PACIFIC).astimezone(
        at.tzinfo
    )


class RemainingQuota(Value):
    """What an upstream last said of its quota: `limit` and `resets_at` are None where it did not say."""

    upstream: str
    remaining: int
    limit: int | None = None
    resets_at: AwareDatetime | None = None
    noted_at: AwareDatetime
