"""Where copies of what is shown lie beside the store."""

from dependency_injector import containers, providers

from tunemeld.adapters.caches.kv import KvCache
from tunemeld.adapters.caches.memory import MemoryCache
from tunemeld.adapters.caches.redis import RedisCache
from tunemeld.adapters.json_bytes import json_bytes
from tunemeld.application.last_good import LastGood
from tunemeld.wiring.paces import Paces
from tunemeld.wiring.process import Process
from tunemeld.wiring.upstreams import Upstreams

# A cache that takes longer is no help; nothing waits for it but a write, or a chart while the store is away.
_KV_TIMEOUT_SECONDS = 2.0


class Caches(containers.DeclarativeContainer):
    """The cache, by the settings, and the newest charts in it."""

    cache = providers.Selector(
        Process.settings.provided.cache,
        memory=providers.ThreadSafeSingleton(MemoryCache, Process.clock),
        kv=providers.ThreadSafeSingleton(
            KvCache,
            api_url=Process.settings.provided.cloudflare_api_url,
            account_id=Process.settings.provided.cloudflare_account_id,
            namespace_id=Process.settings.provided.cloudflare_namespace_id,
            token=Process.settings.provided.cloudflare_api_token.get_secret_value.call(),
            session=Upstreams.session,
            limiter=Paces.cloudflare_pace,
            meter=Process.meter,
            redactor=Process.redactor,
            clock=Process.clock,
            timeout_seconds=_KV_TIMEOUT_SECONDS,
            sleep=Process.pause,
        ),
        redis=providers.ThreadSafeSingleton(
            RedisCache, Process.settings.provided.redis_url.get_secret_value.call(), Process.clock
        ),
    )
    encode = providers.Object(json_bytes)
    last_good = providers.Factory(LastGood, cache=cache, encode=encode)
