"""What values in JSON may be, told to a client that has none of our models.

A shape says what a value must be: a dict of fields, all of which and no others there are; a list with the
shape of its elements; or a function that tells.
"""

import re
from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta
from typing import Any


def text(value: Any) -> bool:
    """Some words."""
    return isinstance(value, str) and bool(value.strip())


def plain(value: Any) -> bool:
    """A text, perhaps an empty one, without markup."""
    return isinstance(value, str) and not re.search(r"<[a-zA-Z/!]|&\w+;", value)


def whole(value: Any) -> bool:
    """A whole number from 0 on, and no truth value."""
    return type(value) is int and value >= 0


def place(value: Any) -> bool:
    """A whole number from 1 on."""
    return whole(value) and value > 0


def number(value: Any) -> bool:
    """Any number."""
    return type(value) in {int, float}


def truth(value: Any) -> bool:
    """Yes or no."""
    return type(value) is bool


def instant(value: Any) -> bool:
    """A time in UTC, with its offset."""
    if not isinstance(value, str) or not re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", value):
        return False
    return datetime.fromisoformat(value).utcoffset() == timedelta()


def address(value: Any) -> bool:
    """An address on the open web."""
    return isinstance(value, str) and bool(re.fullmatch(r"https://[^\s<>\"]+", value))


def isrc(value: Any) -> bool:
    """A code as ISO 3901 writes it without hyphens."""
    return isinstance(value, str) and bool(re.fullmatch(r"[A-Z]{2}[A-Z0-9]{3}\d{7}", value))


def points(value: Any) -> bool:
    """Times and growth since the time before, oldest first."""
    ordered = sorted(value) == value
    return ordered and all(len(each) == 2 and instant(each[0]) and whole(each[1]) for each in value)


def one_of(*values: object) -> Callable[[Any], bool]:
    """One of these and nothing else."""
    return lambda value: value in values


def perhaps(wanted: Any) -> Callable[[Any], bool]:
    """Null, or of this shape."""
    return lambda value: value is None or not list(unlike(value, wanted))


def by(names: Collection[str], wanted: Any) -> Callable[[Any], bool]:
    """An object by some of these names, with values of this shape."""
    return lambda value: (
        isinstance(value, dict)
        and set(value) <= set(names)
        and not any(list(unlike(each, wanted)) for each in value.values())
    )


def unlike(value: Any, shape: Any, where: str = "data") -> Iterator[str]:
    """Where a value is not of a shape; nothing where it is."""
    if isinstance(shape, dict):
        fields = set(value) if isinstance(value, dict) else set()
        yield from (f"{where}.{name}: too much or too little" for name in sorted(fields ^ set(shape)))
        for name in sorted(fields & set(shape)):
            yield from unlike(value[name], shape[name], f"{where}.{name}")
    elif isinstance(shape, list):
        if not isinstance(value, list):
            yield f"{where}: no list"
            return
        for index, each in enumerate(value):
            yield from unlike(each, shape[0], f"{where}[{index}]")
    elif not shape(value):
        yield f"{where}: {value!r}"
