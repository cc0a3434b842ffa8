"""Where servers that tests start keep their data, for as long as the test's process lives."""

import os
import shutil
import tempfile
from pathlib import Path

_PARENTS = Path("/dev/shm"), Path(tempfile.gettempdir())
_NAME = "tunemeld-server-"
_ROOM_IN_BYTES = 2**29


def throwaway_folder() -> Path:
    """A new empty folder, in memory where there is room: what is written through need not wait for a disk.

    Removing it is the caller's; those of processes that were killed before they could do so go meanwhile.
    """
    _sweep()
    roomy = (each for each in _PARENTS if each.is_dir() and shutil.disk_usage(each).free > _ROOM_IN_BYTES)
    return Path(tempfile.mkdtemp(prefix=f"{_NAME}{os.getpid()}-", dir=next(roomy, _PARENTS[-1])))


def _sweep() -> None:
    for folder in (found for each in _PARENTS for found in each.glob(f"{_NAME}*")):
        if not _lives(int(folder.name.removeprefix(_NAME).partition("-")[0])):
            shutil.rmtree(folder, ignore_errors=True)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
