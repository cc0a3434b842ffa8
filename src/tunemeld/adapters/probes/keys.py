"""Looks at the keys: which are there, and whether the last run was refused with them."""

from collections.abc import Mapping

from tunemeld.application.look_up_isrcs import STOPPED_EARLY
from tunemeld.application.ports.runtime import Probe
from tunemeld.application.ports.stores import RunLog
from tunemeld.application.report import Check

_LOOKUP_LOGIN = ("SPOTIFY_CLIENT_ID", "SPOTIFY_CLIENT_SECRET")


class KeysProbe(Probe):
    """Says which keys are there; a missing one is a fault only where it is needed, or half of a pair."""

    name = "keys"
    remedy = "set RAPIDAPI_KEY, or TUNEMELD_SOURCE=sample"
    reads_store = False

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
        return Check.found(f"source {self._source}; {told}", remedy)


class LookupsProbe(Probe):
    """Says whether the last run's lookups were refused: to try a login would spend a call."""

    name = "credentials"
    remedy = "see SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET, or wait where the note says so"
    reads_store = True

    def __init__(self, runs: RunLog) -> None:
        self._runs = runs

    def check(self) -> Check:
        """What the last run noted about its lookups."""
        last = self._runs.recent(1)
        trouble = [note for report in last for note in report.notes if note.startswith(STOPPED_EARLY)]
        told = "; ".join(trouble) or "no lookup was refused"
        return Check.found(told, self.remedy if trouble else "")
