"""A recording: the listings that are one and the same audio, and why we say so."""

from collections.abc import Iterable
from enum import StrEnum

from tunemeld.domain.isrc import Isrc
from tunemeld.domain.listing import Listing
from tunemeld.domain.model import Value


class Rule(StrEnum):
    """What decided that two listings are the same recording, strongest first.

    `TRACK` is a service's own word: it lists one track twice.
    """

    TRACK = "track"
    CORRECTION = "correction"
    ISRC = "isrc"
    TEXT = "text"


class Join(Value):
    """A decision that two listings are one recording; keys as `Listing.key`."""

    rule: Rule
    left: str
    right: str
    why: str


class Refusal(Value):
    """A decision that two listings which look alike are different recordings."""

    left: str
    right: str
    why: str


# Whose words are shown where several services list a recording; further services follow by name.
_DISPLAY_ORDER = ("Spotify", "AppleMusic", "SoundCloud")


def display_order(services: Iterable[str]) -> list[str]:
    """The services in the order in which their words are shown: Spotify, Apple Music, SoundCloud, others."""
    return sorted(services, key=display_rank)


def display_rank(service: str) -> tuple[int, str]:
    """What puts services into that order."""
    known = service in _DISPLAY_ORDER
    return _DISPLAY_ORDER.index(service) if known else len(_DISPLAY_ORDER), service


class Recording(Value):
    """All listings of one recording, by service and position, with the decisions behind it.

    `id` is stable from week to week. `isrc` is the one that is shown, None while nobody knows one;
    `isrcs` are all that were seen, sorted.
    """

    id: str
    isrc: Isrc | None = None
    isrcs: tuple[Isrc, ...] = ()
    listings: tuple[Listing, ...]
    joins: tuple[Join, ...] = ()

    @property
    def positions(self) -> dict[str, int]:
        """The best position on each service that lists it."""
        best: dict[str, int] = {}
        for listing in self.listings:
            best[listing.service] = min(listing.position, best.get(listing.service, listing.position))
        return best

    @property
    def shown(self) -> Listing:
        """The listing whose title, artists, cover and address are shown."""
        return self.by_service[display_order(self.by_service)[0]]

    @property
    def cover_url(self) -> str | None:
        """The first cover that there is, in the order in which the services are shown."""
        listings = self.by_service
        return next((cover for s in display_order(listings) if (cover := listings[s].cover_url)), None)

    @property
    def links(self) -> dict[str, str]:
        """The recording's address on each service that has one."""
        listings = self.by_service
        return {s: url for s in display_order(listings) if (url := listings[s].url)}

    @property
    def by_service(self) -> dict[str, Listing]:
        """The listing at the best position on each service."""
        best: dict[str, Listing] = {}
        for listing in self.listings:
            if listing.service not in best or listing.position < best[listing.service].position:
                best[listing.service] = listing
        return best
