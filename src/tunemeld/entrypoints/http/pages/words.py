"""How numbers, days and names are written for people; the same everywhere on the page."""

from collections.abc import Iterable
from datetime import date, datetime

_NAMES = {"AppleMusic": "Apple Music", "Youtube": "YouTube"}
_STEPS = ((1_000_000_000, "B"), (1_000_000, "M"), (1_000, "K"))
# A title may be as long as somebody wished; where it only labels something, its beginning will do.
_LONGEST_LABEL = 120


def service_name(service: str) -> str:
    """The service as it writes itself."""
    return _NAMES.get(service, service)


def day(at: datetime | date) -> str:
    """Such as 28 November 2026."""
    return f"{at.day} {at:%B %Y}"


def short_day(at: datetime | date) -> str:
    """Such as 28 Nov."""
    return f"{at.day} {at:%b}"


def weekday(at: datetime | date) -> str:
    """Such as Saturday 28 November 2026."""
    return f"{at:%A} {day(at)}"


def count(number: float) -> str:
    """A count in few signs, such as 7.9M; whole below a thousand."""
    size = abs(number)
    for step, letter in _STEPS:
        # 999,950 is a million in these few signs, and not a thousand thousands.
        if size >= step * 0.99995:
            scaled = number / step
            return f"{scaled:.0f}{letter}" if abs(scaled) >= 99.95 else f"{scaled:.1f}{letter}"
    return f"{number:.0f}"


def whole(number: float) -> str:
    """A number to the last digit, in groups of three."""
    return f"{number:,.0f}"


def signed(number: float, places: int = 0) -> str:
    """With its sign; what is hardly less than nothing is nothing."""
    rounded = round(number, places) + 0.0
    return f"{rounded:+,.{places}f}".replace("-", "−") if rounded else f"{0:.{places}f}"


def signed_count(number: float) -> str:
    """A change in few signs, such as +65.9K."""
    sign = "−" if number < 0 else "+"
    return f"{sign}{count(abs(number))}" if round(number) else "±0"


def label(text: str) -> str:
    """The beginning of a text, for what only names something."""
    return text if len(text) <= _LONGEST_LABEL else f"{text[: _LONGEST_LABEL - 1]}…"


def listed(names: Iterable[str]) -> str:
    """Names in a sentence: a, b and c."""
    *most, last = [*names] or [""]
    return f"{', '.join(most)} and {last}" if most else last


def many(number: int, one: str, more: str | None = None) -> str:
    """A number with its noun."""
    return f"{number:,} {one if number == 1 else more or f'{one}s'}"
