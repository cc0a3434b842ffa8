"""`tunemeld api logs`: the end of the server's log, and what is added to it."""

import os
import select
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.integration.cli.conftest import Tunemeld, ended, in_a_process

LOGS = ("api", "logs")


@pytest.fixture
def log(home: Path) -> Path:
    """The log, at the place where it lies unless told otherwise, with thirty lines in it."""
    file = home / "state" / "tunemeld" / "api.log"
    file.parent.mkdir(parents=True)
    file.write_text("".join(f"line {number}\n" for number in range(1, 31)), "utf-8")
    return file


def _add(file: Path, text: str) -> None:
    with file.open("a", encoding="utf-8") as opened:
        opened.write(text)


def _read(process: subprocess.Popen[bytes], last: str) -> str:
    """What a process prints until it has printed this."""
    assert process.stdout
    read = b""
    while not read.endswith(f"{last}\n".encode()):
        ready, _, _ = select.select([process.stdout], [], [], 60)
        part = os.read(process.stdout.fileno(), 65_536) if ready else b""
        assert part, f"nothing came after {read.decode()!r}"
        read += part
    return read.decode()


@contextmanager
def _following(*words: str) -> Iterator[subprocess.Popen[bytes]]:
    process = in_a_process(*LOGS, "--follow", *words)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_the_last_twenty_lines_are_printed(tunemeld: Tunemeld, log: Path) -> None:
    ran = tunemeld(*LOGS)

    assert ran.code == 0
    assert ran.out == "".join(f"line {number}\n" for number in range(11, 31))
    assert ran.err == ""


@pytest.mark.parametrize(("asked", "first"), [("0", 31), ("1", 30), ("30", 1), ("1000", 1)])
def test_as_many_lines_are_printed_as_are_asked_for(
    tunemeld: Tunemeld, log: Path, asked: str, first: int
) -> None:
    ran = tunemeld(*LOGS, "-n", asked)

    assert ran.out == "".join(f"line {number}\n" for number in range(first, 31))


def test_another_log_is_read_where_log_file_names_it(tunemeld: Tunemeld, log: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.log"
    other.write_bytes(b"elsewhere, and \xff no UTF-8\n")

    ran = tunemeld(*LOGS, LOG_FILE=str(other))

    assert ran.out == "elsewhere, and � no UTF-8\n"


@pytest.mark.parametrize("words", [(), ("-f",)])
def test_a_log_that_is_not_there_is_said_in_a_sentence(
    tunemeld: Tunemeld, home: Path, words: tuple[str, ...]
) -> None:
    ran = tunemeld(*LOGS, *words)

    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        f"Error: there is no log at {home / 'state' / 'tunemeld' / 'api.log'}: `tunemeld api start` writes "
        "it, and LOG_FILE names it\n"
    )


def test_a_log_that_cannot_be_read_is_said_in_a_sentence(tunemeld: Tunemeld, tmp_path: Path) -> None:
    ran = tunemeld(*LOGS, LOG_FILE=str(tmp_path))

    assert (ran.code, ran.out) == (1, "")
    assert ran.err == f"Error: {tmp_path} cannot be read (Is a directory): see its rights, or LOG_FILE\n"


def test_what_is_added_is_printed_also_after_the_log_was_moved_away_or_emptied(log: Path) -> None:
    with _following("-n", "1") as process:
        assert _read(process, "line 30") == "line 30\n"
        _add(log, "added\n")
        assert _read(process, "added") == "added\n"

        log.rename(log.with_name("api.log.1"))
        _add(log.with_name("api.log.1"), "finished there\n")
        _add(log, "begun anew\n")
        assert _read(process, "begun anew") == "finished there\nbegun anew\n"

        log.write_text("emptied\n", "utf-8")
        assert _read(process, "emptied") == "emptied\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_following_ends_by_ctrl_c_without_a_word(log: Path, number: signal.Signals) -> None:
    with _following("-n", "1") as process:
        _read(process, "line 30")
        process.send_signal(number)
        ran = ended(process)

    assert (ran.code, ran.out, ran.err) == (0, "", "")


def test_following_ends_where_nobody_reads_on(log: Path) -> None:
    with _following("-n", "1") as process:
        _read(process, "line 30")
        assert process.stdout
        process.stdout.close()
        process.stdout = None
        _add(log, "for nobody\n")
        ran = ended(process)

    assert (ran.code, ran.err) == (0, "")
