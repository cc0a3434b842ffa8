"""Raw playlists of another store, with a log of fetches of its own."""

from collections.abc import Collection, Mapping

from tunemeld.adapters.stores.memory.playlists import MemoryPlaylistRepository
from tunemeld.application.ports.stores import PlaylistRepository
from tunemeld.domain.playlist import RawPlaylist


class ReplayedPlaylists(MemoryPlaylistRepository):
    """Answers are read where they are kept, one genre at a time; only what became of them is retold here."""

    def __init__(self, kept: PlaylistRepository) -> None:
        super().__init__()
        self._kept = kept

    def raw(self, raw_ids: Collection[str]) -> Mapping[str, RawPlaylist]:
        """The stored answers by id; unknown ids are left out."""
        return self._kept.raw(raw_ids)
