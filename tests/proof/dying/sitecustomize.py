"""Python loads this before anything else: it kills the process right before one of its writes to the store.

DIES_AT says before which, counted from 1; without it they are only counted, and the file DIES_COUNT says at
the end how many there were. DIES_BY is `sqlite` or `mongo`.
"""

import atexit
import os
import signal
import sqlite3
from functools import partial
from pathlib import Path
from typing import Any

_COMMANDS = {"insert", "update", "findAndModify", "createIndexes", "delete"}


class _Writes:
    def __init__(self, dies_at: int) -> None:
        self._dies_at = dies_at
        self.count = 0

    def about_to_write(self) -> None:
        self.count += 1
        if self.count == self._dies_at:
            os.kill(os.getpid(), signal.SIGKILL)


_writes = _Writes(int(os.environ.get("DIES_AT", "0")))


def _watched(connect: Any, *given: Any, **named: Any) -> Any:
    connection = connect(*given, **named)

    begun = ""

    def trace(statement: str) -> None:
        nonlocal begun
        if statement.startswith("BEGIN"):
            begun = statement
        # What was said before the commit counts as nothing until then: all of it is one moment.
        elif statement == "COMMIT" and begun == "BEGIN IMMEDIATE":
            _writes.about_to_write()

    connection.set_trace_callback(trace)
    return connection


def _listen() -> None:
    from pymongo import monitoring

    class Listener(monitoring.CommandListener):
        """Counts the commands that change something."""

        def started(self, event: monitoring.CommandStartedEvent) -> None:
            """Before it is sent."""
            if event.command_name in _COMMANDS:
                _writes.about_to_write()

        def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
            """As it should."""

        def failed(self, event: monitoring.CommandFailedEvent) -> None:
            """Seen by whoever sent it."""

    monitoring.register(Listener())


if os.environ.get("DIES_BY") == "mongo":
    _listen()
else:
    sqlite3.connect = partial(_watched, sqlite3.connect)
atexit.register(lambda: Path(os.environ["DIES_COUNT"]).write_text(str(_writes.count), "utf-8"))
