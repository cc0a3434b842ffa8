"""How often the invented videos are seen, day by day."""

from datetime import date

from tunemeld.adapters.catalogues.sample.chance import Chance
from tunemeld.adapters.catalogues.sample.uploads import Upload, days_out
from tunemeld.adapters.catalogues.sample.weeks import EDITIONS

# How many parts a day adds, by the week: most while a recording is new, and never none.
_PARTS = (12, 10, 8, 7, 6, 5, 4, 3, 3, 2, 2, 2, 1, 1, 1, 1)
_SIZES = (20, 40, 90, 200, 500, 1_200, 4_000, 15_000, 60_000)
_PERCENT_HIDDEN = 3
# So many that a month of four charts, which is what the demo follows, shows some.
_PERCENT_CORRECTED = 40
# A correction takes off what some weeks have added by then: less than five in a hundred.
_FIRST_CORRECTION_DAY, _LAST_CORRECTION_DAY, _CORRECTION_PARTS = 28, 90, 12
_HIDDEN_ONE_DAY_IN = 200


def views_on(upload: Upload, day: date) -> int | None:
    """The count on a day; None where the owner hides it, for good or, seldom, for that day.

    It grows from day to day, but for a correction now and then, when YouTube takes back what was no view.
    """
    number = upload.recording.number
    chance = Chance(f"views/{number}/{upload.kind}")
    size = chance.one_of(_SIZES) * chance.between(60, 140) // (1 if upload.kind == "v" else 12)
    out = days_out(upload.recording, day)
    today = Chance(f"views/{number}/{upload.kind}/{out}")
    if chance.happens(_PERCENT_HIDDEN) or today.below(_HIDDEN_ONE_DAY_IN) == 0:
        return None
    corrected = chance.happens(_PERCENT_CORRECTED) * chance.between(
        _FIRST_CORRECTION_DAY, _LAST_CORRECTION_DAY
    )
    return size * (_parts_by(out) - _parts_taken_back(out, corrected)) + today.below(size)


def _parts_by(days: int) -> int:
    weeks, weekday = divmod(days, 7)
    cycles, week = divmod(weeks, EDITIONS)
    return 2 + 7 * (cycles * sum(_PARTS) + sum(_PARTS[:week])) + weekday * _PARTS[week]


def _parts_taken_back(days: int, corrected: int) -> int:
    """What corrections have taken off by now: one on the same day of each cycle, if any."""
    cycles, day = divmod(days, EDITIONS * 7)
    return _CORRECTION_PARTS * (cycles + (day >= corrected)) if corrected else 0
