import io
import json
import logging
import sys
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import pytest
import structlog
from tests.surroundings import logs_as_before

from tunemeld.adapters.logs import configure_logs
from tunemeld.adapters.redaction import Redactor

_SECRET = "word-of-honour"


class _Unprintable:
    """Fails when somebody looks at it, and takes a secret along."""

    def __str__(self) -> str:
        raise RuntimeError(_SECRET)

    __repr__ = __str__


class _Hostile(Exception):
    """Carries what renames a terminal's window."""

    def __str__(self) -> str:
        return "\x1b]0;title\x07"


def _fail() -> None:
    raise _Hostile


class _Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    with logs_as_before():
        yield


def _configured(level: str = "DEBUG", log_format: Literal["json", "text"] = "json") -> io.StringIO:
    stream = io.StringIO()
    configure_logs(level, log_format, Redactor([_SECRET]), stream)
    return stream


def _lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_of_json_holds_the_event_its_level_time_names_and_values() -> None:
    stream = _configured()

    with structlog.contextvars.bound_contextvars(run_id="run-1", genre="dance"):
        structlog.get_logger().info(
            "etl.step_started", path='a "quoted"\nname', at=datetime(2024, 6, 22, tzinfo=UTC)
        )

    (line,) = _lines(stream)
    timestamp = datetime.fromisoformat(line.pop("timestamp"))
    assert timestamp.utcoffset() == timedelta(0)
    assert line == {
        "event": "etl.step_started",
        "level": "info",
        "run_id": "run-1",
        "genre": "dance",
        "path": 'a "quoted"\nname',
        "at": "2024-06-22 00:00:00+00:00",
    }


def test_lines_below_the_level_are_left_out() -> None:
    stream = _configured("WARNING")

    log = structlog.get_logger()
    log.info("quiet")
    log.warning("loud")

    assert [line["event"] for line in _lines(stream)] == ["loud"]


@pytest.mark.filterwarnings("always")
@pytest.mark.parametrize("log_format", ["json", "text"])
def test_a_secret_never_leaves_in_values_messages_or_tracebacks(log_format: Literal["json", "text"]) -> None:
    stream = _configured(log_format=log_format)
    log = structlog.get_logger()

    log.info("asking with %s", _SECRET, url=f"https://x/?key={_SECRET}", headers={"X-Key": [_SECRET]})
    try:
        int(_SECRET)
    except ValueError:
        log.exception("failed")
    logging.getLogger("urllib3").warning("retrying %s", _SECRET)
    warnings.warn_explicit(f"beware of {_SECRET}", UserWarning, "somewhere.py", 1, registry={})

    written = stream.getvalue()
    assert _SECRET not in written
    assert written.count("[redacted]") >= 5
    assert "asking with [redacted]" in written
    assert "ValueError: invalid literal for int() with base 10: '[redacted]'" in written


def test_other_libraries_are_heard_from_warnings_on_in_the_same_form() -> None:
    stream = _configured("DEBUG")

    logging.getLogger("urllib3.connectionpool").info("quiet")
    logging.getLogger("urllib3.connectionpool").warning("retry %d", 2)

    (line,) = _lines(stream)
    assert (line["event"], line["level"], line["logger"]) == ("retry 2", "warning", "urllib3.connectionpool")
    assert "timestamp" in line


def test_other_libraries_are_no_louder_than_we_are() -> None:
    stream = _configured("ERROR")

    logging.getLogger("urllib3").warning("quiet")

    assert stream.getvalue() == ""


@pytest.mark.filterwarnings("always")
def test_warnings_of_python_are_lines_too() -> None:
    stream = _configured()

    warnings.warn("old", DeprecationWarning, stacklevel=1)

    (line,) = _lines(stream)
    assert line["logger"] == "py.warnings"
    assert "DeprecationWarning: old" in line["event"]


def test_configuring_again_replaces_what_was_there_and_doubles_nothing() -> None:
    first = _configured()
    log = structlog.get_logger()
    log.info("one")
    second = _configured("WARNING")

    log.info("two")
    log.warning("three")
    logging.getLogger("requests").warning("four")

    assert [line["event"] for line in _lines(first)] == ["one"]
    assert [line["event"] for line in _lines(second)] == ["three", "four"]


def test_without_a_stream_lines_go_to_what_is_standard_error_then_and_never_to_standard_output(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    configure_logs("INFO", "json", Redactor([]))
    structlog.get_logger().info("before")
    in_between = io.StringIO()
    with monkeypatch.context() as replaced:
        replaced.setattr(sys, "stderr", in_between)
        structlog.get_logger().info("between")

    captured = capsys.readouterr()
    assert captured.out == ""
    assert json.loads(captured.err)["event"] == "before"
    assert json.loads(in_between.getvalue())["event"] == "between"


def test_text_is_plain_in_a_file_and_coloured_on_a_terminal() -> None:
    file = _configured(log_format="text")
    structlog.get_logger().info("etl.step_started", genre="dance")
    terminal = _Terminal()
    configure_logs("INFO", "text", Redactor([]), terminal)
    structlog.get_logger().info("etl.step_started", genre="dance")

    assert "etl.step_started" in file.getvalue()
    assert "genre=dance" in file.getvalue()
    assert "\x1b[" not in file.getvalue()
    assert "\x1b[" in terminal.getvalue()


def test_upstream_text_cannot_command_a_terminal_or_forge_a_line() -> None:
    stream = _configured(log_format="text")

    structlog.get_logger().info("etl.malformed", title="\x1b[2J\x9bsong\nforged")
    logging.getLogger("urllib3").warning("two\nlines\x07")

    assert len(stream.getvalue().splitlines()) == 2
    assert not {"\x1b", "\x9b", "\x07"} & set(stream.getvalue())
    assert "song" in stream.getvalue()


def test_a_traceback_in_text_keeps_its_lines() -> None:
    stream = _configured(log_format="text")

    try:
        _fail()
    except _Hostile:
        structlog.get_logger().exception("failed")

    assert "Traceback (most recent call last):\n" in stream.getvalue()
    assert "\x1b" not in stream.getvalue()


def test_a_line_that_cannot_be_written_is_said_without_its_content(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logging.getLogger().handlers.clear()  # pytest's own fail aloud
    stream = _configured()

    structlog.get_logger().info("odd", value=_Unprintable())
    structlog.get_logger().info("next")

    first, second = stream.getvalue().splitlines()
    assert first == "A log line could not be written: RuntimeError."
    assert json.loads(second)["event"] == "next"
    assert capsys.readouterr() == ("", "")


def test_a_closed_stream_stops_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    stream = _configured()
    stream.close()

    structlog.get_logger().info("unheard")

    assert capsys.readouterr() == ("", "")
