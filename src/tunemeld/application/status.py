"""Status: what the store holds for each genre, and how the last runs went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tunemeld.application.lists import Lists
from tunemeld.application.ports.stores import ChartRepository, RunLog
from tunemeld.application.report import RunReport, RunStatus, Stage
from tunemeld.domain.snapshot import SourceState

_RUNS_LOOKED_AT = 200
_PARTS = (Stage.EXTRACT, Stage.TRANSFORM, Stage.AGGREGATE, Stage.VIEW_COUNT)


@dataclass(frozen=True)
class StageRun:
    """The last run of a stage: when, and how the whole run went."""

    at: datetime
    status: RunStatus


@dataclass(frozen=True)
class GenreStatus:
    """A genre: the last run of each stage (None: never), the chart's length and age, each service's list.

    The chart `is_stale` where it is older than a list may be that counts.
    """

    genre: str
    stages: dict[Stage, StageRun | None]
    on_chart: int
    published_at: datetime | None
    is_stale: bool
    services: dict[str, SourceState]


@dataclass(frozen=True)
class Status:
    """Reads what there is; an unreadable store is an error, never "never"."""

    lists: Lists
    charts: ChartRepository
    runs: RunLog

    def run(self, genres: Sequence[str]) -> list[GenreStatus]:
        """The state of each genre.

        Raises:
            UnknownGenre: a genre without playlists was named.
            StoreError: the store cannot be read.
        """
        reports = self.runs.recent(_RUNS_LOOKED_AT)
        return [self._of(genre, reports) for genre in genres]

    def _of(self, genre: str, reports: Sequence[RunReport]) -> GenreStatus:
        current = self.charts.current(genre, self.lists.source)
        return GenreStatus(
            genre=genre,
            stages={stage: _last(stage, genre, reports) for stage in _PARTS},
            on_chart=current.on_chart if current else 0,
            published_at=current.at if current else None,
            is_stale=current is not None and self.lists.is_stale(current.at),
            services=dict(self.lists.of(genre).states),
        )


def _last(stage: Stage, genre: str, reports: Sequence[RunReport]) -> StageRun | None:
    runs = (r for r in reports if genre in r.genres and r.stage in {stage, Stage.FULL})
    newest = next(runs, None)
    return StageRun(newest.started_at, newest.status) if newest else None
