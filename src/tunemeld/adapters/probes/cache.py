"""Looks at the cache."""

from tunemeld.application.ports.runtime import Cache, Probe
from tunemeld.application.report import Check

_PROBED_KEY = "probe:v1"


class CacheProbe(Probe):
    """Writes, reads and deletes one key."""

    name = "cache"
    remedy = "see the settings of the cache (TUNEMELD_CACHE)"
    reads_store = False

    def __init__(self, cache: Cache) -> None:
        self._cache = cache

    def check(self) -> Check:
        """Whether what was written comes back."""
        self._cache.set(_PROBED_KEY, b"1", ttl_seconds=60)
        read = self._cache.get(_PROBED_KEY)
        self._cache.delete(_PROBED_KEY)
        if read == b"1":
            return Check.found("writes, reads and deletes")
        return Check.found(f"wrote 1 and read {read!r}", self.remedy)
