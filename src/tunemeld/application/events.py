"""Events: what has happened, as the stores tell it; each is a fact that is kept anyway, seen in a stream.

Nothing is written for the sake of an event, so that none can be lost or told twice: an attempt to fetch a
list, a publication, a batch of readings, a finished run. Each has a stream and a number in it.
"""

from collections.abc import Mapping
from typing import Literal, TypeAlias

from pydantic import AwareDatetime

from tunemeld.application.report import RunStatus, Stage
from tunemeld.domain.model import Value
from tunemeld.domain.playlist import Fetch
from tunemeld.domain.snapshot import SourceState

FETCHES, PUBLICATIONS, READINGS, RUNS = "fetches", "publications", "readings", "runs"
"""The kinds of streams; of the first two there is one for each genre."""

BEFORE_ALL = -(1 << 63)
"""A number before any: what an earlier TuneMeld left is numbered below 0, our own from 1 on."""


def fetches_of(genre: str) -> str:
    """The stream of attempts to fetch the lists of a genre."""
    return f"{FETCHES}/{genre}"


def publications_of(genre: str) -> str:
    """The stream of what a genre has shown."""
    return f"{PUBLICATIONS}/{genre}"


def kind_of(stream: str) -> str:
    """Which kind a stream is of."""
    return stream.partition("/")[0]


def genre_of(stream: str) -> str:
    """The genre of a stream, "" where it has none."""
    return stream.partition("/")[2]


class _Event(Value):
    """What all events say: their stream, their number in it, when it happened, and in which run.

    Numbers grow within a stream. They may have gaps, and several events of one fact share theirs. `version`
    grows when a type changes so that old readers would misread it.
    """

    stream: str
    seq: int
    version: int = 1
    at: AwareDatetime
    run_id: str


class PlaylistExtracted(_Event):
    """A service gave a list that counts."""

    type: Literal["PlaylistExtracted"] = "PlaylistExtracted"
    fetch: Fetch


class ExtractionFailed(_Event):
    """A service gave no list, or one that is held back; the last good one still counts."""

    type: Literal["ExtractionFailed"] = "ExtractionFailed"
    fetch: Fetch


class PlaylistTransformed(_Event):
    """A service's new list has become part of what its genre shows."""

    type: Literal["PlaylistTransformed"] = "PlaylistTransformed"
    genre: str
    service: str
    state: SourceState


class ChartPublished(_Event):
    """A genre shows another chart; `tracks` are on two services or more."""

    type: Literal["ChartPublished"] = "ChartPublished"
    genre: str
    source: str
    snapshot_id: str
    tracks: int


class ReadingsRecorded(_Event):
    """A counter was asked: so many readings, and so many gaps by reason.

    `genres` are those for which was counted; () where that is not known, and may be any.
    """

    type: Literal["ReadingsRecorded"] = "ReadingsRecorded"
    counter: str
    genres: tuple[str, ...] = ()
    readings: int
    gaps: Mapping[str, int]


class RunFinished(_Event):
    """A run has come to its end, whichever; `published` names the genres that show another chart since."""

    type: Literal["RunFinished"] = "RunFinished"
    stage: Stage
    status: RunStatus
    source: str
    genres: tuple[str, ...]
    published: tuple[str, ...]
    error: str = ""


Event: TypeAlias = (
    PlaylistExtracted
    | ExtractionFailed
    | PlaylistTransformed
    | ChartPublished
    | ReadingsRecorded
    | RunFinished
)

STREAM_KINDS = {
    "PlaylistExtracted": FETCHES,
    "ExtractionFailed": FETCHES,
    "PlaylistTransformed": PUBLICATIONS,
    "ChartPublished": PUBLICATIONS,
    "ReadingsRecorded": READINGS,
    "RunFinished": RUNS,
}
"""The types of events, in the order in which a run brings them about, and which kind of stream has them."""
