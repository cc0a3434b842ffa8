"""A log file that several processes write, as the workers of a server do."""

import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tunemeld.adapters.log_file import FILES_KEPT, SharedLogFile

_SOURCES = Path(__file__).parents[2] / "src"
_WRITERS, _LINES = "abcd", 250
# Longer than any buffer on their way; all of them fill fewer files than are kept.
_LINE_BYTES, _LARGEST_BYTES = 10_000, 2_400_000
_WRITER = f"""
import logging, sys
from pathlib import Path
from tunemeld.adapters.log_file import SharedLogFile
file = SharedLogFile(Path(sys.argv[1]), on_loss=lambda: sys.exit("lost"), largest_bytes={_LARGEST_BYTES})
print("ready", flush=True)
sys.stdin.readline()
for number in range({_LINES}):
    file.emit(logging.makeLogRecord({{"msg": f"{{sys.argv[2]}} {{number}} ".ljust({_LINE_BYTES - 1}, "=")}}))
"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "state" / "api.log"


def _writer(log: Path, name: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(log), name],
        env={"PYTHONPATH": str(_SOURCES)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _files(log: Path) -> list[Path]:
    """The log, and what was moved away from it, oldest first."""
    older = [log.with_name(f"{log.name}.{number}") for number in range(FILES_KEPT + 3, 0, -1)]
    return [file for file in (*older, log) if file.exists()]


def _lines(log: Path) -> list[str]:
    return [line for file in _files(log) for line in file.read_text("utf-8").splitlines()]


@pytest.fixture
def file(log: Path) -> Iterator[SharedLogFile]:
    """A log of a hundred bytes, from a process that has lost nothing until now."""
    opened = SharedLogFile(log, on_loss=lambda: pytest.fail("a line was lost"), largest_bytes=100)
    yield opened
    opened.close()


def _write(file: SharedLogFile, text: str) -> None:
    file.emit(logging.makeLogRecord({"msg": text}))


def test_no_line_is_lost_or_torn_where_several_processes_move_the_file_away(log: Path) -> None:
    writers = [_writer(log, name) for name in _WRITERS]
    for each in writers:
        assert each.stdout
        assert each.stdout.readline() == "ready\n"

    for each in writers:
        assert each.stdin
        each.stdin.write("go\n")
        each.stdin.flush()
    for each in writers:
        each.communicate(timeout=60)

    assert [each.returncode for each in writers] == [0] * len(_WRITERS)
    written = [line.rstrip("=").split() for line in _lines(log)]
    assert sorted(written) == sorted([n, str(i)] for n in _WRITERS for i in range(_LINES))
    *moved, _ = _files(log)
    assert len(moved) >= 2
    assert [file.name for file in moved if file.stat().st_size <= _LARGEST_BYTES] == []


def test_a_log_that_has_grown_is_kept_five_times(log: Path, file: SharedLogFile) -> None:
    for number in range(10):
        _write(file, f"{number} ".ljust(120, "="))
    _write(file, "the last")

    assert [line.rstrip("= ") for line in _lines(log)] == ["5", "6", "7", "8", "9", "the last"]
    assert len(_files(log)) == FILES_KEPT + 1


def test_a_log_that_somebody_else_moves_away_is_begun_anew(log: Path, file: SharedLogFile) -> None:
    _write(file, "before")
    log.rename(log.with_name("moved"))

    _write(file, "after")

    assert log.read_text("utf-8") == "after\n"
    assert log.with_name("moved").read_text("utf-8") == "before\n"


def test_a_line_that_cannot_be_written_is_told_and_the_next_one_is_written(tmp_path: Path) -> None:
    folder, lost = tmp_path / "state", list[str]()
    file = SharedLogFile(folder / "api.log", on_loss=lambda: lost.append("a line"))
    folder.rename(tmp_path / "away")

    _write(file, "lost")
    folder.mkdir()
    _write(file, "written")
    file.close()

    assert lost == ["a line"]
    assert (folder / "api.log").read_text("utf-8") == "written\n"
