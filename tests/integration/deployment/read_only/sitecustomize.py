"""Python loads this before anything else: what is written elsewhere than in WRITABLE fails, as if read-only.

WRITABLE names folders, with colons between. It binds root too, whom no permission stops.
"""

import errno
import os
import sys
from collections.abc import Iterator

_WRITABLE = tuple(os.path.realpath(folder) for folder in os.environ["WRITABLE"].split(":"))
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGING = {f"os.{name}" for name in ("chmod", "chown", "mkdir", "remove", "rmdir", "truncate", "utime")}
_OF_TWO = {"os.link", "os.rename", "os.symlink"}


def _written(event: str, arguments: tuple[object, ...]) -> Iterator[object]:
    """The paths that something is about to change."""
    opens = event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITING
    if opens or event in _CHANGING:
        yield arguments[0]
    elif event in _OF_TWO:
        yield from arguments[:2]
    elif event == "sqlite3.connect" and "mode=ro" not in str(arguments[0]):
        yield str(arguments[0]).removeprefix("file:").partition("?")[0]


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    for path in _written(event, arguments):
        if not isinstance(path, str | bytes | os.PathLike) or path == ":memory:":
            continue
        place = os.path.realpath(os.fsdecode(path))
        if not any(os.path.commonpath((place, folder)) == folder for folder in _WRITABLE):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), place)


sys.addaudithook(_refuse)
