"""A reading: how often a recording had been played when somebody looked, or why that could not be told."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import NamedTuple

from tunemeld.domain.model import Value


class Metric(StrEnum):
    """What a counter counts: plays, which only ever grow, or an index, which goes up and down."""

    PLAYS = "plays"
    INDEX = "index"


YOUTUBE, SPOTIFY, SOUNDCLOUD = "Youtube", "Spotify", "SoundCloud"
"""The counters by the names that the earlier web client knows."""

METRICS = {YOUTUBE: Metric.PLAYS, SPOTIFY: Metric.INDEX, SOUNDCLOUD: Metric.PLAYS}
"""What each counter counts. Spotify's popularity is an index: it is never shown as plays."""


class GapReason(StrEnum):
    """Why there is no reading."""

    HIDDEN = "hidden"
    GONE = "gone"
    FAILED = "failed"
    NO_QUOTA = "no quota"
    NOT_FOUND = "not found"


def day_of(at: datetime) -> date:
    """The day of a reading, in UTC: there is one reading a recording, counter and day."""
    return at.astimezone(UTC).date()


class Reading(NamedTuple):
    """One count of one recording on one counter; `of` is what was counted: a video, a track.

    `at` is when the count was answered, which for those that come with a list is when that was fetched.
    """

    recording_id: str
    at: datetime
    value: int
    of: str

    @property
    def day(self) -> date:
        """The day in UTC."""
        return day_of(self.at)


class Gap(NamedTuple):
    """A count that could not be had; `of` is what was to be counted, "" where that was not known."""

    recording_id: str
    at: datetime
    reason: GapReason
    of: str = ""

    @property
    def day(self) -> date:
        """The day in UTC."""
        return day_of(self.at)


class Batch(Value):
    """What asking one counter came to at once: a fact, never changed afterwards.

    `genres` are those for which was counted. Others may show some of the recordings as well.
    """

    counter: str
    run_id: str
    genres: tuple[str, ...]
    at: datetime
    readings: tuple[Reading, ...] = ()
    gaps: tuple[Gap, ...] = ()


class Point(NamedTuple):
    """A reading in its series."""

    at: datetime
    value: int
    of: str


class Missing(NamedTuple):
    """A day without a reading, and why."""

    at: datetime
    reason: GapReason


class Series(Value):
    """The readings of one recording on one counter, oldest first, a day each; `gaps` likewise."""

    points: tuple[Point, ...] = ()
    gaps: tuple[Missing, ...] = ()

    def has(self, moment: datetime) -> bool:
        """Whether something was told at this very moment, or a reading on that day."""
        return any(day_of(point.at) == day_of(moment) for point in self.points) or any(
            gap.at == moment for gap in self.gaps
        )

    def lacks(self, news: Reading | Gap) -> bool:
        """Whether there is nothing yet of that day which would stay: a gap gives way to a reading alone."""
        days = [day_of(point.at) for point in self.points]
        if isinstance(news, Gap):
            days += [day_of(gap.at) for gap in self.gaps]
        return news.day not in days

    def until(self, moment: datetime) -> "Series":
        """What was known at a moment."""
        newest = [point.at for point in self.points[-1:]] + [gap.at for gap in self.gaps[-1:]]
        if all(at <= moment for at in newest):
            return self
        return Series(
            points=tuple(p for p in self.points if p.at <= moment),
            gaps=tuple(g for g in self.gaps if g.at <= moment),
        )

    def since(self, day: date) -> "Series":
        """What was told of this day and later ones."""
        return Series(
            points=tuple(p for p in self.points if day_of(p.at) >= day),
            gaps=tuple(g for g in self.gaps if day_of(g.at) >= day),
        )
