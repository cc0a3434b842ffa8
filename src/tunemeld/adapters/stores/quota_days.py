"""How long it is remembered what was spent on a day."""

from datetime import date

# Nobody asks about another day than today's; the rest is there to be looked at when something went wrong.
_DAYS_KEPT = 40


def oldest_kept(day: date) -> date:
    """The oldest day that is still remembered when this one begins."""
    return date.fromordinal(max(1, day.toordinal() - _DAYS_KEPT))
