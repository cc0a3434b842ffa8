"""Which list of a service counts, and what is to be said of it."""

from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile

from tunemeld.domain.playlist import Fetch, Outcome, age_days
from tunemeld.domain.snapshot import SourceState, SourceStatus


def source_state(attempts: Sequence[Fetch], now: datetime, stale_after_days: float) -> SourceState:
    """The state of a service's list after these attempts, newest first; they end with the last good one.

    The last good list counts until it is `stale_after_days` old; it is fresh while nothing newer went wrong.
    """
    good = next((fetch for fetch in attempts if fetch.outcome is Outcome.GOOD), None)
    trouble = attempts[0].reason if attempts and attempts[0].outcome is not Outcome.GOOD else ""
    if good is None:
        return SourceState(status=SourceStatus.MISSING, reason=trouble or "never fetched")
    if age_days(good.at, now) > stale_after_days:
        old = f"the last good list of {good.at:%Y-%m-%d} is older than {stale_after_days:g} days"
        return SourceState(status=SourceStatus.MISSING, reason=f"{trouble}; {old}" if trouble else old)
    return SourceState(
        status=SourceStatus.STALE if trouble else SourceStatus.FRESH,
        reason=trouble or good.reason,
        fetched_at=good.at,
        raw_id=good.raw_id,
        fingerprint=good.fingerprint,
        tracks=good.length,
    )


def published_state(published: SourceState, attempts: Sequence[Fetch]) -> SourceState:
    """What is to be said today of a list that a snapshot was made of, after later attempts, newest first.

    The list stays the one that the snapshot names; only its freshness changes, and the time at which it
    was last seen the same.
    """
    later = list(takewhile(lambda f: (f.raw_id, f.at) != (published.raw_id, published.fetched_at), attempts))
    if not later:
        return published
    newest = later[0]
    told: dict[str, object] = {
        "fetched_at": next((f.at for f in later if _same_list(f, published)), published.fetched_at)
    }
    if newest.outcome is not Outcome.GOOD:
        told["status"] = SourceStatus.STALE if published.fetched_at else SourceStatus.MISSING
        told["reason"] = newest.reason
    elif _same_list(newest, published):
        told |= {"status": SourceStatus.FRESH, "reason": ""}
    return published.model_copy(update=told)


def _same_list(fetch: Fetch, published: SourceState) -> bool:
    """Whether an attempt gave the published list; its body may differ, since bodies hold play counts."""
    return fetch.outcome is Outcome.GOOD and fetch.fingerprint == published.fingerprint
