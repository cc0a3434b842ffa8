"""Runs by workers, as the command line shows them: a line for each part on a terminal, a word on Ctrl-C."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tunemeld.application.divide import Part
from tunemeld.application.pipeline import Order
from tunemeld.application.ports.work import PartObserver
from tunemeld.application.report import RunReport
from tunemeld.container import Container
from tunemeld.entrypoints.cli.streams import note


def run_by_workers(container: Container, order: Order) -> RunReport:
    """The report of a run that workers carried out.

    Raises:
        TuneMeldError: as `Distribute` does.
    """
    with _told():
        if sys.stderr.isatty():
            container.part_observer.override(PartNotes())
        if container.settings().storage == "sqlite":
            note("Note: the store is a file, so that all workers must be on this machine.")
        report: RunReport = container.distribute().run(order)
    if report.error:
        note(f"Error: {report.error}")
    return report


class PartNotes(PartObserver):
    """A line for each part that has ended, where the log says nothing of it."""

    def ended(self, part: Part, trouble: str, *, done: int, of: int) -> None:
        """Say it."""
        note(f"{part.genre}, {part.stage}: {trouble or 'done'} ({done} of {of})")


@contextmanager
def _told() -> Iterator[None]:
    """Say on Ctrl-C what becomes of what others do."""
    try:
        yield
    except KeyboardInterrupt:
        note("What workers had begun ends by itself; they begin nothing more of this run.")
        raise
