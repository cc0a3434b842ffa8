"""When a schedule comes due: cron expressions in a time zone, evaluated by cronsim as Debian's cron would.

An hour and a minute that are named come once on each local day: what the clock change in spring leaves out
comes at the next time that there is, what the one in autumn repeats comes at its first time. Where the hour
or the minute is a wildcard, time that passes counts, and an hour that is repeated comes twice.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim

from tunemeld.application.ports.schedule import Timetable

# cronsim goes by the wall clock, which is put back by two hours at most (Troll, Antarctica): begun within an
# hour that is repeated, it would find times that are over, or not find those that are just so.
_MOST_REPEATED = timedelta(hours=3)


class CronTimetable(Timetable):
    """The due times of an expression in a zone, both checked already."""

    def __init__(self, expression: str, zone: str) -> None:
        self._expression = expression
        self._zone = ZoneInfo(zone)

    def newest(self, now: datetime) -> datetime:
        """The last due time that is not after `now`, in UTC."""
        return next(due for due in self._from(now + _MOST_REPEATED, reverse=True) if due <= now)

    def following(self, moment: datetime) -> datetime:
        """The first due time after a moment, in UTC."""
        return next(due for due in self._from(moment - _MOST_REPEATED) if due > moment)

    def _from(self, moment: datetime, *, reverse: bool = False) -> "map[datetime]":
        # cronsim knows one UTC only, and takes another one for a zone with clock changes.
        local = moment.astimezone(UTC if self._zone.key == "UTC" else self._zone)
        return map(_in_utc, CronSim(self._expression, local, reverse=reverse))


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
