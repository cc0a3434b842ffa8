"""Printing what replaying came to."""

from collections.abc import Sequence

from tunemeld.application.replay import Replayed
from tunemeld.domain.snapshot import Publication
from tunemeld.entrypoints.cli.streams import say

_MOST_DIFFERENCES = 10


def print_replayed(replayed: Sequence[Replayed], *, dry_run: bool) -> None:
    """Print for each genre what was made, and how what is stored compares with it."""
    for each in replayed:
        charts = _charts(each.made)
        say(f"{each.genre}: {charts} made of {each.fetches} fetches; {_compared(each, dry_run=dry_run)}")
        for old, new in each.differing[:_MOST_DIFFERENCES]:
            say(f"  {_difference(old, new)}")
        if len(each.differing) > _MOST_DIFFERENCES:
            say(f"  and {len(each.differing) - _MOST_DIFFERENCES} more that differ")


def _charts(count: int) -> str:
    return f"{count} {'chart' if count == 1 else 'charts'}"


def _compared(each: Replayed, *, dry_run: bool) -> str:
    if each.is_equal:
        return "equal to what is stored"
    would = "would be " if dry_run else ""
    parts = []
    if each.lost:
        parts.append(f"{_charts(each.lost)} lost, {would}published again")
    if each.lost_snapshots:
        parts.append(f"{each.lost_snapshots} snapshots lost, {would}put back")
    if each.differing:
        parts.append(f"{len(each.differing)} of the stored charts differ, and stay as they were shown")
    if not each.is_current and not each.lost:
        parts.append(f"the newest differs, so what was made {would}published after it")
    return "; ".join(parts)


def _difference(old: Publication, new: Publication) -> str:
    stored, made = ({standing.id for standing in each.standings} for each in (old, new))
    return (
        f"chart {old.seq} of {old.at:%Y-%m-%d}: {old.snapshot_id[:8]} is stored, {new.snapshot_id[:8]} was "
        f"made; {len(stored - made)} recordings are in the first alone, {len(made - stored)} in the second"
    )
