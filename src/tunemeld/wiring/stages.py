"""What a run is made of: its stages, and what they look up and count besides."""

from collections.abc import Callable

from dependency_injector import containers, providers

from tunemeld.application.aggregate import Aggregate
from tunemeld.application.charted import ShownSnapshots
from tunemeld.application.count_listed import CountListed
from tunemeld.application.count_plays import CountPlays
from tunemeld.application.count_videos import CountVideos
from tunemeld.application.extract import Extract
from tunemeld.application.find_videos import FindVideos
from tunemeld.application.judge import Judge
from tunemeld.application.look_up_covers import LookUpCovers
from tunemeld.application.look_up_isrcs import LookUpIsrcs
from tunemeld.application.merge import Merge
from tunemeld.application.ports.counters import VideoCounter
from tunemeld.application.ports.lookups import CoverLookup, IsrcLookup
from tunemeld.application.ports.runtime import Clock, RunObserver
from tunemeld.application.ports.stores import LookupMemory, ReadingLog, VideoMemory
from tunemeld.domain.reading import SOUNDCLOUD, SPOTIFY, YOUTUBE
from tunemeld.settings import Settings
from tunemeld.wiring.catalogues import Catalogues
from tunemeld.wiring.counters import Counters
from tunemeld.wiring.files import Files
from tunemeld.wiring.process import Process
from tunemeld.wiring.readers import Readers
from tunemeld.wiring.storage import Storage


def _look_up_isrcs(
    catalogue: IsrcLookup | None,
    lookups: LookupMemory,
    clock: Clock,
    observer: RunObserver,
    may_ask: Callable[[], bool] | None = None,
) -> LookUpIsrcs | None:
    return LookUpIsrcs(catalogue, lookups, clock, observer, may_ask) if catalogue else None


def _look_up_covers(
    catalogue: CoverLookup | None, lookups: LookupMemory, clock: Clock, observer: RunObserver
) -> LookUpCovers | None:
    return LookUpCovers(catalogue, lookups, clock, observer) if catalogue else None


def _count_videos(
    counter: VideoCounter | None,
    videos: VideoMemory,
    readings: ReadingLog,
    clock: Clock,
    observer: RunObserver,
) -> CountVideos | None:
    if counter is None:
        return None
    find = FindVideos(counter, videos, clock, observer)
    return CountVideos(counter, find, videos, readings, clock, observer)


def _retention_days(settings: Settings) -> dict[str, int]:
    """The counters whose readings are not kept for good."""
    days = {
        YOUTUBE: settings.youtube_retention_days,
        SPOTIFY: settings.spotify_retention_days,
        SOUNDCLOUD: settings.soundcloud_retention_days,
    }
    return {counter: kept for counter, kept in days.items() if kept is not None}


class Stages(containers.DeclarativeContainer):
    """The use cases of single stages."""

    merge = providers.Factory(
        Merge, lists=Readers.lists, lookups=Storage.stores.provided.lookups, corrections=Files.corrections
    )
    judge = providers.Factory(
        Judge,
        lists=Readers.lists,
        charts=Storage.stores.provided.charts,
        clock=Process.clock,
        corrections=Files.corrections,
    )
    extract = providers.Factory(
        Extract,
        lists=Readers.lists,
        judge=judge,
        meter=Process.meter,
        clock=Process.clock,
        observer=Process.observer,
    )
    aggregate = providers.Factory(
        Aggregate,
        charts=Storage.stores.provided.charts,
        recordings=Storage.stores.provided.recordings,
        clock=Process.clock,
        source=Process.settings.provided.source,
    )
    look_up_isrcs = providers.Callable(
        _look_up_isrcs,
        Catalogues.isrc_lookup,
        Storage.stores.provided.lookups,
        Process.clock,
        Process.observer,
    )
    look_up_covers = providers.Callable(
        _look_up_covers,
        Catalogues.cover_lookup,
        Storage.stores.provided.lookups,
        Process.clock,
        Process.observer,
    )
    counting = providers.Factory(
        CountPlays,
        shown=providers.Factory(
            ShownSnapshots, Storage.stores.provided.charts, Process.settings.provided.source
        ),
        listed=providers.Factory(
            CountListed,
            Storage.stores.provided.playlists,
            Storage.stores.provided.readings,
            Counters.listed_counters,
            Process.clock,
            Process.settings.provided.source,
        ),
        videos=providers.Callable(
            _count_videos,
            Counters.video_counter,
            Storage.stores.provided.videos,
            Storage.stores.provided.readings,
            Process.clock,
            Process.observer,
        ),
        readings=Storage.stores.provided.readings,
        clock=Process.clock,
        retention_days=providers.Callable(_retention_days, Process.settings),
        configured=Files.configured,
    )
