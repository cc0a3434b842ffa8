"""Shapes of JSON, written as whoever reads a contract would: types, choices, fields, lists."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

TIME = "a time in UTC with its offset"
URL = "an address, by https"


def misfits(value: object, shape: Any, place: str = "$") -> Iterator[str]:
    """Where a value has not the shape.

    A type stands for its values, where no number is a truth value; a set for one of its members, a tuple
    for one of its shapes; `{"a": …}` for these fields in this order, `{str: …}` for any; `[…]` for a list.
    """
    if isinstance(shape, tuple):
        if all(list(misfits(value, each, place)) for each in shape):
            yield f"{place} is {value!r}, and none of {shape}"
    elif isinstance(shape, Mapping):
        yield from _of_object(value, shape, place)
    elif isinstance(shape, list):
        if not isinstance(value, list):
            yield f"{place} is no list"
            return
        for number, each in enumerate(value):
            yield from misfits(each, shape[0], f"{place}[{number}]")
    elif not _is(value, shape):
        yield f"{place} is {value!r}, not {shape}"


def _of_object(value: object, shape: Mapping[Any, Any], place: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{place} is no object"
    elif str in shape:
        for name, each in value.items():
            yield from misfits(each, shape[str], f"{place}.{name}")
    elif list(value) != list(shape):
        yield f"{place} has {list(value)}, not {list(shape)}"
    else:
        for name, each in value.items():
            yield from misfits(each, shape[name], f"{place}.{name}")


def _is(value: object, shape: object) -> bool:
    if shape == TIME:
        return isinstance(value, str) and _is_time(value)
    if shape == URL:
        return isinstance(value, str) and value.startswith("https://")
    if isinstance(shape, frozenset):
        return value in shape
    if shape is float:
        return type(value) in {int, float}
    return value is None if shape is None else type(value) is shape


def _is_time(text: str) -> bool:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return False
    return at.tzinfo is not None and at.utcoffset() == timedelta(0) and at.astimezone(UTC).year >= 2000
