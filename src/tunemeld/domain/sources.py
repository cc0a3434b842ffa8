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
    if old := _too_old(good.at, now, stale_after_days):
        return SourceState(status=SourceStatus.MISSING, reason=_both(trouble, old))
    return SourceState(
        status=SourceStatus.STALE if trouble else SourceStatus.FRESH,
        reason=trouble or good.reason,
        fetched_at=good.at,
        raw_id=good.raw_id,
        fingerprint=good.fingerprint,
        tracks=good.length,
    )


def published_state(
    published: SourceState, attempts: Sequence[Fetch], now: datetime, stale_after_days: float
) -> SourceState:
    """What is to be said today of a list that a snapshot was made of, after all attempts, newest first.

    The list stays the one that the snapshot names; only its freshness changes, and the time at which it
    was last seen the same. One that was not seen for `stale_after_days` is no longer fresh.
    """
    state = _seen_since(published, attempts)
    old = _too_old(state.fetched_at, now, stale_after_days) if state.fetched_at else ""
    if not old:
        return state
    return state.model_copy(update={"status": SourceStatus.STALE, "reason": _both(state.reason, old)})


def absent_state(attempts: Sequence[Fetch], now: datetime, stale_after_days: float) -> SourceState:
    """What is to be said today of a configured list that a snapshot was made without."""
    state = source_state(attempts, now, stale_after_days)
    if state.status is SourceStatus.MISSING:
        return state
    return SourceState(status=SourceStatus.MISSING, reason="its list came after this chart was made")


def _seen_since(published: SourceState, attempts: Sequence[Fetch]) -> SourceState:
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


def _too_old(fetched_at: datetime, now: datetime, stale_after_days: float) -> str:
    """Why a list of that time counts no more; "" while it does."""
    if age_days(fetched_at, now) <= stale_after_days:
        return ""
    return f"the last good list of {fetched_at:%Y-%m-%d} is older than {stale_after_days:g} days"


def _both(trouble: str, old: str) -> str:
    return f"{trouble}; {old}" if trouble else old
