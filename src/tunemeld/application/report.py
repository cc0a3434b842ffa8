"""What a run tells about itself: while it goes on, and when it is done."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict

from tunemeld.domain.reading import Batch, GapReason
from tunemeld.domain.recording import Rule


class Stage(StrEnum):
    """The stages of the pipeline, by the names that they always had."""

    EXTRACT = "extract"
    TRANSFORM = "transform"
    AGGREGATE = "aggregate"
    VIEW_COUNT = "view_count"
    FULL = "full"


class ListStatus(StrEnum):
    """What a run makes of one service's list."""

    FRESH = "fresh"
    STALE = "stale"
    HELD = "held"
    MISSING = "missing"


class RunStatus(StrEnum):
    """How a run ended, or that it has not."""

    RUNNING = "running"
    DONE = "done"
    PARTIAL = "partial"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


@dataclass
class Step:
    """One piece of a run, as an observer sees it: `status` and `detail` are set as the work ends."""

    run_id: str
    stage: Stage
    genre: str
    service: str | None = None
    status: str = "ok"
    detail: str = ""


class _Report(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ServiceReport(_Report):
    """One service's list in one run; counts are 0 where no list counts, `seconds` are spent fetching.

    `failures` says of upstreams that gave nothing usable for the list or its header, by name, why.
    """

    status: ListStatus
    reason: str = ""
    fetched_at: AwareDatetime | None = None
    entries: int = 0
    identified: int = 0
    malformed: list[str] = []
    calls: dict[str, int] = {}
    failures: dict[str, str] = {}
    seconds: float = 0.0


class GenreReport(_Report):
    """One genre in one run; fields of stages that did not run keep their empty values.

    `unchanged` tells that nothing came in that could change what was made of it the last time, so that
    nothing was done: what is said of recordings is then what was said the last time.
    """

    services: dict[str, ServiceReport] = {}
    joined: dict[Rule, int] = {}
    looked_up: int = 0
    found: int = 0
    not_found: int = 0
    left_over: int = 0
    covers_found: int = 0
    conflicts: list[str] = []
    warnings: list[str] = []
    recordings: int = 0
    on_chart: int = 0
    snapshot_id: str | None = None
    published: bool = False
    unchanged: bool = False
    seconds: dict[Stage, float] = {}


class CounterReport(_Report):
    """What one counter came to in one run, over all genres.

    `counted` are new readings, `known` such as were there for their day before; `gaps` count what could not
    be had, by reason. `searched` and `found` are videos; `left_over` recordings wait for a search, and
    `searches_left` says how many today's quota still allows, None where a counter takes no searches.
    `reason` says why it ended early, or is off; "" otherwise.
    """

    counted: int = 0
    known: int = 0
    gaps: dict[GapReason, int] = {}
    searched: int = 0
    found: int = 0
    left_over: int = 0
    searches_left: int | None = None
    reason: str = ""

    def add(self, batch: Batch) -> None:
        """Count what a batch holds."""
        self.counted += len(batch.readings)
        for gap in batch.gaps:
            self.gaps[gap.reason] = self.gaps.get(gap.reason, 0) + 1


class RunReport(_Report):
    """A whole run: what was asked of it, what it found in each genre, what it cost.

    `calls` names the upstreams that were asked; `failures` says of those that gave nothing usable when
    they were last asked, why.
    """

    run_id: str
    stage: Stage
    source: str
    status: RunStatus
    started_at: AwareDatetime
    finished_at: AwareDatetime | None = None
    seconds: float = 0.0
    genres: dict[str, GenreReport] = {}
    counters: dict[str, CounterReport] = {}
    calls: dict[str, int] = {}
    failures: dict[str, str] = {}
    notes: list[str] = []
    error: str = ""


class RunOutline(NamedTuple):
    """What is told of a run besides its genres, of which there may be thousands."""

    source: str
    started_at: AwareDatetime
    finished_at: AwareDatetime | None

    @classmethod
    def of(cls, report: RunReport) -> Self:
        """The outline of a report."""
        return cls(report.source, report.started_at, report.finished_at)


def is_part(run_id: str) -> bool:
    """Whether a run is a part of one that workers share, whose report tells of it: `run/genre/stage`."""
    return "/" in run_id


class Check(_Report):
    """What a probe found; `remedy` is "" where nothing is wrong. The doctor measures `duration_ms`."""

    healthy: bool
    duration_ms: float = 0.0
    details: str
    remedy: str = ""

    @classmethod
    def found(cls, details: str, remedy: str = "") -> Self:
        """A finding; nothing is wrong where it needs no remedy."""
        return cls(healthy=not remedy, details=details, remedy=remedy)


class Health(_Report):
    """All findings by what was looked at; `overall_healthy` where nothing is wrong."""

    overall_healthy: bool
    checks: dict[str, Check]
