"""Types of what stands in a query, where a text has to be read more strictly than pydantic does."""

import re
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema

AS_OF = "a day such as 2024-06-22, or a snapshot's id or the first eight digits of it or more"
"""What names a chart of the past, for people."""

DAY = "a day such as 2024-06-22"
"""What names a day, for people."""


def _whole_number(value: object) -> object:
    if isinstance(value, str):
        if not re.fullmatch(r"[0-9]{1,9}", value):
            raise ValueError("a whole number")
        return int(value)
    return value


def _as_of(value: object) -> object:
    if not isinstance(value, str) or re.fullmatch(r"[0-9a-f]{8,32}", value):
        return value
    day = _day_or_none(value)
    if day is None:
        raise ValueError(AS_OF)
    return day


def _day(value: object) -> object:
    day = _day_or_none(value) if isinstance(value, str) else value
    if day is None:
        raise ValueError(DAY)
    return day


def _day_or_none(text: str) -> date | None:
    """The day, written in full; None where it is none."""
    try:
        return date.fromisoformat(text) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    except ValueError:
        return None


WholeNumber = Annotated[int, BeforeValidator(_whole_number)]
# Bounds stand before the validator: behind it, pydantic describes them by names that JSON schema lacks.
SoMany = Annotated[int, Field(ge=1, le=10_000), BeforeValidator(_whole_number)]
Places = SoMany
AsOf = Annotated[
    date | str,
    BeforeValidator(_as_of),
    WithJsonSchema(
        {"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "pattern": "^[0-9a-f]{8,32}$"}]}
    ),
]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
