"""What people and programs read; nothing here changes anything."""

from dependency_injector import containers, providers

from tunemeld.application.charts import Charts
from tunemeld.application.current import Current
from tunemeld.application.explain import Explain
from tunemeld.application.lists import Lists
from tunemeld.application.search import Search
from tunemeld.application.status import Status
from tunemeld.application.track_history import TrackHistory
from tunemeld.domain.reading import SOUNDCLOUD, SPOTIFY, YOUTUBE
from tunemeld.settings import Settings
from tunemeld.wiring.caches import Caches
from tunemeld.wiring.catalogues import Catalogues
from tunemeld.wiring.files import Files
from tunemeld.wiring.process import Process
from tunemeld.wiring.storage import Storage


def _trending_counters(settings: Settings) -> tuple[str, ...]:
    """The counters that take part in trends: docs/decisions/0024-youtube-in-trending.md."""
    return (SOUNDCLOUD, SPOTIFY, *((YOUTUBE,) if settings.youtube_in_trending else ()))


class Readers(containers.DeclarativeContainer):
    """The use cases of readers."""

    lists = providers.Factory(
        Lists,
        catalogues=Catalogues.catalogues,
        configured=Files.configured,
        playlists=Storage.stores.provided.playlists,
        clock=Process.clock,
        source=Process.settings.provided.source,
        stale_after_days=Process.settings.provided.stale_after_days,
    )
    charts = providers.Factory(
        Charts,
        charts=Storage.stores.provided.charts,
        readings=Storage.stores.provided.readings,
        videos=Storage.stores.provided.videos,
        lists=lists,
        last_good=Caches.last_good,
    )
    current = providers.Factory(
        Current, charts=charts, changes=Storage.stores.provided.changes, clock=Process.clock
    )
    explain = providers.Factory(Explain, charts=charts)
    search = providers.Factory(Search, charts=charts)
    track_history = providers.Factory(
        TrackHistory,
        charts=charts,
        readings=Storage.stores.provided.readings,
        clock=Process.clock,
    )
    trending_counters = providers.Callable(_trending_counters, Process.settings)
    status = providers.Factory(
        Status, lists=lists, charts=Storage.stores.provided.charts, runs=Storage.stores.provided.runs
    )
