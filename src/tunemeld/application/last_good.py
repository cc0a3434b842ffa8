"""The newest published chart of each genre, kept beside the store for when the store is away."""

from dataclasses import dataclass

from pydantic import ValidationError

from tunemeld.application.errors import CacheError
from tunemeld.application.ports.runtime import Cache
from tunemeld.domain.model import Value
from tunemeld.domain.snapshot import Publication, Snapshot


class Published(Value):
    """A publication with its snapshot, and the publications of earlier weeks (`history.weekly`)."""

    publication: Publication
    snapshot: Snapshot
    earlier: tuple[Publication, ...]


@dataclass(frozen=True)
class LastGood:
    """Keeps what was published last in the cache; a cache that fails is never a reason to fail."""

    cache: Cache

    def keep(self, published: Published) -> str:
        """Put a publication into the cache; "" where that went well, else a sentence on why it did not."""
        try:
            self.cache.set(_key(published.publication.genre), published.model_dump_json().encode())
        except CacheError as error:
            return f"the cache was not told of the new chart: {error}"
        return ""

    def of(self, genre: str) -> Published | None:
        """The publication in the cache; None where there is none that can be read."""
        try:
            kept = self.cache.get(_key(genre))
            return Published.model_validate_json(kept) if kept is not None else None
        except (CacheError, ValidationError):  # of another version, or away: as good as nothing
            return None


def _key(genre: str) -> str:
    return f"published:v1:{genre}"
