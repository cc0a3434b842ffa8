"""What is newest of each genre in memory."""

from collections.abc import Mapping

from tunemeld.adapters.stores.memory.charts import MemoryChartRepository
from tunemeld.adapters.stores.memory.playlists import MemoryPlaylistRepository
from tunemeld.adapters.stores.memory.readings import MemoryReadingLog
from tunemeld.application.ports.stores import ChangeMarks


class MemoryChangeMarks(ChangeMarks):
    """A mark names the newest publication, attempt and readings of its genre."""

    def __init__(
        self,
        charts: MemoryChartRepository,
        playlists: MemoryPlaylistRepository,
        readings: MemoryReadingLog,
    ) -> None:
        self._charts = charts
        self._playlists = playlists
        self._readings = readings

    def marks(self) -> Mapping[str, str]:
        """By genre a text that changes with its publications, attempts and readings."""
        published, recorded = self._charts.newest(), self._playlists.newest()
        read = self._readings.newest()
        return {
            genre: f"{published.get(genre, '')} {recorded.get(genre, '')} {read.get(genre, '')}"
            for genre in sorted(published.keys() | recorded.keys())
        }
