"""Printing what a run would do, and what it would cost."""

from tunemeld.application.count_plays import CountingPlan
from tunemeld.application.plan import Plan
from tunemeld.domain.quota import RemainingQuota
from tunemeld.entrypoints.cli.console import tell


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
    if plan.counting:
        _print_counting(plan.counting)
    for quota in plan.quotas:
        tell(f"  {quota.upstream}: {_remaining(quota)}")
    tell("Nothing was asked, and nothing was changed.")


def _print_counting(plan: CountingPlan) -> None:
    tell(f"  {plan.counter}: {plan.due} of {plan.tracks} on the stored charts are to be counted today")
    if not plan.upstream:
        tell("    without a call: the sample catalogue is part of TuneMeld")
        return
    spent = min(plan.searches, plan.searches_left)
    waiting = f"; {plan.searches - spent} wait for another day" if plan.searches > spent else ""
    tell(
        f"    {plan.searches} searches are due; {spent} of {plan.searches_left} left would be spent{waiting}"
    )
    further = f", and {plan.further_looks} more at most for what is found" if plan.further_looks else ""
    calls = f"{plan.looks} {'call' if plan.looks == 1 else 'calls'}"
    tell(f"    {calls} to count{further}, of {plan.looks_left} left")


def _remaining(quota: RemainingQuota) -> str:
    of = f" of {quota.limit}" if quota.limit is not None else ""
    until = f", until {quota.resets_at:%Y-%m-%d %H:%M} UTC" if quota.resets_at else ""
    return f"{quota.remaining}{of} calls left{until}, as it said on {quota.noted_at:%Y-%m-%d %H:%M} UTC"
