"""A row of the chart as people see it: where it stands, who lists it, how it moves, what was played."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tunemeld.domain.chart import ChartTrack, chart_of
from tunemeld.domain.ranking import Strategy, rank
from tunemeld.domain.snapshot import Published
from tunemeld.domain.trending import Trend, trending
from tunemeld.entrypoints.http.pages import addresses
from tunemeld.entrypoints.http.pages.drawing import Spark, Tile, spark, tile
from tunemeld.entrypoints.http.pages.marks import Mark, marks_of, video_mark
from tunemeld.entrypoints.http.pages.played import Played, played
from tunemeld.entrypoints.http.pages.reasons import Explained, Reasons

# So many weeks are drawn; a line of years in a hundred pixels says nothing.
_WEEKS_DRAWN = 12


@dataclass(frozen=True)
class Movement:
    """How a row stands against the last week: `kind` is new, back, up, down or same."""

    kind: str
    places: int = 0


@dataclass(frozen=True)
class Row:
    """One place of the chart, with all that its row shows; `trend` is None where nothing can be told."""

    rank: int
    id: str
    key: str
    title: str
    artist: str
    cover: str | None
    tile: Tile
    movement: Movement
    peak: int
    weeks: int
    spark: Spark
    marks: tuple[Mark, ...]
    video: Mark | None
    played: tuple[Played, ...]
    trend: float | None
    why: Reasons

    @property
    def listed(self) -> int:
        """How many services list it."""
        return sum(mark.position is not None for mark in self.marks)

    @property
    def most_played(self) -> int:
        """The highest count of plays on any one source; −1 where there is none. Sources are never added."""
        return max((each.value for each in self.played if not each.is_index), default=-1)


def rows_of(published: Published, at: datetime, counters: Sequence[str]) -> tuple[Row, ...]:
    """The rows of what a genre shows, by rank, as it is looked at then; `counters` take part in trends."""
    chart = chart_of(published)
    explained = Explained(published.snapshot)
    recordings = {recording.id: recording for recording in published.snapshot.recordings}
    weeks = _weeks(published)
    worst = max([len(chart.tracks), *(place for week in weeks for place in week.values())], default=1)
    trends = {trend.recording_id: trend for trend in trending(published, at, counters=counters)}
    return tuple(
        _row(
            track,
            published,
            marks=marks_of(recordings[track.id], published.sources, published.snapshot.lengths),
            line=spark([*(week.get(track.id) for week in weeks), track.rank], worst),
            trend=trends.get(track.id),
            played=played(published.series.get(track.id, {}), at),
            why=explained.of(recordings[track.id]),
        )
        for track in chart.tracks
    )


def _row(
    track: ChartTrack,
    published: Published,
    *,
    marks: tuple[Mark, ...],
    line: Spark,
    trend: Trend | None,
    played: tuple[Played, ...],
    why: Reasons,
) -> Row:
    return Row(
        rank=track.rank,
        id=track.id,
        key=track.isrc or track.id,
        title=track.track_name,
        artist=track.artist_name,
        cover=addresses.cover(track.album_cover_url),
        tile=tile(track.id),
        movement=_movement(track, is_first=not published.earlier),
        peak=track.peak_rank,
        weeks=track.weeks_on_chart,
        spark=line,
        marks=marks,
        video=video_mark(published.videos.get(track.id)),
        played=played,
        trend=trend.score if trend else None,
        why=why,
    )


def _movement(track: ChartTrack, *, is_first: bool) -> Movement:
    if track.previous_rank is None:
        return Movement("back" if track.is_reentry else "same" if is_first else "new")
    places = track.previous_rank - track.rank
    return Movement("up" if places > 0 else "down" if places < 0 else "same", abs(places))


def _weeks(published: Published) -> list[dict[str, int]]:
    """The ranks of the last charted weeks before this one, oldest first."""
    return [
        {place.id: place.rank for place in rank(week.standings, week.lengths, Strategy.CONSENSUS)}
        for week in published.earlier[1 - _WEEKS_DRAWN :]
    ]
