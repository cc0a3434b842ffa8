"""What the page of a recording tells: who lists it where, why, and how it went, drawn and in numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tunemeld.application.answers.history import CareerAnswer, CounterAnswer, HistoryAnswer
from tunemeld.application.explain import Explanation
from tunemeld.domain.list_kind import ListKind, kind_of
from tunemeld.domain.reading import Metric
from tunemeld.domain.recording import Recording, display_order
from tunemeld.domain.snapshot import Published
from tunemeld.entrypoints.http.pages import addresses
from tunemeld.entrypoints.http.pages.drawing import Plot, Tile, path, tile
from tunemeld.entrypoints.http.pages.marks import Mark, marks_of, video_mark
from tunemeld.entrypoints.http.pages.reasons import Explained, Reasons

CHART = "the chart"
"""The name of the line that tells the rank, beside those of the services."""


@dataclass(frozen=True)
class Place:
    """Where the recording stands in a genre today, and why; `rank` is None where it is on no chart."""

    genre: str
    rank: int | None
    why: Reasons


@dataclass(frozen=True)
class Line:
    """A line of a drawing: whose it is, and its path."""

    name: str
    path: str


@dataclass(frozen=True)
class Career:
    """The recording in one genre through time: told, and drawn."""

    told: CareerAnswer
    plot: Plot
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Counted:
    """What one counter read through time: told, and drawn."""

    counter: str
    told: CounterAnswer
    plot: Plot
    line: Line

    @property
    def is_index(self) -> bool:
        """Whether the numbers are an index, and no plays."""
        return self.told.metric is Metric.INDEX


@dataclass(frozen=True)
class TrackPage:
    """A recording's page. `no_history` says why nothing is told of its past, "" where it is."""

    id: str
    key: str
    title: str
    artist: str
    isrcs: tuple[str, ...]
    cover: str | None
    tile: Tile
    marks: tuple[Mark, ...]
    video: Mark | None
    places: tuple[Place, ...]
    careers: tuple[Career, ...]
    counted: tuple[Counted, ...]
    others: tuple[str, ...]
    kind: ListKind
    no_history: str = ""


def track_page(
    recording: Recording,
    explanations: Sequence[Explanation],
    shown: Sequence[Published],
    history: HistoryAnswer | None,
    *,
    no_history: str = "",
) -> TrackPage:
    """The page of a recording, which `explanations` tell of where current lists have it.

    `shown` is what the genres of these show, in their order; `history` is None where the store is away.
    """
    videos = [each.video_id for each in explanations if each.video_id]
    listed = recording.shown
    others = {e.recording.id for e in explanations} | set(history.other_recordings if history else ())
    return TrackPage(
        id=recording.id,
        key=recording.isrc or recording.id,
        title=listed.title,
        artist=listed.artist_name,
        isrcs=tuple(isrc.hyphenated for isrc in recording.isrcs),
        cover=addresses.cover(recording.cover_url),
        tile=tile(recording.id),
        marks=marks_of(recording),
        video=video_mark(videos[0]) if videos else None,
        places=tuple(
            _place(each, published)
            for each, published in zip(explanations, shown, strict=True)
            if each.recording.id == recording.id
        ),
        careers=tuple(_career(told) for told in history.charts) if history else (),
        counted=tuple(_counted(c, told) for c, told in history.readings.items()) if history else (),
        others=tuple(sorted(others - {recording.id})),
        kind=kind_of(explanations[0].source if explanations else ""),
        no_history=no_history,
    )


def _place(explanation: Explanation, published: Published) -> Place:
    why = Explained(published.snapshot).of(explanation.recording)
    place = next(iter(explanation.places.values()))
    return Place(explanation.genre, place.rank if place else None, why)


def _career(told: CareerAnswer) -> Career:
    services = display_order({service for each in told.positions for service in each.sources})
    moments = [each.insert_timestamp for each in told.positions]
    values = [v for each in told.positions for v in (each.rank, *each.sources.values()) if v is not None]
    plot = _plot(moments, values, is_rank=True)
    ranks = [each.rank for each in told.positions]
    lines = [
        _line(service, plot, moments, [each.sources.get(service) for each in told.positions])
        for service in services
    ]
    return Career(told, plot, (*lines, _line(CHART, plot, moments, ranks)))


def _counted(counter: str, told: CounterAnswer) -> Counted:
    read = [each for each in told.readings if each.value is not None]
    moments, values = [each.timestamp for each in read], [each.value for each in read]
    plot = _plot(moments, [value for value in values if value is not None], is_rank=False)
    return Counted(counter, told, plot, _line(counter, plot, moments, values))


def _plot(moments: Sequence[datetime], values: Sequence[int], *, is_rank: bool) -> Plot:
    low, high = min(values, default=0), max(values, default=1)
    room = 0 if is_rank else (high - low) * 0.08 or 1
    return Plot(
        first=moments[0].timestamp() if moments else 0.0,
        last=moments[-1].timestamp() if moments else 1.0,
        low=1 if is_rank else max(0, low - room),
        high=max(high, 5) if is_rank else high + room,
        is_rank=is_rank,
    )


def _line(name: str, plot: Plot, moments: Sequence[datetime], values: Sequence[int | None]) -> Line:
    dots = [
        None if value is None else plot.dot(at.timestamp(), value)
        for at, value in zip(moments, values, strict=True)
    ]
    return Line(name, path(dots))
