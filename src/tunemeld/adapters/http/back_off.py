"""What an answer says about when to ask again: pure, from status, headers and body.

Rules: RFC 9110 §10.2.3 (Retry-After), docs.rapidapi.com/docs/response-headers (x-ratelimit-*), Spotify's
changes of July 2026 (QUOTA_EXCEEDED), developers.google.com/youtube/v3/docs/errors (quotaExceeded).
"""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from tunemeld.adapters.http.answer import Answer
from tunemeld.domain.quota import next_pacific_midnight

# A monthly quota is the longest that any upstream has; a longer pause is a broken header.
LONGEST_PAUSE = timedelta(days=32)

# Where a quota is gone and nobody says until when, asking once a day finds out.
PAUSE_WITHOUT_RESET = timedelta(days=1)

QUOTA_MESSAGE = re.compile(r"exceeded the \w+ quota\b", re.IGNORECASE)

# Deezer counts fifty calls in so long, and sends no header about it.
DEEZERS_WINDOW = timedelta(seconds=5)

_GOOGLES_DAY_IS_SPENT = frozenset({"quotaExceeded", "dailyLimitExceeded"})
# So Google words a spent bucket of its own, such as that of searches, and gives haste as the reason.
_GOOGLES_DAILY_LIMIT = re.compile(r"^Quota exceeded for .*\blimit '[^']*\bper day\b", re.IGNORECASE)


def quota_pause(answer: Answer, now: datetime) -> timedelta | None:
    """How long the upstream's quota will be gone; None while some is left, or nothing is said about it.

    Plans with a soft limit go on answering and send a bill, so a remainder of 0 counts on any answer.
    """
    if _googles_day_is_spent(answer):
        return next_pacific_midnight(now) - now
    if not (_nothing_remains(answer) or _refused_for_quota(answer)):
        return None
    told = (_seconds(answer.headers.get("x-ratelimit-requests-reset")), _retry_after(answer, now))
    return next((pause for pause in told if pause is not None), PAUSE_WITHOUT_RESET)


def refused_for_quota(answer: Answer) -> bool:
    """Whether the upstream did not do what it was asked because the quota is gone."""
    return _googles_day_is_spent(answer) or _refused_for_quota(answer)


def asked_wait(answer: Answer, now: datetime) -> timedelta | None:
    """How long the upstream asks to be left alone before the next try; None where it does not say."""
    told = _retry_after(answer, now)
    if told is None and answer.status == 429:
        return _seconds(answer.headers.get("x-ratelimit-reset"))
    return DEEZERS_WINDOW if told is None and answer.is_busy else told


def _nothing_remains(answer: Answer) -> bool:
    remaining = answer.headers.get("x-ratelimit-requests-remaining", "").strip()
    return re.fullmatch(r"-[0-9]+|0+", remaining) is not None


def _googles_day_is_spent(answer: Answer) -> bool:
    if answer.status not in {403, 429}:
        return False
    told = _GOOGLES_DAILY_LIMIT.match(answer.message)
    return told is not None or bool(answer.reasons & _GOOGLES_DAY_IS_SPENT)


def _refused_for_quota(answer: Answer) -> bool:
    if answer.status != 429:
        return False
    return "QUOTA_EXCEEDED" in answer.reasons or QUOTA_MESSAGE.search(answer.message) is not None


def _retry_after(answer: Answer, now: datetime) -> timedelta | None:
    value = answer.headers.get("Retry-After")
    seconds = _seconds(value)
    if seconds is not None:
        return seconds
    until = _http_date(value)
    if until is None:
        return None
    # By the upstream's own clock where it shows it: ours may be wrong, or stand still on a recorded day.
    wait = until - (_http_date(answer.headers.get("Date")) or now)
    return min(max(wait, timedelta()), LONGEST_PAUSE)


def _seconds(value: str | None) -> timedelta | None:
    if value is None or not re.fullmatch(r"[0-9]+(\.[0-9]+)?", value.strip()):
        return None
    return timedelta(seconds=min(float(value), LONGEST_PAUSE.total_seconds()))


def _http_date(value: str | None) -> datetime | None:
    try:
        date = parsedate_to_datetime(value or "")
    except (ValueError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
