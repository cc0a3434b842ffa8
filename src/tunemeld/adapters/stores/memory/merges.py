"""What merging each genre came to the last time, in memory."""

from threading import Lock

from tunemeld.application.last_merge import LastMerge
from tunemeld.application.ports.stores import MergeMemory


class MemoryMergeMemory(MergeMemory):
    """As JSON, since reports can be written into."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._merges: dict[tuple[str, str], str] = {}

    def last(self, genre: str, source: str) -> LastMerge | None:
        """What is remembered of a genre; None where nothing is."""
        with self._lock:
            stored = self._merges.get((genre, source))
        return LastMerge.model_validate_json(stored) if stored else None

    def remember(self, merge: LastMerge) -> None:
        """Keep what merging came to, in the place of what is known of the genre and source."""
        with self._lock:
            self._merges[merge.genre, merge.source] = merge.model_dump_json()
