"""Catalogues of single tracks that know what a test tells them."""

from collections.abc import Collection, Mapping

from tunemeld.adapters.http.meter import ThreadCallMeter
from tunemeld.application.ports.lookups import CoverLookup, IsrcLookup
from tunemeld.domain.listing import Listing


class ScriptedSearch(IsrcLookup):
    """Knows the candidates that a test gives it, by title; `asked` are the titles that it was asked for.

    `failures` are raised one a call, before anything is answered; None lets a call through.
    """

    name = "scripted search"

    def __init__(self, meter: ThreadCallMeter) -> None:
        self._meter = meter
        self.known: dict[str, tuple[Listing, ...]] = {}
        self.failures: list[BaseException | None] = []
        self.asked: list[str] = []

    def candidates(self, title: str, artist: str) -> tuple[Listing, ...]:
        """What the script knows under the title."""
        self._meter.count("search")
        self.asked.append(title)
        if self.failures and (failure := self.failures.pop(0)):
            raise failure
        return self.known.get(title, ())


class ScriptedCovers(CoverLookup):
    """Knows the covers that a test gives it; `asked` are the batches. `failures` as in `ScriptedSearch`."""

    service = "AppleMusic"

    def __init__(self, batch_size: int = 50) -> None:
        self._batch_size = batch_size
        self.known: dict[str, str] = {}
        self.failures: list[BaseException | None] = []
        self.asked: list[tuple[str, ...]] = []

    @property
    def batch_size(self) -> int:
        """As it was given."""
        return self._batch_size

    def covers(self, track_ids: Collection[str]) -> Mapping[str, str]:
        """The covers of those ids that the script knows."""
        self.asked.append(tuple(track_ids))
        if self.failures and (failure := self.failures.pop(0)):
            raise failure
        return {track_id: self.known[track_id] for track_id in track_ids if track_id in self.known}
