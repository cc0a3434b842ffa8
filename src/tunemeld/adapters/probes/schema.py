"""Looks at the store's schema: whether it is this version's, with all that makes reading fast."""

from tunemeld.application.ports.runtime import Probe
from tunemeld.application.ports.upkeep import StoreUpkeep
from tunemeld.application.report import Check


class SchemaProbe(Probe):
    """Compares the schema with the one that this TuneMeld makes, and looks for indexes that are not there."""

    name = "schema"
    remedy = "run `tunemeld db migrate`: all is right until then, and may be slow"
    reads_store = True

    def __init__(self, upkeep: StoreUpkeep) -> None:
        self._upkeep = upkeep

    def check(self) -> Check:
        """The version; a store that is not there yet will be made by it."""
        state = self._upkeep.look()
        if not state.newest:
            return Check.found("the store needs none")
        if not state.exists:
            return Check.found(f"version {state.newest}, made at first use")
        told = f"version {state.schema}"
        if is_old := state.schema < state.newest:
            told += f", which is older than {state.newest}"
        if state.missing:
            told += f"; indexes that are not there: {', '.join(state.missing)}"
        return Check.found(told, self.remedy if is_old or state.missing else "")
