"""What the use cases ask of catalogues that know single tracks: ISRCs and covers."""

from collections.abc import Collection, Mapping
from typing import Protocol

from tunemeld.domain.listing import Listing


class IsrcLookup(Protocol):
    """A catalogue that can be searched for a track, and knows ISRCs."""

    @property
    def name(self) -> str:
        """The catalogue's name, for reports."""
        ...

    def candidates(self, title: str, artist: str) -> tuple[Listing, ...]:
        """What the catalogue finds for a title and one artist, in one call, best match first by its own view.

        Empty where it finds nothing. Candidates are unchecked: whoever asked judges them.

        Raises:
            UpstreamError: no answer, which is no miss.
        """
        ...


class CoverLookup(Protocol):
    """A catalogue that knows the covers of one service's tracks."""

    @property
    def service(self) -> str:
        """The service whose track ids it understands."""
        ...

    @property
    def batch_size(self) -> int:
        """How many ids one call may ask for."""
        ...

    def covers(self, track_ids: Collection[str]) -> Mapping[str, str]:
        """Cover addresses by track id, in one call; ids without a cover are left out.

        Raises:
            UpstreamError: no answer, which is no miss.
        """
        ...
