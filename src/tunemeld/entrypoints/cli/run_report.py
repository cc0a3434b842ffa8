"""Printing what a run would do, and what it did."""

from tunemeld.application.aggregate import FEWEST_LISTS
from tunemeld.application.plan import Plan
from tunemeld.application.report import (
    GenreReport,
    ListStatus,
    RunReport,
    RunStatus,
    ServiceReport,
    Stage,
)
from tunemeld.entrypoints.cli.console import tell
from tunemeld.entrypoints.cli.failures import FAILED, INCOMPLETE

_EXIT_CODES = {RunStatus.DONE: 0, RunStatus.PARTIAL: INCOMPLETE}


def exit_code(report: RunReport) -> int:
    """0 done, 1 failed, 3 while a configured service is stale or missing."""
    return _EXIT_CODES.get(report.status, FAILED)


def print_plan(plan: Plan) -> None:
    """Print what a run would ask; nothing was asked."""
    count = sum(len(services) for services in plan.lists.values())
    tell(f"Stage {plan.order.stage}, source {plan.source}, {plan.order.threads} calls at once:")
    for genre, services in plan.lists.items():
        tell(f"  {genre}: fetch {', '.join(services)}", indent=4)
    if count and plan.source == "sample":
        tell(f"  {count} lists, without a call: the sample catalogue is part of TuneMeld")
    elif count:
        tell(f"  {count} lists: {count} calls at least (one a page), and one for each header of its own")
    if plan.lookups_due is not None:
        spent = min(plan.lookups_due, plan.lookup_budget)
        tell(
            f"  ISRC lookups: {plan.lookups_due} are due by the stored lists; {spent} of a budget of "
            f"{plan.lookup_budget} would be spent"
        )
    tell("Nothing was asked, and nothing was changed.")


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
    calls = ", ".join(f"{upstream} {n}" for upstream, n in report.calls.items()) or "none"
    tell(f"Run {report.run_id}: {report.status} in {report.seconds:.1f} s; calls upstream: {calls}")
    if report.stage is Stage.FULL:
        tell("Note: play counts are not followed yet: the stage view_count was left out")
    for note in report.notes:
        tell(f"Note: {note}")


def _outcome(stage: Stage, told: GenreReport) -> str:
    if stage in {Stage.EXTRACT, Stage.TRANSFORM}:
        fresh = sum(s.status is ListStatus.FRESH for s in told.services.values())
        return f"{fresh} of {len(told.services)} lists are fresh"
    if told.snapshot_id is None:
        remedy = "" if stage is Stage.FULL else "; `tunemeld etl run` fetches them first"
        return f"nothing is published: fewer than two lists count{remedy}"
    counting = sum(s.fetched_at is not None for s in told.services.values())
    if told.published:
        news = "published"
    elif counting < FEWEST_LISTS:
        news = "which stays as it was: fewer than two lists count"
    else:
        news = "unchanged, nothing new to publish"
    return f"{told.on_chart} on the chart, {news} (snapshot {told.snapshot_id[:8]})"


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
