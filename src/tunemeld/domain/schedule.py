"""How far a scheduled job has come."""

from pydantic import AwareDatetime, Field

from tunemeld.domain.model import Value


class JobStanding(Value):
    """What became of a job: `handled` is the newest due time that was carried out, or given up.

    `failures` counts attempts in a row that failed at the due time after it, and `retry_at` says when the
    next one may begin; 0 and None where the last one went well. `number` is that of the lease under which all
    this was found.
    """

    job: str
    handled: AwareDatetime | None = None
    failures: int = Field(default=0, ge=0)
    retry_at: AwareDatetime | None = None
    number: int = Field(default=0, ge=0)
