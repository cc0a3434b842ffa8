"""What was: charts made once more, and what an earlier TuneMeld left."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from dependency_injector import containers, providers

from tunemeld.adapters.catalogues.list_address import list_address
from tunemeld.adapters.catalogues.rapidapi import SOURCE as RAPIDAPI
from tunemeld.adapters.clock import WoundClock
from tunemeld.adapters.stores.memory import MemoryStores
from tunemeld.adapters.stores.memory.replayed import ReplayedPlaylists
from tunemeld.application.aggregate import Aggregate
from tunemeld.application.carry_isrcs import CarryIsrcs
from tunemeld.application.carry_lists import CarryLists
from tunemeld.application.carry_over import CarryOver, LeaveBehind
from tunemeld.application.lists import Lists
from tunemeld.application.merge import Merge
from tunemeld.application.past import PastLookups, Workshop
from tunemeld.application.ports.earlier import EarlierKind
from tunemeld.application.replay import Replay
from tunemeld.wiring.catalogues import Catalogues
from tunemeld.wiring.events import Events
from tunemeld.wiring.files import Files
from tunemeld.wiring.process import Process
from tunemeld.wiring.stages import Stages
from tunemeld.wiring.storage import Storage

# https://developers.google.com/youtube/terms/developer-policies, III.E.4.d
_COUNTS_STAY = (
    "play counts start anew: YouTube's may be kept for 30 days, and Spotify's were read off its pages"
)


def new_workshop(merge: Merge) -> Workshop:
    """The use cases that make charts, over stores that are thrown away, with a clock that is set."""
    made, clock, today = MemoryStores(), WoundClock(datetime.min.replace(tzinfo=UTC)), merge.lists
    lists = replace(today, playlists=ReplayedPlaylists(today.playlists), clock=clock)
    return Workshop(
        merge=Merge(lists, PastLookups(merge.lookups, clock.now), merge.corrections),
        aggregate=Aggregate(made.charts, made.recordings, clock, today.source),
        set_clock=partial(setattr, clock, "at"),
    )


class Past(containers.DeclarativeContainer):
    """Replay, and carrying over."""

    replay = providers.Factory(
        Replay,
        log=Storage.stores.provided.events,
        charts=Storage.stores.provided.charts,
        recordings=Storage.stores.provided.recordings,
        source=Process.settings.provided.source,
        workshop=providers.Callable(new_workshop, Stages.merge).provider,
        copies=providers.Factory(Events.dispatch, handlers=Events.copies),
        archives=providers.Selector(
            Process.settings.provided.storage,
            sqlite=providers.List(),
            mongo=providers.List(Storage.stores.provided.projections),
            memory=providers.List(),
        ),
    )
    # An earlier TuneMeld's lists are the services' own, wherever ours come from today.
    carry_lists = providers.Factory(
        CarryLists,
        lists=providers.Factory(
            Lists,
            catalogues=Catalogues.rapidapi_catalogues,
            configured=Files.rapidapi_configured,
            playlists=Storage.stores.provided.playlists,
            clock=Process.clock,
            source=RAPIDAPI,
            stale_after_days=Process.settings.provided.stale_after_days,
        ),
        address_of=providers.Object(list_address),
        corrections=Files.corrections,
    )
    carry_over = providers.Factory(
        CarryOver,
        carriers=providers.List(
            carry_lists,
            providers.Factory(
                CarryIsrcs, Storage.stores.provided.lookups, Process.settings.provided.etl_batch_size
            ),
            providers.Factory(
                LeaveBehind, EarlierKind.VIDEOS, "videos are searched for anew, since nobody checked these"
            ),
            providers.Factory(LeaveBehind, EarlierKind.COUNTS, _COUNTS_STAY),
            providers.Factory(LeaveBehind, EarlierKind.TRACKS, _COUNTS_STAY),
            providers.Factory(LeaveBehind, EarlierKind.COUNTED_CHARTS, _COUNTS_STAY),
            providers.Factory(
                LeaveBehind, EarlierKind.CHARTS, "charts are made anew, from the lists that were carried"
            ),
        ),
    )
