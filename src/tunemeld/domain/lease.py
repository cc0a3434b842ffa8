"""A lease: who does a job for the time being, and by which number their work is told from a predecessor's.

Source of the rule: M. Kleppmann, "How to do distributed locking" (2016), fencing tokens.
"""

from collections.abc import Mapping

from pydantic import AwareDatetime, Field

from tunemeld.domain.model import Value


class Fence(Value):
    """The number under which a job is done: whoever takes the job over has a higher one."""

    job: str
    number: int = Field(ge=1)

    def is_passed(self, highest: Mapping[str, int]) -> bool:
        """Whether somebody did the same job under a higher number; `highest` has the highest by job."""
        return highest.get(self.job, 0) > self.number


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
