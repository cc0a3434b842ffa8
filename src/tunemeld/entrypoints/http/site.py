"""All that the endpoints of one worker work with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from prometheus_client import CollectorRegistry

from tunemeld.application.answers.envelope import Success
from tunemeld.application.charts import Charts
from tunemeld.application.current import Current
from tunemeld.application.doctor import Doctor
from tunemeld.application.explain import Explain
from tunemeld.application.ports.runtime import Clock, Redaction
from tunemeld.application.ports.stores import RunLog
from tunemeld.application.report import RunReport
from tunemeld.application.search import Search
from tunemeld.application.track_history import TrackHistory
from tunemeld.entrypoints.http.access_log import AccessLog
from tunemeld.entrypoints.http.background import BackgroundRuns
from tunemeld.entrypoints.http.crew import Crew
from tunemeld.entrypoints.http.endpoint import Place, Reply
from tunemeld.entrypoints.http.events.audience import Audience
from tunemeld.entrypoints.http.guests import Hosts, Origins, Rate
from tunemeld.entrypoints.http.shelf import Shelf
from tunemeld.entrypoints.http.traffic import Traffic


@dataclass
class Site:
    """The use cases, what lies ready, who may ask; `worker` begins the ids of its requests.

    `places` takes addresses and folders of this installation out of what strangers read. `papers` are the
    answers that never change, by path. `runs_seen` are the newest run reports, for metrics. The counters that
    take part in trends are `trending_counters`. Where it `has_events`, pages hear of new charts by /events.
    """

    current: Current
    charts: Charts
    explain: Explain
    search: Search
    history: TrackHistory
    runs: RunLog
    health: Doctor
    background: BackgroundRuns
    clock: Clock
    encode: Callable[[Success[Any]], bytes]
    places: Redaction
    crews: Mapping[Place, Crew]
    audience: Audience
    origins: Origins
    hosts: Hosts
    rate: Rate | None
    traffic: Traffic
    registry: CollectorRegistry
    services: tuple[str, ...]
    worker: bytes
    run_threads: int
    trending_counters: tuple[str, ...]
    admin_token: str | None = None
    access_log: AccessLog | None = None
    shelf: Shelf = field(default_factory=Shelf)
    papers: dict[str, Reply] = field(default_factory=dict)
    has_events: bool = False
    runs_seen: tuple[RunReport, ...] = ()
    age_header: tuple[bytes, bytes] | None = None

    @property
    def front_page(self) -> str:
        """The path of the page that a browser gets at `/`: the first genre's chart."""
        return f"/genre/{next(iter(self.current.genres), '')}"
