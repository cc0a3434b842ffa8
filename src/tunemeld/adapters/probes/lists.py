"""Looks at the age of the lists."""

from collections.abc import Mapping, Sequence

from tunemeld.adapters.probes.few import few
from tunemeld.application.lists import Lists
from tunemeld.application.ports.runtime import Probe
from tunemeld.application.report import Check
from tunemeld.domain.snapshot import SourceStatus


class FreshnessProbe(Probe):
    """Looks at the age of every list."""

    name = "lists"
    remedy = (
        "run `tunemeld etl run`, and see TUNEMELD_PLAYLISTS_FILE, or for public charts TUNEMELD_CHARTS_FILE, "
        "for lists that are gone"
    )
    reads_store = True

    def __init__(self, lists: Lists) -> None:
        self._lists = lists

    def check(self) -> Check:
        """The lists that do not count, or could not be renewed; only the former are a fault.

        Nor is a genre of which nothing was ever fetched.
        """
        new = [genre for genre in self._lists.configured if not self._was_asked_for(genre)]
        told: dict[SourceStatus, dict[str, list[str]]] = {status: {} for status in SourceStatus}
        for genre in self._lists.configured:
            if genre not in new:
                for service, state in self._lists.of(genre).states.items():
                    told[state.status].setdefault(state.reason, []).append(f"{genre}/{service}")
        lacking = _by_reason(told[SourceStatus.MISSING])
        stale = [f"stale, and counts: {each}" for each in _by_reason(told[SourceStatus.STALE])]
        unfetched = [f"not fetched yet: {few(new)} (`tunemeld etl run`)"] if new else []
        details = "; ".join(lacking + stale + unfetched) or "every list counts"
        return Check.found(details, self.remedy if lacking else "")

    def _was_asked_for(self, genre: str) -> bool:
        return bool(self._lists.playlists.fetches(genre, self._lists.source))


def _by_reason(lists: Mapping[str, Sequence[str]]) -> list[str]:
    """What many lists have in common is said once."""
    return [f"{few(names)}: {reason}" for reason, names in lists.items()]
