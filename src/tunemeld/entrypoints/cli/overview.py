"""Printing how things stand: the state of each genre, and the doctor's findings."""

import sys
from collections.abc import Sequence
from datetime import datetime

import click
from rich import box
from rich.console import Console
from rich.table import Table

from tunemeld.application.report import Check
from tunemeld.application.status import GenreStatus, StageRun
from tunemeld.domain.playlist import age_days
from tunemeld.domain.snapshot import SourceState


def print_status(genres: Sequence[GenreStatus], now: datetime) -> None:
    """Print a table with a line for each list of each genre."""
    table = Table("Genre", "Chart", "Last runs", "Service", "List", box=box.SIMPLE_HEAD)
    for status in genres:
        chart = f"{status.on_chart} tracks, {_age(status.published_at, now)}"
        runs = ", ".join(f"{stage} {_run(last, now)}" for stage, last in status.stages.items())
        first = [status.genre, chart if status.published_at else "none yet", runs]
        for service, state in status.services.items():
            table.add_row(*first, service, _list(state, now))
            first = ["", "", ""]
    console = Console(highlight=False, markup=False)
    console = console if sys.stdout.isatty() else Console(width=160, highlight=False, markup=False)
    console.print(table)


def print_checks(checks: Sequence[Check]) -> None:
    """Print each finding, and under what is wrong its remedy."""
    for check in checks:
        click.echo(f"{'ok   ' if check.healthy else 'WRONG'} {check.name}: {check.details}")
        if check.remedy:
            click.echo(f"      → {check.remedy}")


def _run(last: StageRun | None, now: datetime) -> str:
    return f"{_age(last.at, now)} ({last.status})" if last else "never"


def _list(state: SourceState, now: datetime) -> str:
    told = f"{state.status}, {state.tracks} entries, {_age(state.fetched_at, now)}"
    known = told if state.fetched_at else str(state.status)
    return f"{known} ({state.reason})" if state.reason else known


def _age(at: datetime | None, now: datetime) -> str:
    if at is None:
        return "never"
    days = age_days(at, now)
    return f"{days:.0f} days ago" if days >= 2 else f"{days * 24:.0f} hours ago"
