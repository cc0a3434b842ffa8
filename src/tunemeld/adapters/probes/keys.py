"""Looks at the keys: which are there, and which were refused when they were last used."""

from collections.abc import Collection, Mapping, Sequence

from tunemeld.application.look_up_isrcs import STOPPED_EARLY
from tunemeld.application.ports.runtime import Probe
from tunemeld.application.ports.stores import RunLog
from tunemeld.application.report import Check, RunReport

# What an upstream did longer ago says nothing about it today.
_RUNS_LOOKED_AT = 30
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


class CredentialsProbe(Probe):
    """Says which keys were refused when they were last used: to try one would spend a call."""

    name = "credentials"
    remedy = "correct the setting that is named, or wait where the reason says so"
    reads_store = True

    def __init__(self, runs: RunLog, names: Collection[str]) -> None:
        self._runs = runs
        self._names = names

    def check(self) -> Check:
        """What went wrong with a key, and why the last run stopped looking up ISRCs, if it did."""
        runs = self._runs.recent(_RUNS_LOOKED_AT)
        notes = [note for run in runs[:1] for note in run.notes if note.startswith(STOPPED_EARLY)]
        failed = [why for why in _last_failures(runs) if any(name in why for name in self._names)]
        trouble = [*notes, *(why for why in failed if not any(why in note for note in notes))]
        told = "; ".join(dict.fromkeys(trouble)) or "none was refused when it was last used"
        return Check.found(told, self.remedy if trouble else "")


def _last_failures(runs: Sequence[RunReport]) -> list[str]:
    """Why upstreams that failed when they were last asked did so, by name; `runs` are newest first."""
    last: dict[str, str] = {}
    for run in runs:
        for upstream in run.calls:
            last.setdefault(upstream, run.failures.get(upstream, ""))
    return [why for _, why in sorted(last.items()) if why]
