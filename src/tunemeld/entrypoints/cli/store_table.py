"""How a store is and what it holds, in words; and asking before it is replaced."""

import json
import os
import sys
from pathlib import Path

import click
from rich.table import Table

from tunemeld.application.ports.upkeep import Holdings, StoreState
from tunemeld.entrypoints.cli.console import show
from tunemeld.entrypoints.cli.streams import say


def print_state(state: StoreState, form: str) -> None:
    """Print how a store is, a line for each thing, or as one JSON object."""
    if form == "json":
        say(json.dumps(_document(state), ensure_ascii=False))
        return
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in _told(state).items():
        table.add_row(name, value)
    show(table)


def amounts(holds: Holdings) -> str:
    """How much that is, in words."""
    return ", ".join((_of(holds.charts, "chart"), _of(holds.lists, "list"), _of(holds.runs, "run")))


def confirmed(file: Path) -> bool:
    """Whether whoever sits at the terminal wants the store's content replaced; nobody is asked about nothing.

    Raises:
        click.UsageError: nobody sits there.
    """
    if not os.path.lexists(file):
        return True  # nothing can come of it but the store's sentence about the file
    if not sys.stdin or not sys.stdin.isatty():
        raise click.UsageError("restoring replaces all that the store holds: confirm it with --yes")
    question = f"Replace all that the store holds by {file}? (It is kept beside the store.)"
    return click.confirm(question, err=True)


def _told(state: StoreState) -> dict[str, str]:
    told = {"Store": state.kind, "Place": state.place}
    if not state.exists:
        return {**told, "Holds": "not there yet; the first run makes it"}
    schema = {"Schema": str(state.schema)} if state.schema else {}
    return {
        **told,
        **schema,
        "Holds": amounts(state.holds),
        "Writable": "no" if state.unwritable else "yes",
        "Answered": f"in {state.seconds * 1000:.1f} ms",
    }


def _document(state: StoreState) -> dict[str, object]:
    return {
        "kind": state.kind,
        "place": state.place,
        "schema": state.schema,
        "exists": state.exists,
        "writable": not state.unwritable,
        "latency_ms": round(state.seconds * 1000, 3),
        "charts": state.holds.charts,
        "lists": state.holds.lists,
        "runs": state.holds.runs,
    }


def _of(count: int, name: str) -> str:
    return f"{count:,} {name}{'' if count == 1 else 's'}"
