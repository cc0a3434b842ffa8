"""Looks at the cache."""

from uuid import uuid4

from tunemeld.application.ports.runtime import Cache, Probe
from tunemeld.application.report import Check


class CacheProbe(Probe):
    """Writes, reads and deletes one key, which nobody else uses at the same time."""

    name = "cache"
    remedy = "see TUNEMELD_CACHE and the settings of that cache; nothing is lost meanwhile"
    reads_store = False

    def __init__(self, cache: Cache) -> None:
        self._cache = cache

    def check(self) -> Check:
        """Whether what was written comes back."""
        key = f"probe:v1:{uuid4().hex}"
        self._cache.set(key, b"1", ttl_seconds=60)
        read = self._cache.get(key)
        self._cache.delete(key)
        if read == b"1":
            return Check.found(f"{self._cache.name}: writes, reads and deletes")
        return Check.found(f"{self._cache.name}: wrote 1 and read {read!r}", self.remedy)
