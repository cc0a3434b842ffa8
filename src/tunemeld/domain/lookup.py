"""What a lookup elsewhere found, and when a miss may be tried again."""

from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import AwareDatetime, Field

from tunemeld.domain.model import Value

FIRST_BACK_OFF = timedelta(days=1)
LONGEST_BACK_OFF = timedelta(days=30)


class LookupKind(StrEnum):
    """What was asked for."""

    ISRC = "isrc"
    COVER = "cover"


class Lookup(Value):
    """The result of asking once or more: a value found for good, or a miss that may be tried again.

    `value` is None on a miss. `detail` says what decided, for people. `run_id` is the run that asked last.
    """

    key: str
    value: str | None
    attempts: int = Field(ge=1)
    asked_at: AwareDatetime
    run_id: str
    detail: str = ""

    def may_be_asked_again(self, now: datetime) -> bool:
        """Whether a miss is old enough: one day, doubled with each attempt, thirty at most.

        The rule is ListenBrainz's for unmatched recordings. A value that was found is never asked for again.
        """
        if self.value is not None:
            return False
        doublings = min(self.attempts - 1, 10)
        wait: timedelta = min(FIRST_BACK_OFF * (1 << doublings), LONGEST_BACK_OFF)
        return now >= self.asked_at + wait
