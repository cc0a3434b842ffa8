"""Looking after stores in memory, which end with their process."""

from datetime import datetime
from pathlib import Path
from typing import NoReturn

from tunemeld.adapters.stores.memory.charts import MemoryChartRepository
from tunemeld.adapters.stores.memory.playlists import MemoryPlaylistRepository
from tunemeld.adapters.stores.memory.runs import MemoryRunLog
from tunemeld.application.errors import BackupRefused
from tunemeld.application.ports.upkeep import Holdings, StoreState, StoreUpkeep

_ENDS = "A store in memory ends with its process"
_REMEDY = "set TUNEMELD_STORAGE=sqlite"


class MemoryUpkeep(StoreUpkeep):
    """Counts what is there; a backup would be one of nothing by the time another process asks for it."""

    def __init__(
        self, charts: MemoryChartRepository, playlists: MemoryPlaylistRepository, runs: MemoryRunLog
    ) -> None:
        self._charts = charts
        self._playlists = playlists
        self._runs = runs

    def look(self) -> StoreState:
        """How much the stores of this process hold; they always exist, and answer at once."""
        return StoreState(
            kind="memory of this process, which keeps nothing when it ends",
            place="memory",
            schema=0,
            exists=True,
            seconds=0.0,
            holds=Holdings(self._charts.count(), self._playlists.count(), self._runs.count()),
        )

    def prepare(self) -> None:
        """Nothing to do: there is no schema."""

    def back_up(self, to: Path, *, replace: bool) -> NoReturn:  # noqa: ARG002 - the port's signature
        """Never: the process that could be backed up is another one."""
        raise BackupRefused(f"{_ENDS}, and there is nothing to back up: {_REMEDY}")

    def restore(self, source: Path, *, at: datetime) -> NoReturn:  # noqa: ARG002 - the port's signature
        """Never: what were restored would be gone with this process."""
        raise BackupRefused(f"{_ENDS}, and a backup restored into it would be lost at once: {_REMEDY}")
