"""Whom we ask: one session, and one client for each upstream."""

from dependency_injector import containers, providers

from tunemeld.adapters.http.client import UpstreamClient
from tunemeld.adapters.http.known_pauses import KnownPauses
from tunemeld.adapters.http.retry import RetryPolicy
from tunemeld.adapters.http.session import new_session
from tunemeld.settings import Settings
from tunemeld.wiring.paces import Paces
from tunemeld.wiring.process import Process
from tunemeld.wiring.storage import Storage

UPSTREAMS = (
    "spotify23",
    "apple-music24",
    "soundcloud-scraper",
    "spotify-oembed",
    "soundcloud-oembed",
    "spotify-accounts",
    "spotify-api",
    "deezer",
    "itunes",
    "youtube",
    "youtube-search",
)


def _rapidapi_headers(settings: Settings, host: str) -> dict[str, str]:
    # The host is always the service's own, also where a test or a proxy stands in for it.
    key = settings.rapidapi_key.get_secret_value() if settings.rapidapi_key else ""
    return {"X-RapidAPI-Key": key, "X-RapidAPI-Host": host}


class Upstreams(containers.DeclarativeContainer):
    """Clients by the names of their upstreams."""

    session = providers.ThreadSafeSingleton(new_session, pool_size=Process.settings.provided.etl_thread_count)
    retry = providers.Factory(
        RetryPolicy,
        attempts=Process.settings.provided.etl_retry_attempts,
        delay_seconds=Process.settings.provided.etl_retry_delay,
        retry_after_cap_seconds=Process.settings.provided.retry_after_cap,
    )
    pauses = providers.ThreadSafeSingleton(
        KnownPauses, Storage.stores.provided.cool_downs, Process.clock.provided.monotonic
    )
    upstream = providers.Factory(
        UpstreamClient,
        headers={},
        session=session,
        retry=retry,
        cool_downs=pauses,
        meter=Process.meter,
        redactor=Process.redactor,
        places=Process.places,
        clock=Process.clock,
        timeout_seconds=Process.settings.provided.http_timeout,
        sleep=Process.pause,
    )
    rapidapi = providers.Factory(
        upstream,
        credential="RAPIDAPI_KEY",
        limiter=Paces.rapidapi_pace,
        quotas=Storage.stores.provided.quotas,
    )
    spotify23 = providers.ThreadSafeSingleton(
        rapidapi,
        upstream="spotify23",
        base_url=Process.settings.provided.spotify_rapidapi_url,
        headers=providers.Callable(_rapidapi_headers, Process.settings, "spotify23.p.rapidapi.com"),
    )
    apple_music24 = providers.ThreadSafeSingleton(
        rapidapi,
        upstream="apple-music24",
        base_url=Process.settings.provided.apple_music_rapidapi_url,
        headers=providers.Callable(_rapidapi_headers, Process.settings, "apple-music24.p.rapidapi.com"),
    )
    soundcloud_scraper = providers.ThreadSafeSingleton(
        rapidapi,
        upstream="soundcloud-scraper",
        base_url=Process.settings.provided.soundcloud_rapidapi_url,
        headers=providers.Callable(_rapidapi_headers, Process.settings, "soundcloud-scraper.p.rapidapi.com"),
    )
    oembed = providers.Factory(upstream, limiter=Paces.oembed_pace)
    spotify_oembed = providers.ThreadSafeSingleton(
        oembed, upstream="spotify-oembed", base_url=Process.settings.provided.spotify_oembed_url
    )
    soundcloud_oembed = providers.ThreadSafeSingleton(
        oembed, upstream="soundcloud-oembed", base_url=Process.settings.provided.soundcloud_oembed_url
    )
    spotify_web = providers.Factory(
        upstream, credential="SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET", limiter=Paces.spotify_pace
    )
    spotify_accounts = providers.ThreadSafeSingleton(
        spotify_web, upstream="spotify-accounts", base_url=Process.settings.provided.spotify_accounts_url
    )
    spotify_api = providers.ThreadSafeSingleton(
        spotify_web, upstream="spotify-api", base_url=Process.settings.provided.spotify_api_url
    )
    deezer = providers.ThreadSafeSingleton(
        upstream,
        upstream="deezer",
        base_url=Process.settings.provided.deezer_api_url,
        limiter=Paces.deezer_pace,
    )
    itunes = providers.ThreadSafeSingleton(
        upstream,
        upstream="itunes",
        base_url=Process.settings.provided.itunes_api_url,
        limiter=Paces.itunes_pace,
    )
