"""Raw playlists and the log of fetches in memory."""

from collections.abc import Collection, Mapping, Sequence
from threading import Lock

from tunemeld.adapters.stores.fetch_log import back_to_good
from tunemeld.application.ports.stores import PlaylistRepository
from tunemeld.domain.playlist import Fetch, Outcome, RawPlaylist


class MemoryPlaylistRepository(PlaylistRepository):
    """Answers by their hash; fetches in the order of their arrival. Both are as frozen as their values."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._raw: dict[str, RawPlaylist] = {}
        self._fetches: dict[tuple[str, str, str], Fetch] = {}
        self._before: dict[tuple[str, str, str], Fetch] = {}
        self._newest: dict[str, str] = {}

    def keep(self, raw: RawPlaylist) -> None:
        """Store what was answered; the same answer is stored once."""
        with self._lock:
            self._raw.setdefault(raw.id, raw)

    def raw(self, raw_ids: Collection[str]) -> Mapping[str, RawPlaylist]:
        """The stored answers by id; unknown ids are left out."""
        with self._lock:
            return {raw_id: self._raw[raw_id] for raw_id in raw_ids if raw_id in self._raw}

    def count(self) -> int:
        """How many lists are kept."""
        with self._lock:
            return len(self._raw)

    def record(self, fetches: Sequence[Fetch]) -> None:
        """Append to the log; one entry a (run, genre, service), the first one stays."""
        with self._lock:
            for fetch in fetches:
                named = (fetch.run_id, fetch.genre, fetch.service)
                if named not in self._before and named not in self._fetches:
                    self._fetches[named] = fetch
                    self._newest[fetch.genre] = f"fetch {len(self._fetches)} {fetch.run_id}"

    def newest(self) -> dict[str, str]:
        """By genre, which attempt was recorded last."""
        with self._lock:
            return dict(self._newest)

    def prepend(self, fetches: Sequence[Fetch]) -> None:
        """Put attempts before all that are recorded, behind those put there earlier; the first one stays."""
        with self._lock:
            for fetch in fetches:
                named = (fetch.run_id, fetch.genre, fetch.service)
                if named not in self._fetches:
                    self._before.setdefault(named, fetch)

    def fetches(self, genre: str, source: str) -> Mapping[str, tuple[Fetch, ...]]:
        """Per service the log, newest first, back to its newest good fetch, else the newest hundred."""
        logs: dict[str, list[Fetch]] = {}
        with self._lock:
            for fetch in reversed((*self._before.values(), *self._fetches.values())):
                if fetch.genre == genre and fetch.source == source:
                    logs.setdefault(fetch.service, []).append(fetch)
        return {service: back_to_good(log) for service, log in logs.items()}

    def all(self) -> tuple[tuple[int, Fetch], ...]:
        """All attempts in their order, numbered: what was put before the others below 0, they from 1 on."""
        with self._lock:
            before = enumerate(self._before.values(), start=-len(self._before))
            return (*before, *enumerate(self._fetches.values(), start=1))

    def sources(self) -> frozenset[str]:
        """The sources that ever gave a good list."""
        with self._lock:
            return frozenset(
                fetch.source
                for fetch in (*self._before.values(), *self._fetches.values())
                if fetch.outcome is Outcome.GOOD
            )
