"""Looks at the age of the charts."""

from tunemeld.adapters.probes.few import few
from tunemeld.application.lists import Lists
from tunemeld.application.ports.runtime import Probe
from tunemeld.application.ports.stores import ChartRepository
from tunemeld.application.report import Check


class ChartsProbe(Probe):
    """Looks how old every genre's chart is."""

    name = "charts"
    remedy = (
        "run `tunemeld etl run`; where the lists are fresh and only never change, "
        "name others in TUNEMELD_PLAYLISTS_FILE"
    )
    reads_store = True

    def __init__(self, charts: ChartRepository, lists: Lists) -> None:
        self._charts = charts
        self._lists = lists

    def check(self) -> Check:
        """The charts that count as stale; a genre without a chart is told with the store, and no fault."""
        source = self._lists.source
        newest = {genre: self._charts.current(genre, source) for genre in self._lists.configured}
        published = {genre: publication.at for genre, publication in newest.items() if publication}
        stale = [f"{g} of {at:%Y-%m-%d}" for g, at in published.items() if self._lists.is_stale(at)]
        days = f"{self._lists.stale_after_days:g} days"
        if stale:
            return Check.found(f"older than {days}: {few(stale)}", self.remedy)
        oldest = min(published.items(), key=lambda each: each[1], default=None)
        if oldest is None:
            return Check.found("none yet")
        return Check.found(f"none is older than {days}; the oldest is {oldest[0]} of {oldest[1]:%Y-%m-%d}")
