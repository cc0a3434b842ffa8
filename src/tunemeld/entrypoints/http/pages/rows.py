"""A row of the chart as people see it: where it stands, who lists it, how it moves, what was played."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tunemeld.domain.chart import ChartTrack, chart_of, video_url
from tunemeld.domain.growth import GrowthStatus, growth
from tunemeld.domain.ranking import Strategy, rank
from tunemeld.domain.reading import METRICS, YOUTUBE, Metric, Series
from tunemeld.domain.recording import Recording, display_order
from tunemeld.domain.snapshot import Published
from tunemeld.domain.trending import Trend, trending
from tunemeld.entrypoints.http.pages import addresses
from tunemeld.entrypoints.http.pages.drawing import Spark, Tile, spark, tile
from tunemeld.entrypoints.http.pages.reasons import Explained, Reasons

# So many weeks are drawn; a line of years in a hundred pixels says nothing.
_WEEKS_DRAWN = 12


@dataclass(frozen=True)
class Mark:
    """A service beside a recording: None as `position` where its list has it not; its link, its player."""

    service: str
    position: int | None
    of: int
    url: str | None
    player: str | None


@dataclass(frozen=True)
class Played:
    """What a counter says: its newest value, and what a week added, None where that cannot be told.

    An index is no plays, and has no percentage.
    """

    counter: str
    is_index: bool
    value: int
    at: datetime
    change: float | None
    percent: float | None


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
            marks=marks_of(recordings[track.id], published),
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


def marks_of(recording: Recording, published: Published) -> tuple[Mark, ...]:
    """A mark for each service that the genre knows, whether it lists the recording or not."""
    positions, links = recording.positions, recording.links
    return tuple(
        Mark(
            service=service,
            position=positions.get(service),
            of=published.snapshot.lengths.get(service, 0),
            url=addresses.link(service, links.get(service)),
            player=addresses.player(service, links.get(service)),
        )
        for service in display_order({*published.sources, *positions})
    )


def video_mark(video_id: str | None) -> Mark | None:
    """The recording's video; None where none is known, or its id is none of YouTube's."""
    url = addresses.link(YOUTUBE, video_url(video_id))
    player = addresses.player(YOUTUBE, url)
    return Mark(YOUTUBE, None, 0, url, player) if player else None


def played(counted: Mapping[str, Series], at: datetime) -> tuple[Played, ...]:
    """What each counter says of a recording, in the counters' order; those without a reading are left out."""
    return tuple(
        _played(counter, counted[counter], at)
        for counter in METRICS
        if counter in counted and counted[counter].points
    )


def _played(counter: str, series: Series, at: datetime) -> Played:
    newest, grown = series.points[-1], growth(counter, series.points, at)
    told = grown.status is GrowthStatus.OK
    is_index = METRICS[counter] is Metric.INDEX
    change = grown.change if told else None
    return Played(
        counter=counter,
        is_index=is_index,
        value=newest.value,
        at=newest.at,
        change=change,
        percent=100 * change / grown.before if change is not None and grown.before and not is_index else None,
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
