"""What the use cases ask of the services: their playlists, and what asking has cost."""

from collections import Counter
from contextlib import AbstractContextManager
from typing import Protocol

from tunemeld.domain.playlist import RawPlaylist, ServicePlaylist


class MusicCatalog(Protocol):
    """One service's editorial playlists, one for each genre.

    Fetching and understanding are apart, so that what was fetched can be understood again later
    without a call upstream.
    """

    @property
    def service(self) -> str:
        """The service's name, as data and addresses spell it."""
        ...

    @property
    def source(self) -> str:
        """Who is asked, such as `rapidapi` or `sample`."""
        ...

    def fetch(self, genre: str) -> RawPlaylist:
        """Ask for all pages of the genre's list, without its header.

        Raises:
            UpstreamError: no complete list was answered; a part of one is never returned.
        """
        ...

    def fetch_header(self, genre: str) -> str | None:
        """Ask for the body that describes the list; None where the service has none to give.

        Raises:
            UpstreamError: it could not be had this time.
        """
        ...

    def parse(self, raw: RawPlaylist) -> ServicePlaylist:
        """Understand a list and its header, without a call; equal bodies give equal lists.

        Raises:
            BadPayload: the bodies are no playlist, or hold no entry that can be read.
        """
        ...


class CallMeter(Protocol):
    """Counts the calls that are made upstream."""

    def counting(self) -> AbstractContextManager[Counter[str]]:
        """A context whose counter grows, by upstream, with each call made in this thread inside it.

        Every attempt counts, failed ones too. Contexts may be nested; each counts for itself.
        """
        ...
