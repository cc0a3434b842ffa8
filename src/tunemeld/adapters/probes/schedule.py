"""Looks at the schedule: when its jobs come due, and whether that is often enough."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import pairwise

from tunemeld.application.ports.runtime import Clock, Probe
from tunemeld.application.ports.schedule import Timetable
from tunemeld.application.report import Check

# The longest pause of a yearly schedule is among so many, and that of any other.
_DUE_TIMES_LOOKED_AT = 60
_DAY = timedelta(days=1)


class ScheduleProbe(Probe):
    """Says when each job comes due, and which comes due so seldom that lists are stale by then."""

    name = "schedule"
    remedy = "let SCHEDULE_PLAYLISTS come due more often, or raise STALE_AFTER_DAYS"
    reads_store = False

    def __init__(
        self,
        timetables: Mapping[str, Timetable],
        clock: Clock,
        *,
        stale_after_days: float,
        is_watched: bool,
    ) -> None:
        self._timetables = timetables
        self._clock = clock
        self._stale_after = stale_after_days * _DAY
        self._is_watched = is_watched

    def check(self) -> Check:
        """The next due times; that no watchdog is told of runs is said, and no fault."""
        now = self._clock.now()
        told = [f"{job} next {t.following(now):%Y-%m-%d %H:%M} UTC" for job, t in self._timetables.items()]
        pause = _longest_pause(self._timetables["playlists"], now)
        if seldom := pause > self._stale_after:
            longest, limit = round(pause / _DAY, 1), self._stale_after / _DAY
            told.append(f"playlists are up to {longest:g} days apart, and lists count for {limit:g}")
        if not self._is_watched:
            told.append("nobody is told when runs stop (HEARTBEAT_URL)")
        return Check.found("; ".join(told), self.remedy if seldom else "")


def _longest_pause(timetable: Timetable, now: datetime) -> timedelta:
    due = [timetable.newest(now)]
    for _ in range(_DUE_TIMES_LOOKED_AT):
        due.append(timetable.following(due[-1]))
    return max(later - earlier for earlier, later in pairwise(due))
