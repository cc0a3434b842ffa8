"""When something shall happen again, in the notation of cron: its shape and ranges, not its evaluation.

Source of the notation: POSIX crontab, https://pubs.opengroup.org/onlinepubs/9799919799/utilities/crontab.html,
with the steps and names that all current schedulers read as well.
"""

import re
from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator

_EXPECTED = "five cron fields (minute, hour, day, month, weekday) such as 30 2 * * sat"
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_WEEKDAYS = "sun mon tue wed thu fri sat".split()
# Lowest and highest number of each field, and the names that stand for numbers.
_FIELDS: tuple[tuple[int, int, Sequence[str]], ...] = (
    (0, 59, ()),
    (0, 23, ()),
    (1, 31, ()),
    (1, 12, _MONTHS),
    (0, 7, _WEEKDAYS),
)
_PART = re.compile(r"(?:\*|(?P<first>\w+)(?:-(?P<last>\w+))?)(?:/(?P<step>[0-9]+))?", re.ASCII)


def read_cron(text: str) -> str:
    """A cron expression of five fields, with single spaces between them.

    Raises:
        ValueError: a field is missing, malformed or out of its range; the message completes "expected …".
    """
    fields = text.lower().split()
    if len(fields) != len(_FIELDS):
        raise ValueError(_EXPECTED)
    for field, (low, high, names) in zip(fields, _FIELDS, strict=True):
        for part in field.split(","):
            _check_part(part, low, high, names)
    return " ".join(fields)


def _check_part(part: str, low: int, high: int, names: Sequence[str]) -> None:
    match = _PART.fullmatch(part)
    if match is None or match["step"] == "0":
        raise ValueError(_EXPECTED)
    ends = [_number(word, low, names) for word in match.group("first", "last") if word]
    if ends != sorted(ends) or any(not low <= end <= high for end in ends):
        raise ValueError(_EXPECTED)


def _number(word: str, low: int, names: Sequence[str]) -> int:
    if word in names:
        return names.index(word) + low
    if not word.isdecimal():
        raise ValueError(_EXPECTED)
    return int(word)


Cron = Annotated[str, AfterValidator(read_cron)]
