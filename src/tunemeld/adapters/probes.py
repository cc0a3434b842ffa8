"""Probes for the doctor: the store, the cache, the disk, the keys, cool-downs and the age of the lists."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from tunemeld.application.errors import StoreError
from tunemeld.application.lists import Lists
from tunemeld.application.ports.runtime import Cache, Clock, Probe
from tunemeld.application.ports.stores import ChartRepository, CoolDowns
from tunemeld.application.report import Check
from tunemeld.domain.snapshot import SourceStatus

_PROBED_KEY = "probe:v1"
_LEAST_FREE_BYTES = 200 * 1024 * 1024


class StoreProbe(Probe):
    """Reads from the store, which opens it and checks its schema."""

    name = "store"
    remedy = "see that the file or server is there and may be written to (TUNEMELD_STORAGE)"

    def __init__(self, charts: ChartRepository, genres: Sequence[str], where: str) -> None:
        self._charts = charts
        self._genres = genres
        self._where = where

    def check(self) -> Check:
        """Which genres have a chart."""
        charted = [genre for genre in self._genres if self._charts.current(genre)]
        told = f"charts for {', '.join(charted)}" if charted else "no chart yet"
        return Check(name=self.name, healthy=True, details=f"{self._where}: {told}")


class CacheProbe(Probe):
    """Writes, reads and deletes one key."""

    name = "cache"
    remedy = "see the settings of the cache (TUNEMELD_CACHE)"

    def __init__(self, cache: Cache) -> None:
        self._cache = cache

    def check(self) -> Check:
        """Whether what was written comes back."""
        self._cache.set(_PROBED_KEY, b"1", ttl_seconds=60)
        read = self._cache.get(_PROBED_KEY)
        self._cache.delete(_PROBED_KEY)
        ok = read == b"1"
        details = "writes, reads and deletes" if ok else f"wrote 1 and read {read!r}"
        return Check(name=self.name, healthy=ok, details=details, remedy="" if ok else self.remedy)


class DiskProbe(Probe):
    """Looks at the free space where the store lies."""

    name = "disk"
    remedy = "make room, or move the store (TUNEMELD_SQLITE_PATH)"

    def __init__(self, path: Path) -> None:
        self._path = path

    def check(self) -> Check:
        """The free space on the nearest folder that exists."""
        folder = next(p for p in [self._path.absolute(), *self._path.absolute().parents] if p.exists())
        try:
            free = shutil.disk_usage(folder).free
        except OSError as error:
            raise StoreError(f"the disk at {folder} cannot be looked at: {error.strerror}") from error
        ok = free >= _LEAST_FREE_BYTES
        details = f"{free / 1024**3:.1f} GiB free at {folder}"
        return Check(name=self.name, healthy=ok, details=details, remedy="" if ok else self.remedy)


class KeysProbe(Probe):
    """Says which keys are there; a missing one is a fault only where it is needed."""

    name = "keys"
    remedy = "set RAPIDAPI_KEY, or TUNEMELD_SOURCE=sample"

    def __init__(self, source: str, given: Mapping[str, bool]) -> None:
        self._source = source
        self._given = given

    def check(self) -> Check:
        """Which keys are set."""
        told = ", ".join(f"{name} {'set' if there else 'not set'}" for name, there in self._given.items())
        ok = self._source != "rapidapi" or self._given["RAPIDAPI_KEY"]
        details = f"source {self._source}; {told}"
        return Check(name=self.name, healthy=ok, details=details, remedy="" if ok else self.remedy)


class CoolDownProbe(Probe):
    """Says which upstreams must not be asked just now."""

    name = "quotas"
    remedy = "wait, or raise the plan of the upstream that is named"

    def __init__(self, cool_downs: CoolDowns, upstreams: Sequence[str], clock: Clock) -> None:
        self._cool_downs = cool_downs
        self._upstreams = upstreams
        self._clock = clock

    def check(self) -> Check:
        """The pauses that have not ended."""
        now = self._clock.now()
        until = {u: end for u in self._upstreams if (end := self._cool_downs.cooling_until(u)) and end > now}
        told = ", ".join(f"{u} pauses until {end:%Y-%m-%d %H:%M} UTC" for u, end in until.items())
        ok = not until
        details = told or "no upstream pauses"
        return Check(name=self.name, healthy=ok, details=details, remedy="" if ok else self.remedy)


class FreshnessProbe(Probe):
    """Looks at the age of every list."""

    name = "lists"
    remedy = "run `tunemeld etl run`, and see TUNEMELD_PLAYLISTS_FILE for lists that are gone"

    def __init__(self, lists: Lists) -> None:
        self._lists = lists

    def check(self) -> Check:
        """The lists that do not count; a store into which nothing was ever fetched is no fault."""
        states = {
            f"{genre}/{service}": state
            for genre in self._lists.configured
            for service, state in self._lists.of(genre).states.items()
        }
        missing = [name for name, state in states.items() if state.status is SourceStatus.MISSING]
        if len(missing) == len(states):
            return Check(name=self.name, healthy=True, details="nothing was fetched yet: `tunemeld etl run`")
        lacking = [f"{name}: {states[name].reason}" for name in missing]
        ok = not lacking
        details = "; ".join(lacking) or "every list counts"
        return Check(name=self.name, healthy=ok, details=details, remedy="" if ok else self.remedy)
