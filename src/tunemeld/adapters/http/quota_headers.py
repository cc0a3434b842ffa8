"""What RapidAPI's answers say of the quota that is left: docs.rapidapi.com/docs/response-headers."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from tunemeld.domain.quota import RemainingQuota

# No plan allows more calls than nine digits can say, and none is renewed later than within some years.
_REMAINING = re.compile(r"-?[0-9]{1,9}", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)
_REMAINS, _LIMIT, _RESET = (f"x-ratelimit-requests-{what}" for what in ("remaining", "limit", "reset"))


def remaining_quota(upstream: str, headers: Mapping[str, str], now: datetime) -> RemainingQuota | None:
    """The quota of the upstream's plan; None where no header tells in a readable form what is left of it."""
    remaining = _number(headers, _REMAINS, _REMAINING)
    if remaining is None:
        return None
    limit, seconds = _number(headers, _LIMIT), _number(headers, _RESET)
    return RemainingQuota(
        upstream=upstream,
        remaining=remaining,
        limit=limit,
        resets_at=None if seconds is None else now + timedelta(seconds=seconds),
        noted_at=now,
    )


def _number(headers: Mapping[str, str], name: str, form: re.Pattern[str] = _NUMBER) -> int | None:
    value = headers.get(name, "").strip()
    return int(value) if form.fullmatch(value) else None
