"""A genre's chart, and what its tracks were played, as clients read them."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import AwareDatetime

from tunemeld.domain.chart import COUNTED, Chart, ChartTrack
from tunemeld.domain.growth import deltas
from tunemeld.domain.isrc import Isrc
from tunemeld.domain.model import Value
from tunemeld.domain.ranking import Strategy
from tunemeld.domain.reading import Series
from tunemeld.domain.snapshot import Published, SourceState, SourceStatus


class ListState(Value):
    """How far a service's list can be relied on; times are null and counts 0 where no list counts."""

    status: SourceStatus
    reason: str
    fetched_at: AwareDatetime | None
    tracks: int
    identified: int

    @classmethod
    def of(cls, state: SourceState) -> "ListState":
        """The state without the names that only we use."""
        return cls(**{name: getattr(state, name) for name in cls.model_fields})


class ChartAnswer(Value):
    """The consensus of a genre under one strategy; `complete` where every configured list is fresh."""

    genre_name: str
    service_name: str
    insert_timestamp: AwareDatetime
    snapshot_id: str
    strategy: Strategy
    complete: bool
    sources: dict[str, ListState]
    tracks: tuple[ChartTrack, ...]


class PlayedTrack(Value):
    """A track of the chart and how its plays have grown.

    `view_counts` holds for each counter points of time and growth since the reading before, oldest first.
    """

    isrc: Isrc | None
    track_name: str
    artist_name: str
    youtube_url: str | None
    album_cover_url: str | None
    view_counts: dict[str, tuple[tuple[datetime, int], ...]]


def chart_answer(chart: Chart) -> ChartAnswer:
    """A chart in the fields of the API."""
    fields = {name: getattr(chart, name) for name in ChartAnswer.model_fields if name != "sources"}
    return ChartAnswer(**fields, sources={s: ListState.of(state) for s, state in chart.sources.items()})


def graph_answer(chart: Chart, published: Published) -> tuple[PlayedTrack, ...]:
    """The tracks of a chart by rank; a counter without readings has no points."""
    shown = PlayedTrack.model_fields.keys() - {"view_counts"}
    return tuple(
        PlayedTrack(
            **{name: getattr(track, name) for name in shown},
            view_counts=_view_counts(published.series.get(track.id, {})),
        )
        for track in chart.tracks
    )


def _view_counts(counted: Mapping[str, Series]) -> dict[str, tuple[tuple[datetime, int], ...]]:
    return {counter: deltas(counter, counted.get(counter, Series()).points) for counter in COUNTED}
