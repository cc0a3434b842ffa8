"""What the use cases ask of the database of an earlier TuneMeld, which is read and never written to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class EarlierKind(StrEnum):
    """What an earlier TuneMeld keeps, by the names of its collections."""

    LISTS = "raw_playlists"
    ISRCS = "isrc_cache"
    VIDEOS = "youtube_cache"
    TRACKS = "track"
    COUNTS = "historical_track_views"
    CHARTS = "track_playlist"
    COUNTED_CHARTS = "view_counts_playlists"


@dataclass(frozen=True)
class EarlierList:
    """A service's answer for a genre, as it was kept.

    `genre` and `service` are as written, `address` is the list's public address or its id there; each is
    "" where nothing usable is said. `answer` is JSON as text, "" where there is none. `at` is when it was
    read; None where that is not known.
    """

    genre: str
    service: str
    address: str
    answer: str
    at: datetime | None


@dataclass(frozen=True)
class EarlierIsrc:
    """What a search for a title and artist found first; `isrc` is None where it found nothing.

    `at` is when it was asked; None where that is not known.
    """

    title: str
    artist: str
    isrc: str | None
    at: datetime | None


@dataclass(frozen=True)
class Unreadable:
    """A document that is not of its kind's shape: what it may be called, and what is wrong with it."""

    name: str
    why: str


class EarlierStore(Protocol):
    """The database of an earlier TuneMeld. Documents come one by one, however many there are.

    Raises, everywhere:
        StoreError: the database cannot be reached or read.
    """

    @property
    def place(self) -> str:
        """Where it is, without a password."""
        ...

    def count(self, kind: EarlierKind) -> int:
        """How many documents of a kind there are; 0 also where there is no such database."""
        ...

    def lists(self) -> Iterator[EarlierList | Unreadable]:
        """All of `EarlierKind.LISTS`, in no particular order."""
        ...

    def isrcs(self) -> Iterator[EarlierIsrc | Unreadable]:
        """All of `EarlierKind.ISRCS`, in no particular order."""
        ...
