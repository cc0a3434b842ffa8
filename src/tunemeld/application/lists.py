"""Which lists of a genre count, read back from the store and understood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tunemeld.application.errors import BadPayload, UnknownGenre
from tunemeld.application.ports.catalogues import MusicCatalog
from tunemeld.application.ports.runtime import Clock
from tunemeld.application.ports.stores import PlaylistRepository
from tunemeld.domain.list_kind import OPEN
from tunemeld.domain.playlist import Fetch, Outcome, ServicePlaylist, age_days
from tunemeld.domain.snapshot import SourceState, SourceStatus
from tunemeld.domain.sources import source_state

# The source of editors' playlists, and the one whose artists and titles are invented.
EDITORIAL = "rapidapi"
SAMPLE = "sample"


@dataclass(frozen=True)
class GenreLists:
    """The state of every configured service's list, and the lists that count, by service."""

    states: Mapping[str, SourceState]
    playlists: Mapping[str, ServicePlaylist]


@dataclass(frozen=True)
class Lists:
    """Reads the last good lists of a genre; `configured` names the services that have one, by genre."""

    catalogues: Mapping[str, MusicCatalog]
    configured: Mapping[str, Sequence[str]]
    playlists: PlaylistRepository
    clock: Clock
    source: str
    stale_after_days: float

    def services(self, genre: str) -> tuple[str, ...]:
        """The services that have a playlist of the genre, in the configured order.

        Raises:
            UnknownGenre: no service has one.
        """
        if genre not in self.configured:
            known = ", ".join(self.configured)
            raise UnknownGenre(f"no playlists are configured for genre {genre!r}; known genres: {known}")
        return tuple(self.configured[genre])

    @property
    def shown_sources(self) -> tuple[str, ...]:
        """The sources of which readers see charts; of a genre, those of the first that has one.

        The configured one alone, so that popularity never stands where editors' choice was asked for. Where
        only the sample is configured, for want of a key, what is real comes before it: editors' lists first.
        """
        return (EDITORIAL, OPEN, SAMPLE) if self.source == SAMPLE else (self.source,)

    def is_stale(self, at: datetime) -> bool:
        """Whether a chart of that time is older than a list may be that counts."""
        return age_days(at, self.clock.now()) > self.stale_after_days

    def states(self, genre: str) -> dict[str, SourceState]:
        """How each configured service's list stands today, as far as that is told without reading it."""
        attempts = self.playlists.fetches(genre, self.source)
        return {
            service: source_state(attempts.get(service, ()), self.clock.now(), self.stale_after_days)
            for service in self.services(genre)
        }

    def of(self, genre: str) -> GenreLists:
        """The lists that count today; a service without one has its reason in `states`."""
        states = self.states(genre)
        raws = self.playlists.raw({state.raw_id for state in states.values() if state.raw_id})
        understood: dict[str, ServicePlaylist] = {}
        for service, state in states.items():
            raw = raws.get(state.raw_id or "")
            if raw is None:
                continue
            try:
                understood[service] = self.catalogues[service].parse(raw)
            except BadPayload as error:  # kept as good by older rules, no longer understood by these
                states[service] = SourceState(status=SourceStatus.MISSING, reason=str(error))
        return GenreLists(states=states, playlists=understood)


def last_good(attempts: Sequence[Fetch]) -> Fetch | None:
    """The good attempt that ends the log of a service, None where there is none."""
    return next((fetch for fetch in attempts if fetch.outcome is Outcome.GOOD), None)
