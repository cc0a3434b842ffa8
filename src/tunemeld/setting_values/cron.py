"""When something shall happen again, in the notation of cron, as cronsim reads it: it also evaluates it."""

from datetime import UTC, datetime
from typing import Annotated

from cronsim import CronSim, CronSimError
from pydantic import AfterValidator

_EXPECTED = "five cron fields (minute, hour, day, month, weekday) such as 30 2 * * sat"
_NEVER = "a time that comes: no month has such a day"
_FIELDS = 5
# Any instant would do: cronsim looks fifty years ahead, in which every date comes with every weekday.
_SOME_INSTANT = datetime(2000, 1, 1, tzinfo=UTC)


def read_cron(text: str) -> str:
    """A cron expression of five fields, in lower case and with single spaces between them.

    Raises:
        ValueError: a field is missing, malformed or out of its range, or the time never comes; the message
            completes "expected …".
    """
    fields = text.lower().split()
    # A field for seconds, which cronsim would take too, would start runs that overtake each other.
    if len(fields) != _FIELDS or not all(_comes(_alone(field, at)) for at, field in enumerate(fields)):
        raise ValueError(_EXPECTED)
    expression = " ".join(fields)
    if not _comes(expression):
        raise ValueError(_NEVER)
    return expression


def _alone(field: str, at: int) -> str:
    """The expression that asks for one field only."""
    return " ".join(field if place == at else "*" for place in range(_FIELDS))


def _comes(expression: str) -> bool:
    try:
        return next(CronSim(expression, _SOME_INSTANT), None) is not None
    except (CronSimError, ValueError):  # the latter for numbers of thousands of digits
        return False


Cron = Annotated[str, AfterValidator(read_cron)]
