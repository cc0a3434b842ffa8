"""Playlists: what a service answered, what became of asking, and the parsed list."""

import hashlib
from datetime import datetime
from enum import StrEnum

from pydantic import AwareDatetime, Field

from tunemeld.domain.listing import Listing
from tunemeld.domain.model import Value


class PlaylistHeader(Value):
    """What stands above a list; every part is `""` where nobody said it, and plain text always."""

    name: str = ""
    url: str = ""
    cover_url: str = ""
    description: str = ""


class RawPlaylist(Value):
    """What a service answered for one genre: the bodies of all pages, to the letter, in order.

    `header` holds the body that describes the list, None where it could not be had. `source` names
    who was asked (`rapidapi`, `sample`). `url` is the list's public address.
    """

    genre: str
    service: str
    source: str
    url: str
    pages: tuple[str, ...] = Field(min_length=1)
    header: str | None = None

    @property
    def id(self) -> str:
        """A hash of everything that was answered: equal answers share it."""
        digest = hashlib.sha256()
        for part in (self.source, self.genre, self.service, self.url, self.header, *self.pages):
            encoded = (part or "").encode()
            digest.update(f"{'none' if part is None else len(encoded)}:".encode() + encoded)
        return digest.hexdigest()


class ServicePlaylist(Value):
    """A parsed list: its entries by position, and how many places the service shows.

    A place whose entry could not be read keeps its number and leaves a gap in `entries`; `malformed`
    says why, a sentence a place. `length` counts the gaps too.
    """

    genre: str
    service: str
    header: PlaylistHeader = PlaylistHeader()
    length: int = Field(ge=0)
    entries: tuple[Listing, ...]
    malformed: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """A hash of which tracks stand in which order, whatever their titles and counts do."""
        return hashlib.sha256("\n".join(e.key for e in self.entries).encode()).hexdigest()

    @property
    def identified(self) -> int:
        """How many entries carry an ISRC."""
        return sum(1 for entry in self.entries if entry.isrc)


class Outcome(StrEnum):
    """What became of asking a service for a list."""

    GOOD = "good"
    HELD = "held"
    FAILED = "failed"


class Fetch(Value):
    """One attempt to fetch a list: a fact, never changed afterwards.

    `raw_id`, `url`, `length` and `fingerprint` are None, "", 0 and "" where nothing usable was answered.
    `reason` is "" on a good fetch without remarks, else a sentence for people.
    """

    run_id: str
    genre: str
    service: str
    source: str
    at: AwareDatetime
    outcome: Outcome
    reason: str = ""
    raw_id: str | None = None
    url: str = ""
    length: int = 0
    fingerprint: str = ""


def age_days(since: datetime, now: datetime) -> float:
    """How old something is, in days; never negative, since clocks of two machines may differ."""
    return max(0.0, (now - since).total_seconds() / 86_400)
