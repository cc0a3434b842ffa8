"""Where words go: results to standard output, all else to standard error, whatever these can show."""

import codecs
import errno
import json
import os
import sys
import unicodedata
from contextlib import suppress
from io import TextIOWrapper
from typing import TextIO

import click

# What reads like the original where a terminal or a locale has no room for it; as many cells wide.
_LOOKALIKES = str.maketrans("▲▼·…–—→≠‘’“”─×", "+--~-->#''\"\"-x")
_HANDLER = "tunemeld.plain"


class CannotPrint(click.ClickException):
    """Raised when standard output takes no more, such as a file on a full disk."""


def prepare() -> None:
    """Make standard output take every character, and both streams be there at all.

    A character that the encoding lacks is replaced by one that looks like it, else by a question mark,
    so that tables keep their shape. A stream that was closed before we began swallows what it is given.
    """
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    codecs.register_error(_HANDLER, _replace)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors=_HANDLER)


def speak_utf_8() -> None:
    """Have standard output hold every character, whatever the locale: for a file that a program reads."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors=_HANDLER)


def say(text: str, *, end: str = "\n") -> bool:
    """Print a result; whether anybody reads on.

    A reader who has had enough (`| head`) ends nothing: the rest goes nowhere, and the exit code stays
    that of the work.

    Raises:
        CannotPrint: standard output cannot be written for another reason.
    """
    try:
        sys.stdout.write(text + end)
        sys.stdout.flush()
    except OSError as error:
        _discard_the_rest()
        if error.errno != errno.EPIPE:
            raise CannotPrint(
                f"standard output cannot be written ({error.strerror}): see where it goes"
            ) from error
        return False
    return True


def say_json(document: object) -> None:
    """Print a result for a program; escaped where the encoding would lose letters, which reads the same."""
    say(json.dumps(document, ensure_ascii=not speaks_unicode(sys.stdout), indent=2))


def note(text: str) -> None:
    """Say something that is no result; nobody has to listen."""
    with suppress(OSError):
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()


def speaks_unicode(stream: TextIO) -> bool:
    """Whether the stream can hold every character."""
    return (stream.encoding or "utf-8").lower().startswith("utf")


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 - open as long as the process


def _discard_the_rest() -> None:
    """Let what is buffered and whatever follows go nowhere, instead of failing once more at the end."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _replace(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):  # nothing is read here
        raise error
    return "".join(map(_plain, error.object[error.start : error.end])), error.end


def _plain(character: str) -> str:
    """Something in ASCII that is as wide on a terminal."""
    if unicodedata.combining(character):
        return ""
    wide = unicodedata.east_asian_width(character) in {"W", "F"}
    letters = (
        unicodedata.normalize("NFKD", character.translate(_LOOKALIKES)).encode("ascii", "ignore").decode()
    )
    return letters if len(letters) == 1 + wide else "?" * (1 + wide)
