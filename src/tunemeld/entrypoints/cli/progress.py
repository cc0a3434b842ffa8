"""The progress of a run on a terminal: a line a genre, with the stage, what came of it, and a count."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.markup import escape
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Column

from tunemeld.application.ports.runtime import RunObserver
from tunemeld.application.report import Step
from tunemeld.entrypoints.cli.streams import speaks_unicode


class RichProgress(RunObserver):
    """Shows each genre's steps as they begin and end; it is gone once the run is over."""

    def __init__(self, console: Console | None = None) -> None:
        unicode = speaks_unicode(sys.stderr)
        detail = Column(no_wrap=True, overflow="ellipsis" if unicode else "crop", ratio=1)
        self._progress = Progress(
            SpinnerColumn("dots" if unicode else "line"),
            TextColumn("[bold]{task.description:<10}", table_column=Column(no_wrap=True)),
            TextColumn("{task.fields[stage]:<9}", table_column=Column(no_wrap=True)),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            # What came last may be a long sentence: it gets what is left, and no other column's room.
            TextColumn("{task.fields[detail]}", table_column=detail),
            console=console or Console(stderr=True),
            transient=True,
            expand=True,
        )
        self._tasks: dict[str, TaskID] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    @contextmanager
    def step(self, step: Step) -> Iterator[None]:
        """Count the step as begun, and as ended whatever ends it."""
        task = self._task(step.genre)
        self._progress.update(task, stage=step.stage.value)
        try:
            yield
        finally:
            detail = f"{step.service or ''} {step.detail or step.status}".strip()
            self._progress.update(task, advance=1, detail=escape(detail))

    def _task(self, genre: str) -> TaskID:
        """The genre's line, one step longer than before: steps make themselves known as they come."""
        with self._lock:
            if genre not in self._tasks:
                self._tasks[genre] = self._progress.add_task(genre, total=0, stage="", detail="")
            task = self._tasks[genre]
            total = self._progress.tasks[self._progress.task_ids.index(task)].total or 0
            self._progress.update(task, total=total + 1)
            return task
