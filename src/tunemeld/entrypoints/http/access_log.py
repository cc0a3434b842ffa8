"""The access log: a line a request, rendered and written in handfuls.

Line by line, logging would take longer than answering does.
"""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple

import orjson
import structlog

# A pipe takes so many bytes in one piece, whoever else writes to it (PIPE_BUF).
_MOST_BYTES = 4_000
_HANDFUL = 64
_EVENT = "http.request"
_log = structlog.get_logger()


class Access(NamedTuple):
    """One request. The query is left out, since people put secrets there."""

    timestamp: float
    method: str
    path: str
    status: int
    seconds: float
    client: str
    user_agent: str
    request_id: str


class AccessLog:
    """Takes notes of requests, and writes them to where all log lines go, in the format of those.

    What was noted is written once there is a handful, or when `write` is called; a killed process loses
    what it had not written. Only the event loop's thread may use it.
    """

    def __init__(self, log_format: Literal["json", "text"]) -> None:
        self._is_json = log_format == "json"
        self._noted: list[Access] = []

    def note(self, access: Access) -> None:
        """Write one request down."""
        self._noted.append(access)
        if len(self._noted) >= _HANDFUL:
            self.write()

    def write(self) -> None:
        """Write what was noted since the last time."""
        noted, self._noted = self._noted, []
        if not self._is_json:
            for access in noted:
                _log.info(_EVENT, **_fields(access))
            return
        for text in _in_pieces(noted):
            record = logging.LogRecord("tunemeld", logging.INFO, __file__, 0, text, None, None)
            record.is_rendered = True  # the formatter takes out secrets, and leaves the rest as it is
            logging.getLogger("tunemeld").handle(record)


def _in_pieces(noted: list[Access]) -> Iterator[str]:
    """Lines of JSON, as many in one text as can be written in one piece."""
    piece: list[bytes] = []
    size = 0
    for access in noted:
        line = orjson.dumps(
            {
                **_fields(access),
                "event": _EVENT,
                "level": "info",
                "timestamp": datetime.fromtimestamp(access.timestamp, UTC),
            },
            option=orjson.OPT_UTC_Z,
        )
        if piece and size + len(line) > _MOST_BYTES:
            yield b"\n".join(piece).decode()
            piece, size = [], 0
        piece.append(line)
        size += len(line) + 1
    if piece:
        yield b"\n".join(piece).decode()


def _fields(access: Access) -> dict[str, Any]:
    return {
        "method": access.method,
        "path": access.path,
        "status": access.status,
        "duration_ms": round(access.seconds * 1000, 3),
        "client": access.client,
        "user_agent": access.user_agent,
        "request_id": access.request_id,
    }
