"""The newest published chart of each genre, kept beside the store for when the store is away."""

from dataclasses import dataclass
from typing import ClassVar

from pydantic import ValidationError

from tunemeld.application.errors import CacheError
from tunemeld.application.lists import SAMPLE
from tunemeld.application.ports.publications import PublicationFollower
from tunemeld.application.ports.runtime import Cache
from tunemeld.domain.snapshot import Published

_REAL = "real"


@dataclass(frozen=True)
class LastGood(PublicationFollower):
    """Keeps what was published last in the cache; a cache that fails is never a reason to fail."""

    name: ClassVar[str] = "the cache"

    cache: Cache

    def follow(self, published: Published) -> None:
        """Put what a genre shows into the cache.

        Raises:
            CacheError: it could not be kept; what the cache had before may be there still.
        """
        shown = published.publication
        self.cache.set(_key(shown.genre, shown.source), published.model_dump_json().encode())

    def of(self, genre: str) -> Published | None:
        """What the genre showed after its last run; None where the cache has nothing that can be read."""
        try:
            kept = self.cache.get(_key(genre, _REAL)) or self.cache.get(_key(genre, SAMPLE))
            return Published.model_validate_json(kept) if kept is not None else None
        except (CacheError, ValidationError):  # of another version, or away: as good as nothing
            return None


def _key(genre: str, source: str) -> str:
    # Somebody who tries the sample may share the cache with those who show real charts.
    return f"published:v1:{source if source == SAMPLE else _REAL}:{genre}"
