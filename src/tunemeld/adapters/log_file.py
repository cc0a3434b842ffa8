"""A log file that several processes append to, and one of them moves away when it has grown.

The standard library's rotating handler loses lines where there are several processes, and a library that
does not would be loaded by every command.
"""

import fcntl
import logging
import os
from collections.abc import Callable
from contextlib import suppress
from logging.handlers import WatchedFileHandler
from pathlib import Path

LARGEST_BYTES = 10 * 1024 * 1024
FILES_KEPT = 5


class SharedLogFile(WatchedFileHandler):
    """Appends each line in one piece; beyond `largest_bytes` the file becomes `.1`, what that was `.2`, …

    A process that is still writing while another one moves the file away finishes its line there. A line
    that cannot be written stops nobody: `on_loss` hears of it.

    Raises:
        OSError: the file, or its folder, cannot be made or written.
    """

    def __init__(
        self, path: Path, *, on_loss: Callable[[], None], largest_bytes: int = LARGEST_BYTES
    ) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        super().__init__(path, encoding="utf-8")
        self._on_loss = on_loss
        self._largest_bytes = largest_bytes

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record's line, and move the file away where that made it too large."""
        try:
            super().emit(record)
        except OSError:  # the folder is gone, and the file cannot be begun anew
            self._on_loss()
            return
        with suppress(OSError, ValueError):  # then the next line tries it again
            if self.stream and self.stream.tell() > self._largest_bytes:
                self._move_away(os.fstat(self.stream.fileno()).st_ino)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802 logging's names
        """Hand on that a line was lost; logging's own report would show the record before it is cleaned."""
        self._on_loss()

    def _move_away(self, grown: int) -> None:
        name = self.baseFilename
        with Path(f"{name}.lock").open("a", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            # Whoever waited here finds that another process has done it.
            if Path(name).stat().st_ino != grown:
                return
            for number in range(FILES_KEPT - 1, 0, -1):
                with suppress(FileNotFoundError):
                    Path(f"{name}.{number}").replace(f"{name}.{number + 1}")
            Path(name).replace(f"{name}.1")
