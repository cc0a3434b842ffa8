"""The folder in which the workers of one server add up what they count.

prometheus_client takes its name from the environment: that there is one when it is imported, which one later.
"""

import os
import shutil
import tempfile
from contextlib import suppress

from tunemeld.application.errors import TuneMeldError

_NAME = "PROMETHEUS_MULTIPROC_DIR"
# Workers write there once a second: memory never waits for a busy disk. Elsewhere, where temporary files go.
_PLACES = ("/dev/shm", None)  # noqa: S108


class NoRoomForCounts(TuneMeldError):
    """Raised when no folder can be made for what workers count; the message says what to do."""


def announce() -> None:
    """Have the code that is read from now on count for several workers."""
    os.environ[_NAME] = ""


def share() -> None:
    """Make the folder, before there are workers, who inherit its name.

    Raises:
        NoRoomForCounts: it cannot be made anywhere.
    """
    for place in _PLACES:
        with suppress(OSError):
            os.environ[_NAME] = tempfile.mkdtemp(prefix="tunemeld-counts-", dir=place)
            return
    raise NoRoomForCounts("no folder for temporary files can be written: name one by TMPDIR, or make room")


def are_shared() -> bool:
    """Whether this process is one of several workers."""
    return _NAME in os.environ


def remove() -> None:
    """Remove the folder, after the last worker."""
    if folder := os.environ.pop(_NAME, ""):
        shutil.rmtree(folder, ignore_errors=True)
