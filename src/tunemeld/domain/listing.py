"""A track as one service lists it, and how long it says it lasts."""

from typing import Literal

from pydantic import Field

from tunemeld.domain.isrc import Isrc
from tunemeld.domain.model import Value


class Duration(Value):
    """A length in milliseconds; `whole_seconds` where the service rounds down to seconds."""

    milliseconds: int = Field(gt=0)
    whole_seconds: bool = False

    @property
    def seconds(self) -> float:
        """The length as the service says it, in seconds."""
        return self.milliseconds / 1000

    @property
    def centre_ms(self) -> int:
        """The middle of what the length may truly be: half a second more where it was rounded down."""
        return self.milliseconds + 500 if self.whole_seconds else self.milliseconds


class Listing(Value):
    """One entry of one service's list, in the service's own words.

    `position` counts from 1 as the service shows it. `artists` are the names as credited, main artist
    first; a service that joins them hands over the joined text as one name. `isrc_from` says who named
    the ISRC: the service itself, or a lookup elsewhere. Unknown things are None.
    """

    service: str
    position: int = Field(ge=1)
    track_id: str
    title: str
    artists: tuple[str, ...]
    url: str | None = None
    cover_url: str | None = None
    duration: Duration | None = None
    isrc: Isrc | None = None
    isrc_from: Literal["service", "lookup"] | None = None

    @property
    def key(self) -> str:
        """The service's name and its id of the track: the same from week to week."""
        return f"{self.service}:{self.track_id}"

    @property
    def artist_name(self) -> str:
        """All credited names in one line."""
        return ", ".join(self.artists)

    def with_isrc(self, isrc: Isrc) -> "Listing":
        """The same listing with the ISRC that a lookup found."""
        return self.model_copy(update={"isrc": isrc, "isrc_from": "lookup"})
