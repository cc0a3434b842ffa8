"""What is stored, seen as events: the same for every store."""

from collections.abc import Iterator

from tunemeld.adapters.stores.reading_days import BatchRecord
from tunemeld.application.events import (
    READINGS,
    RUNS,
    ChartPublished,
    Event,
    ExtractionFailed,
    PlaylistExtracted,
    PlaylistTransformed,
    ReadingsRecorded,
    RunFinished,
    fetches_of,
    publications_of,
)
from tunemeld.application.report import RunReport
from tunemeld.domain.playlist import Fetch, Outcome
from tunemeld.domain.snapshot import Publication


def of_fetch(seq: int, fetch: Fetch) -> Iterator[Event]:
    """An attempt to fetch a list."""
    kind = PlaylistExtracted if fetch.outcome is Outcome.GOOD else ExtractionFailed
    yield kind(stream=fetches_of(fetch.genre), seq=seq, at=fetch.at, run_id=fetch.run_id, fetch=fetch)


def of_publication(publication: Publication) -> Iterator[Event]:
    """A publication: the lists that are shown for the first time, then the chart."""
    stream, seq = publications_of(publication.genre), publication.seq
    at, run_id = publication.at, publication.run_id
    for service in publication.transformed:
        yield PlaylistTransformed(
            stream=stream,
            seq=seq,
            at=at,
            run_id=run_id,
            genre=publication.genre,
            service=service,
            state=publication.sources[service],
        )
    yield ChartPublished(
        stream=stream,
        seq=seq,
        at=at,
        run_id=run_id,
        genre=publication.genre,
        source=publication.source,
        snapshot_id=publication.snapshot_id,
        tracks=publication.on_chart,
    )


def of_batch(seq: int, record: BatchRecord) -> Iterator[Event]:
    """A batch of readings and gaps."""
    yield ReadingsRecorded(
        stream=READINGS,
        seq=seq,
        at=record.at,
        run_id=record.run_id,
        counter=record.counter,
        readings=record.readings,
        gaps=record.gaps,
        genres=record.genres,
    )


def of_run(seq: int, report: RunReport) -> Iterator[Event]:
    """A run that has ended."""
    yield RunFinished(
        stream=RUNS,
        seq=seq,
        at=report.finished_at or report.started_at,
        run_id=report.run_id,
        stage=report.stage,
        status=report.status,
        source=report.source,
        genres=tuple(report.genres),
        published=tuple(genre for genre, told in report.genres.items() if told.published),
        error=report.error,
    )
