"""How often each upstream is called: within this process, or by all workers together."""

from typing import TYPE_CHECKING, Any

from dependency_injector import containers, providers

from tunemeld.adapters.http.rate_limit import RateLimiter
from tunemeld.application.errors import NotDistributed
from tunemeld.settings import Settings
from tunemeld.wiring.process import Process

if TYPE_CHECKING:
    from redis import Redis

# No limit is published for oEmbed, and a run makes a call or two a genre: this is no pace, but a bound.
_OEMBED_RATE = 100.0
# Whom workers ask; each of these paces is a setting's.
SHARED_PACES = ("rapidapi", "spotify", "deezer", "itunes", "youtube")
_NEAR_SECONDS = 5.0
NO_REDIS = "REDIS_URL is not set: name the Redis server that hands work to workers"


def _workers_redis(settings: Settings) -> "Redis":
    from redis import Redis

    if settings.redis_url is None:
        raise NotDistributed(NO_REDIS)
    url = settings.redis_url.get_secret_value()
    client: Redis = Redis.from_url(url, socket_timeout=_NEAR_SECONDS, socket_connect_timeout=_NEAR_SECONDS)
    return client


def _shared_pace(rate: float, **given: Any) -> RateLimiter:
    from tunemeld.adapters.http.shared_pace import SharedPace

    return SharedPace(rate, **given)


class Paces(containers.DeclarativeContainer):
    """One pace for each provider, whatever is asked of it."""

    workers_redis = providers.ThreadSafeSingleton(_workers_redis, Process.settings)
    pace = providers.Factory(RateLimiter, monotonic=Process.clock.provided.monotonic, sleep=Process.pause)
    shared_pace = providers.Factory(
        _shared_pace, redis=workers_redis, monotonic=Process.clock.provided.monotonic, sleep=Process.pause
    )
    rapidapi_pace = providers.ThreadSafeSingleton(pace, Process.settings.provided.rate_limits["rapidapi"])
    spotify_pace = providers.ThreadSafeSingleton(pace, Process.settings.provided.rate_limits["spotify"])
    deezer_pace = providers.ThreadSafeSingleton(pace, Process.settings.provided.rate_limits["deezer"])
    itunes_pace = providers.ThreadSafeSingleton(pace, Process.settings.provided.rate_limits["itunes"])
    oembed_pace = providers.ThreadSafeSingleton(pace, _OEMBED_RATE)
    youtube_pace = providers.ThreadSafeSingleton(pace, Process.settings.provided.rate_limits["youtube"])
    cloudflare_pace = providers.ThreadSafeSingleton(pace, Process.settings.provided.rate_limits["cloudflare"])
