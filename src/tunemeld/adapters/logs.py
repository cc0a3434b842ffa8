"""How log lines leave the process: one a line of JSON or text, without a secret, never on standard output."""

import logging
import re
import sys
from contextlib import suppress
from pathlib import Path
from typing import Literal, Protocol, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from tunemeld.adapters.log_file import SharedLogFile

# Our own lines go through this stdlib logger, so that they share one handler and lock with all others.
_OURS = "tunemeld"
# Upstream text may hold what a terminal obeys. Tracebacks keep their lines.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_CONTROL_BUT_LINES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Redactor(Protocol):
    """Whoever knows the secrets."""

    def clean(self, text: str) -> str:
        """The text with every secret replaced."""
        ...


def log_defect(of: str, defect: Exception) -> None:
    """Log what went wrong in a part that must not end the whole, with the way that led there."""
    structlog.get_logger("tunemeld").error("defect", of=of, exc_info=defect)


def configure_logs(
    level: str,
    log_format: Literal["json", "text"],
    redactor: Redactor,
    stream: TextIO | None = None,
    file: Path | None = None,
) -> None:
    """Send our lines from `level` on, and other libraries' warnings, to `stream`; again replaces the former.

    Without a stream each line goes to what is standard error at that moment, so that a progress bar
    that has taken its place is not torn. With a file they go there too; several processes may share it, and
    at ten megabytes it becomes `.1`, what that was `.2`, and so on up to five.

    Raises:
        OSError: the file, or its folder, cannot be made or written; nothing is set up then.
    """
    to_file = SharedLogFile(file, on_loss=lambda: _say_lost(sys.stderr)) if file else None
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]
    handler = _LineHandler(stream)
    is_terminal = (stream or sys.stderr).isatty()
    handler.setFormatter(_RedactingFormatter(redactor, shared, _rendering(log_format, colours=is_terminal)))
    number = logging.getLevelNamesMapping()[level]
    handlers: list[logging.Handler] = [handler]
    if to_file:
        # On a terminal the lines have colours, which a file is better without.
        plain = _RedactingFormatter(redactor, shared, _rendering(log_format, colours=False))
        to_file.setFormatter(plain if is_terminal else handler.formatter)
        handlers.append(to_file)
    _install(handlers, number)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=lambda *_names: logging.getLogger(_OURS),
        cache_logger_on_first_use=False,
    )


def _install(handlers: list[logging.Handler], level: int) -> None:
    root = logging.getLogger()
    for former in [known for known in root.handlers if isinstance(known, (_LineHandler, SharedLogFile))]:
        root.removeHandler(former)
    for handler in handlers:
        root.addHandler(handler)
    root.setLevel(max(level, logging.WARNING))
    logging.getLogger(_OURS).setLevel(level)
    logging.captureWarnings(capture=True)


def _rendering(log_format: Literal["json", "text"], *, colours: bool) -> list[Processor]:
    if log_format == "json":
        return [structlog.processors.JSONRenderer(default=str)]
    plain = structlog.dev.plain_traceback
    return [_escape_control, structlog.dev.ConsoleRenderer(colors=colours, exception_formatter=plain)]


def _escape_control(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    for name, value in event.items():
        if isinstance(value, str):
            pattern = _CONTROL_BUT_LINES if name in {"exception", "stack"} else _CONTROL
            event[name] = pattern.sub(lambda control: f"\\x{ord(control[0]):02x}", value)
    return event


class _RedactingFormatter(structlog.stdlib.ProcessorFormatter):
    """Cleans the finished line, tracebacks included: nothing is added after that."""

    def __init__(self, redactor: Redactor, shared: list[Processor], rendering: list[Processor]) -> None:
        super().__init__(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendering],
        )
        self._redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        """The line without its end; made once, also where several handlers write it.

        A record that `is_rendered` holds whole lines already, which are cleaned as they are.
        """
        made_by, line = getattr(record, "line_of", (None, ""))
        if made_by is not self:
            is_rendered = getattr(record, "is_rendered", False)
            line = self._redactor.clean(record.getMessage() if is_rendered else super().format(record))
            record.line_of = (self, line)
        return str(line)


class _LineHandler(logging.StreamHandler[TextIO]):
    """Writes each line in one piece; a line that cannot be written stops nobody."""

    def __init__(self, stream: TextIO | None) -> None:
        super().__init__(stream)
        self._follows_standard_error = stream is None

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record's line."""
        if self._follows_standard_error:
            self.stream = sys.stderr
        super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802 logging's names
        """Say what kind of error it was; logging's own report would show the record before it is cleaned."""
        _say_lost(self.stream)


def _say_lost(stream: TextIO) -> None:
    kind = sys.exc_info()[0] or Exception
    # Perhaps nobody reads any more: the reader has gone, or the stream is closed.
    with suppress(OSError, ValueError):
        stream.write(f"A log line could not be written: {kind.__name__}.\n")
