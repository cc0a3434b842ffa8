"""Decisions made by hand: they come first, and survive every run."""

import hashlib

from tunemeld.domain.model import Value


class Link(Value):
    """These tracks are one recording, whatever the rules say; keys as `Listing.key`."""

    tracks: tuple[str, ...]
    reason: str = ""


class NeverJoin(Value):
    """These tracks are different recordings, each from each; keys as `Listing.key`."""

    tracks: tuple[str, ...]
    reason: str = ""


class Corrections(Value):
    """All decisions by hand. `unlinked` tracks join others by a link only, never by a rule."""

    links: tuple[Link, ...] = ()
    never_join: tuple[NeverJoin, ...] = ()
    unlinked: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """A short hash that changes with any decision."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]
