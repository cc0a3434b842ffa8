"""Files of settings, read as `.env` is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv.main import resolve_variables
from dotenv.parser import parse_stream

from tunemeld.application.errors import TuneMeldError


class UnreadableEnvFile(TuneMeldError):
    """Raised when a file of settings cannot be read; the message says why, and what to do."""


@dataclass(frozen=True)
class EnvFile:
    """What a file of settings sets by name ("" where nothing follows the `=`).

    `unreadable` has the numbers of the lines, from 1, that are no `NAME=value`.
    """

    values: Mapping[str, str]
    unreadable: tuple[int, ...] = ()


def read_env_file(path: Path) -> EnvFile:
    """Read a file as `.env` is read, `${NAME}` filled in from it or else the environment.

    Raises:
        UnreadableEnvFile: it cannot be opened, or is no text in UTF-8.
    """
    try:
        with path.open(encoding="utf-8") as file:
            bindings = tuple(parse_stream(file))
    except (OSError, UnicodeError) as unreadable:
        why = reason(unreadable)
    else:
        read = [(each.key, each.value) for each in bindings if each.key and each.value is not None]
        return EnvFile(
            values={name: value or "" for name, value in resolve_variables(read, override=True).items()},
            unreadable=tuple(
                each.original.line + _blank_lines_before(each.original.string)
                for each in bindings
                if each.error or (each.key and each.value is None)
            ),
        )
    # Not chained: a decoding error carries what was read.
    raise UnreadableEnvFile(f"{path} cannot be read ({why}): name the file that holds the settings, as text")


def _blank_lines_before(text: str) -> int:
    return text[: len(text) - len(text.lstrip())].count("\n")


def reason(unreadable: OSError | UnicodeError) -> str:
    """Why a file cannot be read, in a few words that hold nothing of it."""
    return getattr(unreadable, "strerror", None) or "it is not UTF-8"
