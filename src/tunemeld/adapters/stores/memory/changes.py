"""What is newest of each genre in memory."""

from collections.abc import Mapping

from tunemeld.adapters.stores.memory.charts import MemoryChartRepository
from tunemeld.adapters.stores.memory.playlists import MemoryPlaylistRepository
from tunemeld.application.ports.stores import ChangeMarks


class MemoryChangeMarks(ChangeMarks):
    """A mark names the newest publication and the newest attempt of its genre."""

    def __init__(self, charts: MemoryChartRepository, playlists: MemoryPlaylistRepository) -> None:
        self._charts = charts
        self._playlists = playlists

    def marks(self) -> Mapping[str, str]:
        """By genre a text that changes with each publication and recorded attempt of that genre alone."""
        published, recorded = self._charts.newest(), self._playlists.newest()
        return {
            genre: f"{published.get(genre, '')} {recorded.get(genre, '')}"
            for genre in sorted(published.keys() | recorded.keys())
        }
