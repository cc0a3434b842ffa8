"""A store that is in whatever state a test says."""

from dataclasses import replace
from typing import Any

from tunemeld.adapters.stores.memory import MemoryStores
from tunemeld.adapters.stores.memory.upkeep import MemoryUpkeep
from tunemeld.application.ports.upkeep import StoreState


class StoreIn(MemoryUpkeep):
    """An empty store of the newest schema, but for what is told of its state."""

    def __init__(self, **state: Any) -> None:
        stores = MemoryStores()
        super().__init__(stores.charts, stores.playlists, stores.runs)
        self._told: dict[str, Any] = {"schema": 3, "newest": 3, **state}

    def look(self) -> StoreState:
        """The state that it is in."""
        return replace(super().look(), **self._told)
