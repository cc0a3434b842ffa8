"""Printing how things stand: the state of each genre, and the doctor's findings."""

from collections.abc import Sequence
from datetime import datetime

from rich import box
from rich.table import Table

from tunemeld.application.report import Health, RunStatus
from tunemeld.application.status import GenreStatus, StageRun
from tunemeld.domain.playlist import age_days
from tunemeld.entrypoints.cli.console import show, tell


def print_status(genres: Sequence[GenreStatus], now: datetime) -> None:
    """Print two tables: the chart and the last runs of each genre, and the state of each list."""
    charts = (
        _table("Genre", "Chart", *(stage.replace("_", " ").title() for stage in genres[0].stages))
        if genres
        else _table()
    )
    lists = _table("Genre", "Service", "List", "Entries", "Fetched", "Remark")
    lists.columns[3].justify = "right"
    for status in genres:
        runs = [_run(last, now) for last in status.stages.values()]
        charts.add_row(status.genre, _chart(status, now), *runs)
        for service, state in status.services.items():
            counted = (str(state.tracks), age(state.fetched_at, now)) if state.fetched_at else ("", "")
            lists.add_row(status.genre, service, str(state.status), *counted, state.reason)
    show(charts, "", lists)


def print_checks(health: Health) -> None:
    """Print each finding, and under what is wrong its remedy."""
    for name, check in health.checks.items():
        tell(f"{'ok   ' if check.healthy else 'WRONG'} {name}: {check.details}", indent=6)
        if check.remedy:
            tell(f"      → {check.remedy}", indent=8)


def print_health(health: Health) -> None:
    """Print a table of the findings; what is wrong has its remedy in the line below."""
    table = _table("Check", "State", "ms", "Found")
    table.columns[2].justify = "right"
    for name, check in health.checks.items():
        remedy = f"\n→ {check.remedy}" if check.remedy else ""
        state = "ok" if check.healthy else "WRONG"
        table.add_row(name, state, f"{check.duration_ms:.0f}", f"{check.details}{remedy}")
    show(table)


def age(at: datetime | None, now: datetime) -> str:
    """How long ago something was, in the largest unit of which there are two."""
    if at is None:
        return "never"
    minutes = age_days(at, now) * 24 * 60
    for unit, length in (("days", 24 * 60), ("hours", 60), ("minutes", 1)):
        if minutes >= 2 * length:
            return f"{minutes // length:.0f} {unit} ago"
    return "just now"


def _table(*heads: str) -> Table:
    return Table(*heads, box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))


def _chart(status: GenreStatus, now: datetime) -> str:
    if status.published_at is None:
        return "none yet"
    stale = " (stale)" if status.is_stale else ""
    return f"{status.on_chart} tracks, {age(status.published_at, now)}{stale}"


def _run(last: StageRun | None, now: datetime) -> str:
    if last is None:
        return "never"
    # A run that was killed could not write down that it has ended: which of the two it is cannot be told.
    status = "not ended, or killed" if last.status is RunStatus.RUNNING else last.status
    return f"{age(last.at, now)} ({status})"
