"""What processes have cost so far, as Linux tells it: seconds of computing, megabytes held."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

_PSS = re.compile(r"^Pss: +(\d+)", re.MULTILINE)
_TICKS = os.sysconf("SC_CLK_TCK")
_OF_ITSELF, _OF_CHILDREN = slice(11, 13), slice(13, 15)


def seconds_computed(pid: int) -> float:
    """What a process and all that it has started have computed; who ended counts once waited for."""
    return sum(_ticks(each, _OF_ITSELF) + _ticks(each, _OF_CHILDREN) for each in _family(pid)) / _TICKS


def megabytes(pid: int) -> float:
    """What a process and all that it has started hold, with their parts of what they share (PSS)."""
    held = [_text(each, "smaps_rollup") for each in _family(pid)]
    return sum(int(pss) for each in held for pss in _PSS.findall(each)) / 1024


def _family(pid: int) -> Iterator[int]:
    yield pid
    for child in _text(pid, f"task/{pid}/children").split():
        yield from _family(int(child))


def _ticks(pid: int, which: slice) -> int:
    """Of the fields that follow the name, which may itself hold blanks: man 5 proc_pid_stat."""
    return sum(map(int, _text(pid, "stat").rpartition(")")[2].split()[which] or ["0"]))


def _text(pid: int, name: str) -> str:
    try:
        return Path(f"/proc/{pid}/{name}").read_text("ascii", errors="replace")
    except (FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
        return ""
