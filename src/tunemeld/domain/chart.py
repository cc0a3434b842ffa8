"""A chart: a snapshot seen through a strategy, in the fields that clients read."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import AwareDatetime

from tunemeld.domain.growth import initial_and_current
from tunemeld.domain.history import Past, past
from tunemeld.domain.isrc import Isrc
from tunemeld.domain.list_kind import kind_of
from tunemeld.domain.model import Value
from tunemeld.domain.ranking import Ranked, Strategy, rank
from tunemeld.domain.reading import METRICS, SOUNDCLOUD, SPOTIFY, YOUTUBE, Metric, Series
from tunemeld.domain.recording import Recording
from tunemeld.domain.snapshot import Publication, Published, Snapshot, SourceState, SourceStatus

# The counters of the earlier web client, in its order; it reads every count as a number.
COUNTED = (YOUTUBE, SPOTIFY, SOUNDCLOUD)


class InitialCount(Value):
    """The reading from which a change is told; 0 and null while there is none."""

    initial_view_count: int = 0
    initial_timestamp: AwareDatetime | None = None


class CurrentCount(Value):
    """The newest reading; 0 and null while there is none."""

    current_view_count: int = 0
    current_timestamp: AwareDatetime | None = None


class Counts(Value):
    """Two readings of one counter."""

    initial_count_json: InitialCount = InitialCount()
    current_count_json: CurrentCount = CurrentCount()


class ChartTrack(Value):
    """One place of a chart; the field names are the earlier web client's contract."""

    id: str
    isrc: Isrc | None
    rank: int
    track_name: str
    artist_name: str
    album_cover_url: str | None
    youtube_url: str | None
    track_url: str | None
    source_name: str
    sources: dict[str, int]
    additional_sources: dict[str, str]
    raw_aggregate_rank: int
    aggregate_service_name: str
    score: float
    parts: dict[str, float]
    previous_rank: int | None
    peak_rank: int
    weeks_on_chart: int
    first_seen_at: AwareDatetime
    is_reentry: bool
    view_count_data_json: dict[str, Counts]


class Chart(Value):
    """The consensus of a genre as one publication left it, under one strategy.

    `eligible` counts the places of the whole chart, also where a limit shows fewer `tracks`.
    """

    genre_name: str
    service_name: str = "Aggregate"
    run_id: str
    snapshot_id: str
    source: str
    strategy: Strategy
    insert_timestamp: AwareDatetime
    complete: bool
    sources: dict[str, SourceState]
    eligible: int
    tracks: tuple[ChartTrack, ...]


def build_chart(
    publication: Publication,
    snapshot: Snapshot,
    *,
    sources: Mapping[str, SourceState],
    earlier: Sequence[Publication] = (),
    series: Mapping[str, Mapping[str, Series]] | None = None,
    videos: Mapping[str, str] | None = None,
    strategy: Strategy = Strategy.CONSENSUS,
    min_sources: int = 2,
    limit: int | None = None,
) -> Chart:
    """See a published snapshot through a strategy.

    `sources` are the states to be told, `earlier` the publications of earlier weeks (`history.weekly`),
    `series` the readings by recording and counter, `videos` the videos' ids by recording.
    `min_sources` and `limit` choose what is shown; ranks and their past are those among what
    `min_sources` lets in.
    """
    ranked = rank(snapshot.standings, snapshot.lengths, strategy, min_sources=min_sources)
    pasts = past(ranked, earlier, strategy, at=publication.at, min_sources=min_sources)
    recordings = {recording.id: recording for recording in snapshot.recordings}
    return Chart(
        genre_name=publication.genre,
        run_id=publication.run_id,
        snapshot_id=publication.snapshot_id,
        source=publication.source,
        strategy=strategy,
        insert_timestamp=publication.at,
        complete=all(state.status is SourceStatus.FRESH for state in sources.values()),
        sources=dict(sources),
        eligible=len(ranked),
        tracks=tuple(
            _track(
                place,
                recordings[place.id],
                pasts[place.id],
                (series or {}).get(place.id, {}),
                (videos or {}).get(place.id),
            )
            for place in ranked[:limit]
        ),
    )


def chart_of(
    published: Published,
    *,
    strategy: Strategy = Strategy.CONSENSUS,
    min_sources: int = 2,
    limit: int | None = None,
) -> Chart:
    """See what a genre shows through a strategy; the parameters are those of `build_chart`."""
    return build_chart(
        published.publication,
        published.snapshot,
        sources=published.sources,
        earlier=published.earlier,
        series=published.series,
        videos=published.videos,
        strategy=strategy,
        min_sources=min_sources,
        limit=limit,
    )


def video_url(video_id: str | None) -> str | None:
    """The address of a video; None where there is none."""
    return f"https://www.youtube.com/watch?v={video_id}" if video_id else None


def _track(
    place: Ranked, recording: Recording, history: Past, counted: Mapping[str, Series], video: str | None
) -> ChartTrack:
    shown = recording.shown
    return ChartTrack(
        id=place.id,
        isrc=place.isrc,
        rank=place.rank,
        track_name=shown.title,
        artist_name=shown.artist_name,
        album_cover_url=recording.cover_url,
        youtube_url=video_url(video),
        track_url=shown.url,
        source_name=shown.service,
        sources=place.positions,
        additional_sources=recording.links,
        raw_aggregate_rank=place.positions[place.deciding_service],
        aggregate_service_name=place.deciding_service,
        score=round(place.score, 6),
        parts={s: round(part, 6) for s, part in place.parts.items()},
        view_count_data_json={counter: _counts(counter, counted.get(counter)) for counter in COUNTED},
        **history.model_dump(),
    )


def _counts(counter: str, series: Series | None) -> Counts:
    """Two readings of plays; an index is none, and shows as nothing known."""
    found = initial_and_current(counter, series.points) if series else None
    if found is None or METRICS[counter] is not Metric.PLAYS:
        return Counts()
    initial, current = found
    return Counts(
        initial_count_json=InitialCount(initial_view_count=initial.value, initial_timestamp=initial.at),
        current_count_json=CurrentCount(current_view_count=current.value, current_timestamp=current.at),
    )


def chart_document(chart: Chart) -> dict[str, Any]:
    """The chart as clients get it: JSON types, without the names that only we use.

    Where its lists are no editors' playlists, it has a `note` that says so.
    """
    ours_in_sources = {"__all__": {"raw_id", "fingerprint"}}
    document = chart.model_dump(
        mode="json", exclude={"source": True, "eligible": True, "sources": ours_in_sources}
    )
    notice = kind_of(chart.source).notice
    return {"note": notice, **document} if notice else document
