"""Printing what a run did."""

from tunemeld.application.aggregate import FEWEST_LISTS
from tunemeld.application.report import (
    CounterReport,
    GenreReport,
    ListStatus,
    RunReport,
    RunStatus,
    ServiceReport,
    Stage,
)
from tunemeld.entrypoints.cli.console import tell
from tunemeld.entrypoints.cli.failures import FAILED, INCOMPLETE
from tunemeld.entrypoints.cli.notices import kinds_among

_EXIT_CODES = {RunStatus.DONE: 0, RunStatus.PARTIAL: INCOMPLETE}


def exit_code(report: RunReport) -> int:
    """0 done, 1 failed, 3 while a configured service is stale or missing."""
    return _EXIT_CODES.get(report.status, FAILED)


def print_report(report: RunReport) -> None:
    """Print what a run did: its notes, each genre with its lists, and what it cost."""
    for genre, told in report.genres.items():
        tell(f"{genre}: {_outcome(report.stage, told)}")
        for service, listed in told.services.items():
            reason = f" ({listed.reason})" if listed.reason else ""
            own = " of their own" if report.stage is Stage.EXTRACT else ""
            counts = f"{listed.entries} entries, {listed.identified} with an ISRC{own}"
            tell(f"  {service}: {listed.status}, {counts}{_cost(listed)}{reason}", indent=4)
        for line in _details(told):
            tell(f"  {line}", indent=4)
    for counter, counted in report.counters.items():
        tell(f"{counter}: {_counted(counted)}", indent=4)
    calls = ", ".join(f"{upstream} {n}" for upstream, n in report.calls.items()) or "none"
    tell(f"Run {report.run_id}: {report.status} in {report.seconds:.1f} s; calls upstream: {calls}")
    for note in (*kinds_among([report.source]), *report.notes):
        tell(f"Note: {note}")


def _outcome(stage: Stage, told: GenreReport) -> str:
    if stage in {Stage.EXTRACT, Stage.TRANSFORM}:
        fresh = sum(s.status is ListStatus.FRESH for s in told.services.values())
        return f"{fresh} of {len(told.services)} lists are fresh"
    if told.snapshot_id is None:
        remedy = "" if stage is Stage.FULL else "; `tunemeld etl run` fetches them first"
        return f"nothing is published: fewer than two lists count{remedy}"
    if stage is Stage.VIEW_COUNT:
        return f"{told.on_chart} on the chart (snapshot {told.snapshot_id[:8]})"
    counting = sum(s.fetched_at is not None for s in told.services.values())
    if told.published:
        news = "published"
    elif counting < FEWEST_LISTS:
        news = "which stays as it was: fewer than two lists count"
    elif told.unchanged:
        news = "unchanged: nothing came in that could change it"
    else:
        news = "unchanged, nothing new to publish"
    return f"{told.on_chart} on the chart, {news} (snapshot {told.snapshot_id[:8]})"


def _counted(told: CounterReport) -> str:
    """What a counter came to: new readings, those of before, gaps by reason, searches, why it ended."""
    parts = [f"{told.counted} counted"]
    if told.known:
        parts.append(f"{told.known} counted before")
    parts += [f"{count} {reason}" for reason, count in sorted(told.gaps.items())]
    said = ", ".join(parts)
    if told.searched or told.left_over:
        said += f"; {told.searched} searched, {told.found} found"
    if told.left_over:
        said += f", {told.left_over} wait for a search"
    if told.searches_left is not None:
        said += f"; {told.searches_left} searches left today"
    return f"{said} ({told.reason})" if told.reason else said


def _cost(listed: ServiceReport) -> str:
    """What asking for a list has cost; "" where nobody was asked."""
    calls = sum(listed.calls.values())
    return f", {calls} {'call' if calls == 1 else 'calls'} in {listed.seconds:.1f} s" if calls else ""


def _details(told: GenreReport) -> list[str]:
    lines = []
    if told.recordings:
        joined = ", ".join(f"{n} by {rule}" for rule, n in told.joined.items()) or "none"
        lines.append(f"{told.recordings} recordings; entries joined: {joined}")
    if told.looked_up or told.left_over:
        failed = told.looked_up - told.found - told.not_found
        lines.append(
            f"{told.looked_up} looked up: {told.found} found, {told.not_found} not found"
            f"{f', {failed} failed' if failed else ''}; {told.left_over} left for the next run"
        )
    if told.covers_found:
        lines.append(f"{told.covers_found} covers found")
    lines += [f"malformed: {s}: {m}" for s, listed in told.services.items() for m in listed.malformed]
    lines += [f"conflict: {conflict}" for conflict in told.conflicts]
    lines += [f"warning: {warning}" for warning in told.warnings]
    if told.seconds:
        lines.append("took: " + ", ".join(f"{stage} {spent:.1f} s" for stage, spent in told.seconds.items()))
    return lines
