"""Looks at the store, and at the disk that it lies on."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from tunemeld.adapters.probes.few import few
from tunemeld.application.errors import StoreError
from tunemeld.application.ports.runtime import Probe
from tunemeld.application.ports.stores import ChartRepository
from tunemeld.application.ports.upkeep import StoreUpkeep
from tunemeld.application.report import Check

_LEAST_FREE_BYTES = 200 * 1024 * 1024


class StoreProbe(Probe):
    """Reads from the store, which opens it and checks its schema, and sees whether it can be written."""

    name = "store"
    remedy = "put that right; `tunemeld db test-connection` tries the store alone"
    reads_store = True

    def __init__(self, charts: ChartRepository, upkeep: StoreUpkeep, genres: Sequence[str]) -> None:
        self._charts = charts
        self._upkeep = upkeep
        self._genres = genres

    def check(self) -> Check:
        """Which genres have a chart; what is stored may be read where nothing can be written."""
        state = self._upkeep.look()
        charted = [genre for genre in self._genres if self._charts.current(genre)]
        told = f"charts for {few(charted)}" if charted else "no chart yet"
        return Check.found(f"{state.place}: {told}", remedy=state.unwritable)


class DiskProbe(Probe):
    """Looks at the free space where the store's file lies; None where the store has no file."""

    name = "disk"
    remedy = "make room, or move the store (TUNEMELD_SQLITE_PATH)"
    reads_store = False

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def check(self) -> Check:
        """The free space on the nearest folder that exists."""
        if self._path is None:
            return Check.found("the store needs none here")
        folder = _nearest_folder(self._path.absolute())
        try:
            free = shutil.disk_usage(folder).free
        except OSError as error:
            raise StoreError(f"the disk at {folder} cannot be looked at: {error.strerror}") from error
        details = f"{free / 1024**3:.1f} GiB free at {folder}"
        return Check.found(details, "" if free >= _LEAST_FREE_BYTES else self.remedy)


def _nearest_folder(path: Path) -> Path:
    """The first folder above a path that is there and may be looked at."""
    for folder in path.parents:
        try:
            if folder.is_dir():
                return folder
        except PermissionError:
            continue
    return Path(path.anchor)
