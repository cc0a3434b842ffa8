"""How values are written in settings, where a text is more than a word or a number.

Each reader returns the value, or raises a ValueError whose message completes "expected …". The types
at the end read what settings hold.
"""

import math
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

_INSTANT = "a day or an instant such as 2024-06-22 or 2024-06-22T09:30:00+02:00"
# Slower than a call in eleven days is no pace but a mistake, and its waits are longer than a timer knows.
_SLOWEST_RATE = 1e-6
_RATES = "upstream=calls per second, separated by commas, such as rapidapi=1,itunes=0.33"


def read_list(text: str | Sequence[str]) -> tuple[str, ...]:
    """The parts between commas, in order, without surrounding spaces; empty parts are left out."""
    parts = text.split(",") if isinstance(text, str) else text
    return tuple(stripped for part in parts if (stripped := part.strip()))


def read_rates(text: str | Mapping[str, float]) -> dict[str, float]:
    """Calls per second by upstream.

    Raises:
        ValueError: a part is no `upstream=number`, names an upstream twice, or is not above 0.
    """
    rates: dict[str, float] = {}
    for part in read_list(write(text)):
        upstream, _, number = (piece.strip() for piece in part.partition("="))
        if not re.fullmatch(r"[a-z][a-z0-9_-]*", upstream) or upstream in rates:
            raise ValueError(_RATES)
        rates[upstream] = _rate(number)
    return rates


def _rate(number: str) -> float:
    try:
        rate = float(number)
    except ValueError:
        raise ValueError(_RATES) from None
    if not (rate >= _SLOWEST_RATE and math.isfinite(rate)):
        raise ValueError(f"{_RATES}, each above 0 (0.000001 or more)")
    return rate


def read_instant(text: str | datetime) -> datetime:
    """An instant in UTC; a day alone is its midnight, and without an offset UTC is meant.

    Raises:
        ValueError: the text is no ISO 8601 day or instant.
    """
    try:
        instant = datetime.fromisoformat(text) if isinstance(text, str) else text
        return instant.replace(tzinfo=instant.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(_INSTANT) from None


def read_time_zone(text: str) -> str:
    """The name of a time zone that this machine knows; UTC needs no time zone data.

    Raises:
        ValueError: there is no such zone.
    """
    if text == "UTC":
        return text
    try:
        return ZoneInfo(text).key
    except (KeyError, ValueError, OSError):  # OSError: the name of a folder of zones, such as Europe
        raise ValueError("a time zone such as UTC or Europe/Berlin") from None


def read_name(text: str) -> str:
    """A name that databases and addresses take as it is.

    Raises:
        ValueError: it holds other characters, or too many of them.
    """
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,63}", text):
        raise ValueError("up to 63 letters, digits, hyphens and underscores")
    return text


def read_key(text: str) -> str:
    """A key or token: what an HTTP header can carry as one word.

    Raises:
        ValueError: it is empty, or holds spaces, control characters or other than ASCII.
    """
    if not re.fullmatch(r"[!-~]+", text):
        raise ValueError("one word of ASCII characters, without spaces or line ends")
    return text


def read_file_name(path: Path) -> Path:
    """The path of a file that exists, `~` resolved.

    Raises:
        ValueError: there is no such file.
    """
    path = path.expanduser()
    if not path.is_file():
        raise ValueError("the path of a file that exists")
    return path


def write(value: object) -> str:
    """A value as settings spell it: the readers above make the same value of it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return ",".join(f"{name}={write(number)}" for name, number in value.items())
    if isinstance(value, tuple):
        return ",".join(value)
    return str(value)


def _upper(text: object) -> object:
    return text.upper() if isinstance(text, str) else text


Name = Annotated[str, AfterValidator(read_name)]
Seconds = Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0, le=1_000_000_000)]
Days = Annotated[int, Field(ge=1, le=3_650)]
Level = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], BeforeValidator(_upper)]
Instant = Annotated[datetime, BeforeValidator(read_instant)]
TimeZone = Annotated[str, AfterValidator(read_time_zone)]
OwnFile = Annotated[Path, AfterValidator(Path.expanduser)]
GivenFile = Annotated[Path, AfterValidator(read_file_name)]
Key = Annotated[SecretStr, AfterValidator(lambda key: SecretStr(read_key(key.get_secret_value().strip())))]
