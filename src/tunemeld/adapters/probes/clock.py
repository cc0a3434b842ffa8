"""Looks at this machine's clock, by what is known without asking anybody but the store."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from tunemeld.application.lists import Lists
from tunemeld.application.ports.runtime import Clock, Probe
from tunemeld.application.ports.stores import ChartRepository, RunLog
from tunemeld.application.ports.upkeep import StoreUpkeep
from tunemeld.application.report import Check

# Machines that keep their clocks right differ by less, and a look takes its time.
_MOST_APART = timedelta(minutes=5)
_RUNS_LOOKED_AT = 20


class ClockProbe(Probe):
    """Compares the clock with that of the store's server, and with what happened last according to the store.

    A chart or a list of the future would never grow old. A `chosen` instant (TUNEMELD_NOW) is only told: it
    is meant to differ.
    """

    name = "clock"
    remedy = (
        "set the clock that is wrong, and keep it right by NTP; what was written under TUNEMELD_NOW passes"
    )
    reads_store = True

    def __init__(
        self,
        clock: Clock,
        chosen: datetime | None,
        *,
        upkeep: StoreUpkeep,
        charts: ChartRepository,
        runs: RunLog,
        lists: Lists,
    ) -> None:
        self._clock = clock
        self._chosen = chosen
        self._upkeep = upkeep
        self._charts = charts
        self._runs = runs
        self._lists = lists

    def check(self) -> Check:
        """How far the clock is from the others, where that is more than a few minutes."""
        now = self._clock.now()
        if self._chosen:
            return Check.found(f"TUNEMELD_NOW is in force: it is taken to be {_minute(now)}")
        faults = [*self._beside_server(now), *self._before_what_happened(now)]
        if faults:
            return Check.found("; ".join(faults), self.remedy)
        return Check.found(f"{_minute(now)}, and nothing in the store is of a later time")

    def _beside_server(self, now: datetime) -> Iterator[str]:
        server = self._upkeep.look().time
        if server and abs(server - now) > _MOST_APART:
            yield f"it is {_minute(now)} here, and {_minute(server)} at the store's server"

    def _before_what_happened(self, now: datetime) -> Iterator[str]:
        latest = max(self._happened(), default=None)
        if latest and latest[0] - now > _MOST_APART:
            yield f"it is {_minute(now)} here, and {latest[1]} is of {_minute(latest[0])}"

    def _happened(self) -> Iterator[tuple[datetime, str]]:
        for run in self._runs.recent(_RUNS_LOOKED_AT):
            yield run.finished_at or run.started_at, f"the run {run.run_id}"
        for genre in self._lists.configured:
            if publication := self._charts.current(genre):
                yield publication.at, f"the chart of {genre}"
            for service, log in self._lists.playlists.fetches(genre, self._lists.source).items():
                for fetch in log:
                    yield fetch.at, f"an attempt to fetch {genre}/{service}"


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
