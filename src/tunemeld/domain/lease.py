"""A lease: who does a job for the time being, and by which number their work is told from a predecessor's.

Source of the rule: M. Kleppmann, "How to do distributed locking" (2016), fencing tokens.
"""

from collections.abc import Mapping
from typing import Self

from pydantic import AwareDatetime, Field

from tunemeld.domain.model import Value


class Fence(Value):
    """The number under which a job is done: whoever takes the job over has a higher one.

    `within` is the fence of the greater job that this one is a part of, None where it stands alone.
    """

    job: str
    number: int = Field(ge=1)
    within: Self | None = None

    def passed(self, highest: Mapping[str, int]) -> "Fence | None":
        """The fence, this one or one around it, whose job somebody does under a higher number; None if none.

        `highest` has the highest number by job.
        """
        if highest.get(self.job, 0) > self.number:
            return self
        return self.within.passed(highest) if self.within else None


class Lease(Value):
    """A job taken by `holder` until an instant by the clock of the store that gave it.

    `was_abandoned` tells that it was taken from a holder who had not released it: that one may only be
    paused, and go on.
    """

    job: str
    holder: str
    fence: Fence
    until: AwareDatetime
    was_abandoned: bool = False
