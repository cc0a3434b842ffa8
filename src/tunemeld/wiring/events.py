"""Who acts upon what has happened."""

from collections.abc import Sequence

import requests
from dependency_injector import containers, providers

from tunemeld.adapters.heartbeat import Heartbeat
from tunemeld.adapters.logs import log_defect
from tunemeld.application.dispatch import Dispatch
from tunemeld.application.follow import EVERY_RUN, NEWS_OF_CHARTS, NEWS_OF_TRENDS, Follow
from tunemeld.application.last_good import CachedTrends
from tunemeld.application.ports.events import EventHandler
from tunemeld.application.ports.runtime import Cache, Clock
from tunemeld.settings import Settings
from tunemeld.wiring.caches import Caches
from tunemeld.wiring.process import Process
from tunemeld.wiring.readers import Readers
from tunemeld.wiring.storage import Storage
from tunemeld.wiring.upstreams import Upstreams


def _copies(cache: Cache, cached: Sequence[EventHandler], *others: EventHandler) -> tuple[EventHandler, ...]:
    """Who keeps copies of what is shown; a cache that nobody else reads would be told in vain."""
    return (*(cached if cache.shared else ()), *others)


def _handlers(copies: Sequence[EventHandler], heartbeat: Heartbeat | None) -> tuple[EventHandler, ...]:
    """Who acts upon events."""
    return (*copies, *([heartbeat] if heartbeat else []))


def _heartbeat(settings: Settings, session: requests.Session, clock: Clock) -> Heartbeat | None:
    url = settings.heartbeat_url
    return Heartbeat(url.get_secret_value(), session, clock) if url else None


class Events(containers.DeclarativeContainer):
    """Followers with their places in the log, and who tells them."""

    heartbeat = providers.Callable(_heartbeat, Process.settings, Upstreams.session, Process.clock)
    cached = providers.List(
        providers.Factory(Follow, Caches.last_good, Readers.charts, NEWS_OF_CHARTS),
        providers.Factory(
            Follow,
            providers.Factory(
                CachedTrends, Caches.cache, Caches.encode, Process.clock, Readers.trending_counters
            ),
            Readers.charts,
            NEWS_OF_TRENDS,
        ),
    )
    copies = providers.Selector(
        Process.settings.provided.storage,
        sqlite=providers.Callable(_copies, Caches.cache, cached),
        mongo=providers.Callable(
            _copies,
            Caches.cache,
            cached,
            providers.Factory(
                Follow, Storage.stores.provided.projections, Readers.charts, NEWS_OF_CHARTS | EVERY_RUN
            ),
        ),
        memory=providers.Callable(_copies, Caches.cache, cached),
    )
    handlers = providers.Callable(_handlers, copies, heartbeat)
    dispatch = providers.Factory(
        Dispatch,
        log=Storage.stores.provided.events,
        places=Storage.stores.provided.places,
        handlers=handlers,
        log_defect=providers.Object(log_defect),
    )
