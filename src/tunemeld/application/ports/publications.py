"""What the use cases ask of whoever keeps a copy of what is published."""

from typing import Protocol

from tunemeld.domain.snapshot import Published


class PublicationFollower(Protocol):
    """Keeps what each genre shows, for readers that do not ask the store for it."""

    @property
    def name(self) -> str:
        """Who follows, as the subject of a sentence."""
        ...

    def follow(self, published: Published) -> None:
        """Take over what a genre shows.

        Told after every run that leaves a chart, also where nothing was new: whatever was missed or lost
        in between is mended then. Told again, it changes nothing.

        Raises:
            TuneMeldError: it could not be taken over, or not wholly; it is told again after the next run.
        """
        ...
