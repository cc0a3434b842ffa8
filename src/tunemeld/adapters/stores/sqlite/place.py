"""What lies where a store's file is, or will be: nothing, the file, and the files that belong to it."""

import os
from pathlib import Path
from stat import S_IMODE, S_ISREG

_SUFFIXES = ("-wal", "-journal", "-shm")


def is_there(path: Path) -> bool:
    """Whether there is something; also where that cannot be told, so that opening it says why."""
    try:
        path.stat()
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return True


def has_content(path: Path) -> bool:
    """Whether there is more than an empty file, which is no store yet."""
    return is_there(path) and not (path.is_file() and path.stat().st_size == 0)


def is_plain_file(path: Path) -> bool:
    """Whether it is a file and nothing that merely has a name, such as a device.

    Raises:
        OSError: it cannot be looked at.
    """
    return S_ISREG(path.stat().st_mode)


def permissions(path: Path) -> int:
    """Who may do what with it, as `chmod` takes it."""
    return S_IMODE(path.stat().st_mode)


def side_files(path: Path) -> tuple[Path, ...]:
    """Where SQLite puts, or would put, what belongs to a database while it is in use."""
    whole = os.path.realpath(path)
    return tuple(Path(whole + suffix) for suffix in _SUFFIXES)


def is_part_of(path: Path, store: Path) -> bool:
    """Whether a path, however it is spelt or linked, leads to a store's file or to one that belongs to it."""
    own = (Path(os.path.realpath(store)), *side_files(store))
    return Path(os.path.realpath(path)) in own or any(
        is_there(path) and is_there(each) and path.samefile(each) for each in own
    )


def why_not_made(path: Path) -> str:
    """Why a store cannot be made there; "" where it can."""
    folder = next(folder for folder in path.absolute().parents if os.path.lexists(folder))
    if folder.is_dir() and os.access(folder, os.W_OK | os.X_OK):
        return ""
    return (
        f"The store {path} cannot be made: let this user write to {folder}, "
        "or name another file in TUNEMELD_SQLITE_PATH."
    )
