"""A whole TuneMeld without adapters to the outside: stores in memory, scripted services, a clock by hand."""

import copy
from collections.abc import Iterable, Sequence
from typing import Any

from tests.builders import a_listing
from tests.clocks import HandClock
from tests.fakes import RecordingObserver, ScriptedCatalog
from tests.scripted_counters import ScriptedVideos
from tests.scripted_lookups import ScriptedCovers, ScriptedSearch

from tunemeld.adapters.caches.memory import MemoryCache
from tunemeld.adapters.http.meter import ThreadCallMeter
from tunemeld.adapters.json_bytes import json_bytes
from tunemeld.adapters.stores.memory import MemoryStores
from tunemeld.application.aggregate import Aggregate
from tunemeld.application.charted import ShownSnapshots
from tunemeld.application.charts import Charts
from tunemeld.application.count_listed import CountListed
from tunemeld.application.count_plays import CountPlays
from tunemeld.application.count_videos import CountVideos
from tunemeld.application.dispatch import Dispatch
from tunemeld.application.extract import Extract
from tunemeld.application.find_videos import FindVideos
from tunemeld.application.follow import EVERY_RUN, NEWS_OF_CHARTS, Follow
from tunemeld.application.judge import Judge
from tunemeld.application.last_good import LastGood
from tunemeld.application.lists import Lists
from tunemeld.application.look_up_covers import LookUpCovers
from tunemeld.application.look_up_isrcs import LookUpIsrcs
from tunemeld.application.merge import Merge
from tunemeld.application.pipeline import Order, Pipeline
from tunemeld.application.ports.counters import ListedCounter
from tunemeld.application.ports.events import EventHandler
from tunemeld.application.ports.publications import PublicationFollower
from tunemeld.application.ports.runtime import Cache
from tunemeld.application.report import RunReport, ServiceReport, Stage
from tunemeld.application.unchanged import Unchanged
from tunemeld.domain.chart import Chart
from tunemeld.domain.corrections import Corrections
from tunemeld.domain.listing import Listing
from tunemeld.domain.snapshot import Publication, Snapshot

SERVICES = ("Spotify", "AppleMusic", "SoundCloud")
DAY = 86_400.0
WEEK = 7 * DAY


def tunes(
    service: str, numbers: Iterable[int], *, coded: bool = True, cover_url: str | None = None
) -> list[Listing]:
    """A list of numbered tunes in this order; a number is one recording, wherever it stands."""
    return [
        a_listing(
            service,
            position,
            title=f"Tune {number}",
            isrc=f"QZTM424{number:05d}" if coded else None,
            cover_url=cover_url,
        )
        for position, number in enumerate(numbers, start=1)
    ]


class World:
    """One installation: `run` it, wind its `clock`, tell its `catalogues` what to answer.

    Every service lists the tunes 1 to 10 of every genre until told otherwise. A second world over the
    stores of a first one is the same installation after a restart.
    """

    def __init__(
        self,
        *,
        genres: Sequence[str] = ("country",),
        services: Sequence[str] = SERVICES,
        source: str = "rapidapi",
        stores: MemoryStores | None = None,
        clock: HandClock | None = None,
        cache: Cache | None = None,
        corrections: Corrections | None = None,
    ) -> None:
        self.genres = tuple(genres)
        self.source = source
        self.stores = stores or MemoryStores()
        self.clock = clock or HandClock()
        self.cache = cache or MemoryCache(self.clock)
        self.meter = ThreadCallMeter()
        self.observer = RecordingObserver()
        self.search = ScriptedSearch(self.meter)
        self.covers = ScriptedCovers()
        self.corrections = corrections or Corrections()
        self.budget = 100
        self.followers: Sequence[PublicationFollower] = ()
        self.handlers: Sequence[EventHandler] = ()
        self.defects: list[tuple[str, Exception]] = []
        self.version = "1"
        self.looks_up = True
        self.threads = 8
        self.listed: Sequence[ListedCounter] = ()
        self.videos: ScriptedVideos | None = None
        self.retention_days: dict[str, int] = {}
        self.stale_after_days = 21.0
        self.catalogues = {
            s: ScriptedCatalog(s, source=source, meter=self.meter, clock=self.clock) for s in services
        }
        for genre in self.genres:
            for service in services:
                self.show(service, range(1, 11), genre=genre)

    def show(
        self,
        service: str,
        numbers: Iterable[int],
        *,
        genre: str = "country",
        coded: bool = True,
        covered: bool = True,
        plays: int = 0,
    ) -> None:
        """Have a service list these tunes from now on; with an ISRC and a cover each, unless told."""
        cover = "https://img.example/cover.jpg" if covered else None
        listed = tunes(service, numbers, coded=coded, cover_url=cover)
        self.catalogues[service].lists(genre, listed, plays=plays)

    def run(
        self, stage: Stage = Stage.FULL, *genres: str, accept_held: bool = False, run_id: str | None = None
    ) -> RunReport:
        """Carry out a run over these genres, or all."""
        order = Order(stage, genres or self.genres, self.threads, accept_held)
        return self.pipeline(run_id).run(order)

    def run_later(self, seconds: float = WEEK, *, accept_held: bool = False) -> RunReport:
        """Let time pass, and carry out a full run."""
        self.clock.put_forward(seconds)
        return self.run(accept_held=accept_held)

    @property
    def lists(self) -> Lists:
        """The lists that count."""
        return Lists(
            catalogues=self.catalogues,
            configured=dict.fromkeys(self.genres, tuple(self.catalogues)),
            playlists=self.stores.playlists,
            clock=self.clock,
            source=self.source,
            stale_after_days=self.stale_after_days,
        )

    @property
    def charts(self) -> Charts:
        """What readers ask."""
        return Charts(
            charts=self.stores.charts,
            readings=self.stores.readings,
            videos=self.stores.videos,
            lists=self.lists,
            last_good=LastGood(self.cache, json_bytes),
        )

    @property
    def counting(self) -> CountPlays:
        """Who counts what is shown: the listed counters and the videos that the world was given."""
        stores, clock = self.stores, self.clock
        find = FindVideos(self.videos, stores.videos, clock, self.observer) if self.videos else None
        return CountPlays(
            shown=ShownSnapshots(stores.charts, self.source),
            listed=CountListed(stores.playlists, stores.readings, self.listed, clock, self.source),
            videos=CountVideos(self.videos, find, stores.videos, stores.readings, clock, self.observer)
            if self.videos and find
            else None,
            readings=stores.readings,
            clock=clock,
            retention_days=self.retention_days,
            configured=self.genres,
        )

    @property
    def merge(self) -> Merge:
        """The recordings among the lists that count."""
        return Merge(lists=self.lists, lookups=self.stores.lookups, corrections=self.corrections)

    def pipeline(self, run_id: str | None = None) -> Pipeline:
        """The pipeline; runs are numbered by the log unless told."""
        stores, clock, lists = self.stores, self.clock, self.lists
        isrcs = LookUpIsrcs(self.search, stores.lookups, clock, self.observer) if self.looks_up else None
        covers = LookUpCovers(self.covers, stores.lookups, clock, self.observer)
        return Pipeline(
            extract=Extract(
                lists=lists,
                judge=Judge(lists=lists, charts=stores.charts, clock=clock, corrections=self.corrections),
                meter=self.meter,
                clock=clock,
                observer=self.observer,
            ),
            merge=self.merge,
            aggregate=Aggregate(
                charts=stores.charts, recordings=stores.recordings, clock=clock, source=self.source
            ),
            counting=self.counting,
            unchanged=Unchanged(
                merge=self.merge,
                isrcs=isrcs,
                covers=covers,
                merges=stores.merges,
                charts=stores.charts,
                version=self.version,
            ),
            dispatch=self.dispatch,
            isrcs=isrcs,
            covers=covers,
            lookup_budget=self.budget,
            playlists=stores.playlists,
            runs=stores.runs,
            meter=self.meter,
            clock=clock,
            observer=self.observer,
            source=self.source,
            notes=("all is invented",),
            new_run_id=lambda: run_id or f"run-{len(stores.runs.recent(1000)) + 1}",
        )

    @property
    def dispatch(self) -> Dispatch:
        """Who tells those who act upon events: the cache, and the followers that the world was given."""
        kinds = NEWS_OF_CHARTS | EVERY_RUN
        cache = Follow(LastGood(self.cache, json_bytes), self.charts, NEWS_OF_CHARTS)
        others = [Follow(follower, self.charts, kinds) for follower in self.followers]
        return Dispatch(
            self.stores.events,
            self.stores.places,
            [cache, *others, *self.handlers],
            lambda of, defect: self.defects.append((of, defect)),
        )

    def chart(self, genre: str = "country") -> Chart:
        """The chart that a reader gets."""
        return self.charts.chart(genre)

    def publication(self, genre: str = "country") -> Publication:
        """What is published."""
        current = self.stores.charts.current(genre)
        assert current is not None
        return current

    def snapshot(self, genre: str = "country") -> Snapshot:
        """The snapshot behind what is published."""
        return self.charts.published(genre).snapshot


def service_of(report: RunReport, service: str, genre: str = "country") -> ServiceReport:
    """What a run says of one list."""
    return report.genres[genre].services[service]


def contents(stores: MemoryStores) -> dict[str, dict[str, Any]]:
    """All that the stores hold, as it is now, by store and by what it keeps."""
    return {
        name: copy.deepcopy(
            {kept: value for kept, value in vars(store).items() if kept not in {"_lock", "_now"}}
        )
        for name, store in vars(stores).items()
    }
