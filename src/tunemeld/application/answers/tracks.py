"""One recording with all that is known of it, and what a search finds, as clients read them."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import TypeVar

from tunemeld.application.explain import Explanation
from tunemeld.application.search import Found
from tunemeld.domain.chart import video_url
from tunemeld.domain.isrc import Isrc
from tunemeld.domain.model import Value
from tunemeld.domain.ranking import Strategy
from tunemeld.domain.recording import Join, Refusal

_Reason = TypeVar("_Reason", bound=Hashable)


class TrackPlace(Value):
    """Where a recording stands in a genre; a rank is null where it is on too few services for the chart."""

    genre_name: str
    ranks: dict[Strategy, int | None]
    sources: dict[str, int]


class TrackEntry(Value):
    """The recording as one service lists it in a genre."""

    genre_name: str
    service_name: str
    position: int
    track_name: str
    artist_name: str
    isrc: Isrc | None
    duration_seconds: float | None
    track_url: str | None
    album_cover_url: str | None


class TrackAnswer(Value):
    """A recording on the current lists of all genres.

    `joined` says why its entries are one recording, `kept_apart` what it was not joined with;
    `other_recordings` are the ids of further recordings, such as another cut, under the same ISRC.
    """

    id: str
    isrc: Isrc | None
    isrcs: tuple[Isrc, ...]
    track_name: str
    artist_name: str
    album_cover_url: str | None
    youtube_url: str | None
    track_url: str | None
    source_name: str
    additional_sources: dict[str, str]
    charts: tuple[TrackPlace, ...]
    entries: tuple[TrackEntry, ...]
    joined: tuple[Join, ...]
    kept_apart: tuple[Refusal, ...]
    other_recordings: tuple[str, ...]


class FoundTrack(Value):
    """A recording that a search found; `charts` has its rank by genre, null where it is on no chart."""

    id: str
    isrc: Isrc | None
    track_name: str
    artist_name: str
    album_cover_url: str | None
    track_url: str | None
    charts: dict[str, int | None]


def track_answer(explanations: Sequence[Explanation]) -> TrackAnswer:
    """The recording that most services list, of those that were found under one ISRC or id."""
    best = min(explanations, key=_rarity).recording
    of_best = [each for each in explanations if each.recording.id == best.id]
    recordings = [each.recording for each in of_best]
    shown = best.shown
    return TrackAnswer(
        id=best.id,
        isrc=best.isrc,
        isrcs=tuple(sorted({isrc for recording in recordings for isrc in recording.isrcs})),
        track_name=shown.title,
        artist_name=shown.artist_name,
        album_cover_url=best.cover_url,
        youtube_url=video_url(next((each.video_id for each in of_best if each.video_id), None)),
        track_url=shown.url,
        source_name=shown.service,
        additional_sources=best.links,
        charts=tuple(_place(each) for each in of_best),
        entries=tuple(entry for each in of_best for entry in _entries(each)),
        joined=_distinct(join for recording in recordings for join in recording.joins),
        kept_apart=_distinct(refusal for each in of_best for refusal in each.kept_apart),
        other_recordings=tuple(sorted({each.recording.id for each in explanations} - {best.id})),
    )


def found_answer(found: Found) -> FoundTrack:
    """A recording that a search found."""
    recording = found.recording
    return FoundTrack(
        id=recording.id,
        isrc=recording.isrc,
        track_name=recording.shown.title,
        artist_name=recording.shown.artist_name,
        album_cover_url=recording.cover_url,
        track_url=recording.shown.url,
        charts=found.ranks,
    )


def _rarity(explanation: Explanation) -> tuple[int, int, str]:
    positions = explanation.recording.positions.values()
    return -len(positions), min(positions), explanation.recording.id


def _place(explanation: Explanation) -> TrackPlace:
    ranks = {strategy: place.rank if place else None for strategy, place in explanation.places.items()}
    return TrackPlace(genre_name=explanation.genre, ranks=ranks, sources=explanation.recording.positions)


def _entries(explanation: Explanation) -> Iterator[TrackEntry]:
    for listing in explanation.recording.listings:
        yield TrackEntry(
            genre_name=explanation.genre,
            service_name=listing.service,
            position=listing.position,
            track_name=listing.title,
            artist_name=listing.artist_name,
            isrc=listing.isrc,
            duration_seconds=listing.duration.seconds if listing.duration else None,
            track_url=listing.url,
            album_cover_url=listing.cover_url,
        )


def _distinct(reasons: Iterable[_Reason]) -> tuple[_Reason, ...]:
    """Each reason once, in their order: two genres may tell the same."""
    return tuple(dict.fromkeys(reasons))
