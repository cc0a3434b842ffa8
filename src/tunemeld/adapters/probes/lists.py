"""Looks at the age of the lists."""

from tunemeld.application.lists import Lists
from tunemeld.application.ports.runtime import Probe
from tunemeld.application.report import Check
from tunemeld.domain.snapshot import SourceStatus


class FreshnessProbe(Probe):
    """Looks at the age of every list."""

    name = "lists"
    remedy = "run `tunemeld etl run`, and see TUNEMELD_PLAYLISTS_FILE for lists that are gone"
    reads_store = True

    def __init__(self, lists: Lists) -> None:
        self._lists = lists

    def check(self) -> Check:
        """The lists that do not count, or could not be renewed; only the former are a fault.

        Nor is a genre of which nothing was ever fetched.
        """
        new = [genre for genre in self._lists.configured if not self._was_asked_for(genre)]
        states = {genre: self._lists.of(genre).states for genre in self._lists.configured}
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
        return Check.found(details, self.remedy if lacking else "")

    def _was_asked_for(self, genre: str) -> bool:
        return bool(self._lists.playlists.fetches(genre, self._lists.source))
