"""Which video was found for which recording, in memory."""

from collections.abc import Collection, Mapping, Sequence
from threading import Lock

from tunemeld.application.ports.stores import VideoMemory
from tunemeld.domain.video import VideoSearch


class MemoryVideoMemory(VideoMemory):
    """Searches by recording."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._searches: dict[str, VideoSearch] = {}

    def recall(self, recording_ids: Collection[str]) -> Mapping[str, VideoSearch]:
        """What is remembered of these recordings; those never searched for are left out."""
        with self._lock:
            return {each: self._searches[each] for each in recording_ids if each in self._searches}

    def remember(self, searches: Sequence[VideoSearch]) -> None:
        """Store searches; one gives way to what was asked later, or at the same moment."""
        with self._lock:
            for search in searches:
                known = self._searches.get(search.recording_id)
                if known is None or search.asked_at >= known.asked_at:
                    self._searches[search.recording_id] = search
