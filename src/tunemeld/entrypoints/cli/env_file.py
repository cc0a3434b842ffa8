"""Writing `.env`: what stands in it stays as it is, and a kill leaves the old file or the new one."""

import os
import re
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from tunemeld.application.errors import TuneMeldError
from tunemeld.setting_values.env_file import EnvFile, read_env_file

_PLAIN = re.compile(r"[\w@%+=:,./~-]+", re.ASCII)
_OWNER_ALONE = 0o600
_HEADING = "# Added by `tunemeld config migrate-env`, from the settings of the earlier TuneMeld:"


class EnvFileNotWritten(TuneMeldError):
    """Raised when a file of settings cannot be written; it is as it was."""


def can_be_written(text: str) -> bool:
    """Whether a value is read back as it is: there is no way to write `${` that is not filled in."""
    return "${" not in text


def add(path: Path, settings: Mapping[str, str]) -> None:
    """Add settings at the end of a file, which is made where there is none, for its owner alone.

    Raises:
        EnvFileNotWritten: it cannot be written, or would not be read as what it is to say.
        UnreadableEnvFile: it is there and cannot be read.
    """
    before = read_env_file(path) if path.exists() else EnvFile({})
    lines = [_HEADING, *(f"{name}={_written(text)}" for name, text in settings.items())]

    def check(written: Path) -> None:
        # A quotation mark that is opened above and never closed would swallow what is added.
        if read_env_file(written).values != {**before.values, **settings}:
            named = ", ".join(map(str, before.unreadable)) or "its last lines"
            raise EnvFileNotWritten(
                f"{path} cannot be added to, since what follows a quotation mark that is not closed is read "
                f"differently: mend it first (see line {named})"
            )

    with_them = "".join(f"{line}\n" for line in lines).encode()
    _write(path, lambda old: (old if old[-1:] in {b"", b"\n"} else old + b"\n") + with_them, check)


def copy(example: Path, path: Path) -> None:
    """Make a file for its owner alone, out of an example.

    Raises:
        EnvFileNotWritten: the example cannot be read, or the file not written.
    """
    try:
        content = example.read_bytes()
    except OSError as error:
        raise EnvFileNotWritten(
            f"{path} cannot be made, since {example} cannot be read ({error.strerror}): restore that first"
        ) from error
    _write(path, lambda _: content, lambda _: None)


def _written(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return text
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _write(path: Path, change: Callable[[bytes], bytes], check: Callable[[Path], None]) -> None:
    try:
        target = path.resolve()  # a link stays one
        old = target.read_bytes() if target.exists() else b""
        handle, name = tempfile.mkstemp(prefix=".env.", dir=target.parent)
        written = Path(name)
        try:
            with open(handle, "wb") as file:  # noqa: PTH123 - there is a handle already
                file.write(change(old))
                file.flush()
                _take_rights(file.fileno(), target)
                os.fsync(file.fileno())
            check(written)
            written.replace(target)
        finally:
            with suppress(FileNotFoundError):
                written.unlink()
    except OSError as error:
        raise EnvFileNotWritten(
            f"{path} cannot be written ({error.strerror}): look at its folder's rights and space"
        ) from error


def _take_rights(handle: int, target: Path) -> None:
    """Give a file the owner and mode of the one that it replaces, if there is one."""
    if not target.exists():
        os.fchmod(handle, _OWNER_ALONE)
        return
    wanted, now = target.stat(), os.fstat(handle)
    if (wanted.st_uid, wanted.st_gid) != (now.st_uid, now.st_gid):
        os.fchown(handle, wanted.st_uid, wanted.st_gid)
    os.fchmod(handle, wanted.st_mode & 0o7777)
