"""What the scheduler, and whoever works beside others, ask of the store that all of them share.

Raises, everywhere:
    StoreError: the store cannot be reached, read or written.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from tunemeld.domain.lease import Lease
from tunemeld.domain.schedule import JobStanding


class Leases(Protocol):
    """Who does which job: one holder at a time, for as long as it says that it is still there.

    Time is that of the store, so that the clocks of its users need not agree.
    """

    def take(self, job: str, holder: str, seconds: float) -> Lease | None:
        """The lease of a job, under a higher number than any before; None while somebody else holds it.

        A holder that takes its own lease again gets a new one.
        """
        ...

    def renew(self, lease: Lease, seconds: float) -> Lease | None:
        """The same lease until `seconds` from now; None where it was released or somebody else took it.

        One that has run out can be renewed as long as nobody took it.
        """
        ...

    def release(self, lease: Lease) -> None:
        """Let others take the job at once; nothing happens where somebody else has it."""
        ...


class ScheduleLog(Protocol):
    """How far each scheduled job has come, for all schedulers."""

    def standing(self, job: str) -> JobStanding | None:
        """What became of a job; None where it never ran."""
        ...

    def note(self, standing: JobStanding) -> None:
        """Keep how far a job has come, in the place of what was noted under no higher number."""
        ...


class Timetable(Protocol):
    """When a job is due; a time that the clock change skips or repeats comes once."""

    def newest(self, now: datetime) -> datetime:
        """The last due time that is not after `now`, in UTC."""
        ...

    def following(self, moment: datetime) -> datetime:
        """The first due time after a moment, in UTC."""
        ...


class Decision(StrEnum):
    """What a scheduler makes of a job."""

    NEXT = "next"
    WAITING = "waiting"
    TAKEN = "taken"
    DONE = "done"
    FAILED = "failed"
    LOST = "lost"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True)
class Told:
    """A decision on a job, as an observer hears of it.

    `due` is the due time that was taken, `next_at` when there is something to do next; None where neither is
    decided. `reason` is a sentence on why it failed or was lost, "" otherwise.
    """

    decision: Decision
    job: str
    due: datetime | None = None
    next_at: datetime | None = None
    reason: str = ""


class ScheduleObserver(Protocol):
    """Whoever follows what a scheduler decides: a log."""

    def told(self, told: Told) -> None:
        """Hear of a decision, as it is made."""
        ...
