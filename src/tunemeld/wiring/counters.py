"""Who knows how often something was played."""

from dependency_injector import containers, providers

from tunemeld.adapters.catalogues.listed_counts import SoundCloudPlays, SpotifyPopularity
from tunemeld.adapters.catalogues.sample.videos import SampleVideos
from tunemeld.adapters.counters.youtube import YoutubeCounter
from tunemeld.adapters.http.allowance import DailyAllowance
from tunemeld.settings import Settings
from tunemeld.wiring.paces import Paces
from tunemeld.wiring.process import Process
from tunemeld.wiring.storage import Storage
from tunemeld.wiring.upstreams import Upstreams


def _youtube_headers(settings: Settings) -> dict[str, str]:
    key = settings.youtube_api_key.get_secret_value() if settings.youtube_api_key else ""
    return {"X-Goog-Api-Key": key}


def _video_counter(settings: Settings, youtube: YoutubeCounter) -> YoutubeCounter | None:
    return youtube if settings.youtube_api_key else None


class Counters(containers.DeclarativeContainer):
    """YouTube with its quotas, the sample's videos, and the counts that come with lists."""

    # Google counts searches in a bucket of their own, so they have a client and a pause of their own.
    allowance = providers.Factory(
        DailyAllowance,
        ledger=Storage.stores.provided.quotas,
        cool_downs=Upstreams.pauses,
        clock=Process.clock,
    )
    search_allowance = providers.ThreadSafeSingleton(
        allowance,
        upstream="youtube-search",
        limit=Process.settings.provided.youtube_daily_searches,
        setting="YOUTUBE_DAILY_SEARCHES",
    )
    video_allowance = providers.ThreadSafeSingleton(
        allowance,
        upstream="youtube",
        limit=Process.settings.provided.youtube_daily_quota,
        setting="YOUTUBE_DAILY_QUOTA",
    )
    google = providers.Factory(
        Upstreams.upstream,
        base_url=Process.settings.provided.youtube_api_url,
        headers=providers.Callable(_youtube_headers, Process.settings),
        credential="YOUTUBE_API_KEY",
        limiter=Paces.youtube_pace,
    )
    youtube_searches = providers.ThreadSafeSingleton(
        google, upstream="youtube-search", allowance=search_allowance
    )
    youtube_videos = providers.ThreadSafeSingleton(google, upstream="youtube", allowance=video_allowance)
    youtube = providers.ThreadSafeSingleton(
        YoutubeCounter,
        searches=youtube_searches,
        videos=youtube_videos,
        search_allowance=search_allowance,
        video_allowance=video_allowance,
    )
    # Counts that come with a list are read out of it, whoever answered it in that shape.
    listed_counters = providers.List(
        providers.Factory(SoundCloudPlays),
        providers.Factory(SpotifyPopularity),
    )
    video_counter = providers.Selector(
        Process.settings.provided.source,
        rapidapi=providers.Callable(_video_counter, Process.settings, youtube),
        open=providers.Callable(_video_counter, Process.settings, youtube),
        sample=providers.Factory(SampleVideos, Process.clock),
    )
