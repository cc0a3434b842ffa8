"""Probes for the doctor: the store, the cache, the disk, the keys, cool-downs and the age of the lists."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from tunemeld.adapters.http.back_off import LONGEST_PAUSE
from tunemeld.application.errors import StoreError
from tunemeld.application.lists import Lists
from tunemeld.application.look_up_isrcs import STOPPED_EARLY
from tunemeld.application.ports.runtime import Cache, Clock, Probe
from tunemeld.application.ports.stores import ChartRepository, CoolDowns, RunLog
from tunemeld.application.report import Check
from tunemeld.domain.snapshot import SourceStatus

_PROBED_KEY = "probe:v1"
_LEAST_FREE_BYTES = 200 * 1024 * 1024
# Details and remedy of what has to be read from a store that cannot be read.
_UNREADABLE = ("unknown while the store cannot be read", "mend the store")
_LOOKUP_LOGIN = ("SPOTIFY_CLIENT_ID", "SPOTIFY_CLIENT_SECRET")


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
        return _found(self, f"{self._where}: {told}")


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
        return _found(self, details, remedy="" if ok else self.remedy)


class DiskProbe(Probe):
    """Looks at the free space where the store's file lies; None where the store has no file."""

    name = "disk"
    remedy = "make room, or move the store (TUNEMELD_SQLITE_PATH)"

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def check(self) -> Check:
        """The free space on the nearest folder that exists."""
        if self._path is None:
            return _found(self, "the store needs none here")
        folder = _nearest_folder(self._path.absolute())
        try:
            free = shutil.disk_usage(folder).free
        except OSError as error:
            raise StoreError(f"the disk at {folder} cannot be looked at: {error.strerror}") from error
        ok = free >= _LEAST_FREE_BYTES
        details = f"{free / 1024**3:.1f} GiB free at {folder}"
        return _found(self, details, remedy="" if ok else self.remedy)


class KeysProbe(Probe):
    """Says which keys are there; a missing one is a fault only where it is needed, or half of a pair."""

    name = "keys"
    remedy = "set RAPIDAPI_KEY, or TUNEMELD_SOURCE=sample"

    def __init__(self, source: str, given: Mapping[str, bool]) -> None:
        self._source = source
        self._given = given

    def check(self) -> Check:
        """Which keys are set."""
        told = ", ".join(f"{name} {'set' if there else 'not set'}" for name, there in self._given.items())
        remedy = self.remedy if self._source == "rapidapi" and not self._given["RAPIDAPI_KEY"] else ""
        lacking = [name for name in _LOOKUP_LOGIN if not self._given[name]]
        if not remedy and len(lacking) == 1:
            remedy = f"set {lacking[0]} too, or neither: half a login looks nothing up"
        return _found(self, f"source {self._source}; {told}", remedy=remedy)


class LookupsProbe(Probe):
    """Says whether the last run's lookups were refused: to try a login would spend a call."""

    name = "credentials"
    remedy = "see SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET, or wait where the note says so"

    def __init__(self, runs: RunLog) -> None:
        self._runs = runs

    def check(self) -> Check:
        """What the last run noted about its lookups."""
        try:
            last = self._runs.recent(1)
        except StoreError:
            return _found(self, *_UNREADABLE)
        trouble = [note for report in last for note in report.notes if note.startswith(STOPPED_EARLY)]
        told = "; ".join(trouble) or "no lookup was refused"
        return _found(self, told, remedy=self.remedy if trouble else "")


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
        try:
            ends = {upstream: self._cool_downs.cooling_until(upstream) for upstream in self._upstreams}
        except StoreError:
            return _found(self, *_UNREADABLE)
        now = self._clock.now()
        until = {upstream: end for upstream, end in ends.items() if end and now < end <= now + LONGEST_PAUSE}
        told = ", ".join(f"{u} pauses until {end:%Y-%m-%d %H:%M} UTC" for u, end in until.items())
        return _found(self, told or "no upstream pauses", remedy=self.remedy if until else "")


class FreshnessProbe(Probe):
    """Looks at the age of every list."""

    name = "lists"
    remedy = "run `tunemeld etl run`, and see TUNEMELD_PLAYLISTS_FILE for lists that are gone"

    def __init__(self, lists: Lists) -> None:
        self._lists = lists

    def check(self) -> Check:
        """The lists that do not count, or could not be renewed; only the former are a fault.

        Nor is a genre of which nothing was ever fetched.
        """
        try:
            new = [genre for genre in self._lists.configured if not self._was_asked_for(genre)]
            states = {genre: self._lists.of(genre).states for genre in self._lists.configured}
        except StoreError:
            return _found(self, *_UNREADABLE)
        told = {
            status: [
                f"{genre}/{service}: {state.reason}"
                for genre, services in states.items()
                for service, state in services.items()
                if genre not in new and state.status is status
            ]
            for status in SourceStatus
        }
        lacking = told[SourceStatus.MISSING]
        stale = [f"stale, and counts: {each}" for each in told[SourceStatus.STALE]]
        unfetched = [f"not fetched yet: {', '.join(new)} (`tunemeld etl run`)"] if new else []
        details = "; ".join(lacking + stale + unfetched) or "every list counts"
        return _found(self, details, remedy=self.remedy if lacking else "")

    def _was_asked_for(self, genre: str) -> bool:
        return bool(self._lists.playlists.fetches(genre, self._lists.source))


def _found(probe: Probe, details: str, remedy: str = "") -> Check:
    """A finding; nothing is wrong where it needs no remedy."""
    return Check(name=probe.name, healthy=not remedy, details=details, remedy=remedy)


def _nearest_folder(path: Path) -> Path:
    """The first folder above a path that is there and may be looked at."""
    for folder in path.parents:
        try:
            if folder.is_dir():
                return folder
        except PermissionError:
            continue
    return Path(path.anchor)
