"""The progress of a run on a terminal: a line a genre, with the stage, what came of it, and a count."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.markup import escape
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from tunemeld.application.ports.runtime import RunObserver
from tunemeld.application.report import Step


class RichProgress(RunObserver):
    """Shows each genre's steps as they begin and end; it is gone once the run is over."""

    def __init__(self, console: Console | None = None) -> None:
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("[bold]{task.description:<10}"),
            TextColumn("{task.fields[stage]:<10}"),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[detail]}"),
            console=console or Console(stderr=True),
            transient=True,
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
            self._progress.update(task, advance=1, detail=escape(detail[:80]))

    def _task(self, genre: str) -> TaskID:
        """The genre's line, one step longer than before: steps make themselves known as they come."""
        with self._lock:
            if genre not in self._tasks:
                self._tasks[genre] = self._progress.add_task(genre, total=0, stage="", detail="")
            task = self._tasks[genre]
            total = self._progress.tasks[self._progress.task_ids.index(task)].total or 0
            self._progress.update(task, total=total + 1)
            return task
