"""The composition root: which adapter answers which port. Only this module knows them all.

Every choice follows from the settings; nothing connects, opens or reads before it is first used. A test
replaces any part in one line: `container.stores.override(MemoryStores())`.
"""

import hashlib
import os
import socket
import threading
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import requests
from dependency_injector import containers, providers

from tunemeld import __version__
from tunemeld.adapters.caches.kv import KvCache
from tunemeld.adapters.caches.memory import MemoryCache
from tunemeld.adapters.caches.redis import RedisCache
from tunemeld.adapters.catalogues import apple_music, soundcloud, spotify
from tunemeld.adapters.catalogues.charts_file import load_charts
from tunemeld.adapters.catalogues.deezer import DeezerCatalog
from tunemeld.adapters.catalogues.itunes import ItunesCatalog
from tunemeld.adapters.catalogues.list_address import list_address
from tunemeld.adapters.catalogues.listed_counts import SoundCloudPlays, SpotifyPopularity
from tunemeld.adapters.catalogues.playlist_tables import PlaylistRef
from tunemeld.adapters.catalogues.playlists import load_playlists
from tunemeld.adapters.catalogues.rapidapi import SOURCE as RAPIDAPI
from tunemeld.adapters.catalogues.sample.catalogue import SampleCatalog
from tunemeld.adapters.catalogues.sample.isrc_lookup import SampleIsrcLookup
from tunemeld.adapters.catalogues.sample.videos import SampleVideos
from tunemeld.adapters.catalogues.sample.vocabulary import GENRES as SAMPLE_GENRES
from tunemeld.adapters.clock import ShiftedClock, SystemClock, WoundClock
from tunemeld.adapters.corrections_file import load_corrections
from tunemeld.adapters.counters.youtube import YoutubeCounter
from tunemeld.adapters.decision_log import DecisionLog
from tunemeld.adapters.heartbeat import Heartbeat
from tunemeld.adapters.http.allowance import DailyAllowance
from tunemeld.adapters.http.client import UpstreamClient
from tunemeld.adapters.http.known_pauses import KnownPauses
from tunemeld.adapters.http.meter import ThreadCallMeter
from tunemeld.adapters.http.pause import Pause
from tunemeld.adapters.http.rate_limit import RateLimiter
from tunemeld.adapters.http.retry import RetryPolicy
from tunemeld.adapters.http.session import new_session
from tunemeld.adapters.json_bytes import json_bytes
from tunemeld.adapters.logs import configure_logs, log_defect
from tunemeld.adapters.lookups.itunes_covers import ItunesCoverLookup
from tunemeld.adapters.lookups.spotify_search import SpotifyIsrcLookup
from tunemeld.adapters.lookups.spotify_token import SpotifyToken
from tunemeld.adapters.machine import ThisMachine
from tunemeld.adapters.observers import LogObserver, Observers
from tunemeld.adapters.part_log import PartLog
from tunemeld.adapters.probes.cache import CacheProbe
from tunemeld.adapters.probes.charts import ChartsProbe
from tunemeld.adapters.probes.clock import ClockProbe
from tunemeld.adapters.probes.files import FilesProbe
from tunemeld.adapters.probes.keys import CredentialsProbe, KeysProbe
from tunemeld.adapters.probes.lists import FreshnessProbe
from tunemeld.adapters.probes.quotas import QuotaProbe
from tunemeld.adapters.probes.remembered import RememberedProbe
from tunemeld.adapters.probes.schedule import ScheduleProbe
from tunemeld.adapters.probes.schema import SchemaProbe
from tunemeld.adapters.probes.store import DiskProbe, StoreProbe
from tunemeld.adapters.probes.upstreams import CoolDownProbe, UpstreamProbe
from tunemeld.adapters.redaction import Redactor
from tunemeld.adapters.stores.memory import MemoryStores
from tunemeld.adapters.stores.memory.replayed import ReplayedPlaylists
from tunemeld.adapters.stores.sqlite import SqliteStores
from tunemeld.adapters.timetable import CronTimetable
from tunemeld.application.aggregate import Aggregate
from tunemeld.application.bug_report import BugReport
from tunemeld.application.carry_isrcs import CarryIsrcs
from tunemeld.application.carry_lists import CarryLists
from tunemeld.application.carry_over import CarryOver, LeaveBehind
from tunemeld.application.charted import ShownSnapshots
from tunemeld.application.charts import Charts
from tunemeld.application.count_listed import CountListed
from tunemeld.application.count_plays import CountPlays
from tunemeld.application.count_videos import CountVideos
from tunemeld.application.current import Current
from tunemeld.application.dispatch import Dispatch
from tunemeld.application.distribute import Distribute
from tunemeld.application.do_part import DoPart, NewPipeline
from tunemeld.application.doctor import Doctor
from tunemeld.application.errors import NotDistributed, Refusal
from tunemeld.application.explain import Explain
from tunemeld.application.extract import Extract
from tunemeld.application.find_videos import FindVideos
from tunemeld.application.findings import Findings
from tunemeld.application.follow import EVERY_RUN, NEWS_OF_CHARTS, NEWS_OF_TRENDS, Follow
from tunemeld.application.job import Job
from tunemeld.application.judge import Judge
from tunemeld.application.last_good import CachedTrends, LastGood
from tunemeld.application.lists import Lists
from tunemeld.application.look_up_covers import LookUpCovers
from tunemeld.application.look_up_isrcs import LookUpIsrcs
from tunemeld.application.merge import Merge
from tunemeld.application.past import PastLookups, Workshop
from tunemeld.application.pipeline import Pipeline
from tunemeld.application.plan import MakePlan
from tunemeld.application.ports.counters import VideoCounter
from tunemeld.application.ports.earlier import EarlierKind
from tunemeld.application.ports.events import EventHandler
from tunemeld.application.ports.lookups import CoverLookup, IsrcLookup
from tunemeld.application.ports.runtime import Cache, Clock, Probe, RunObserver
from tunemeld.application.ports.stores import CoolDowns, LookupMemory, ReadingLog, RunLog, VideoMemory
from tunemeld.application.ports.work import PartObserver
from tunemeld.application.replay import Replay
from tunemeld.application.report import Stage
from tunemeld.application.schedule import Schedule
from tunemeld.application.search import Search
from tunemeld.application.status import Status
from tunemeld.application.track_history import TrackHistory
from tunemeld.application.turns import Turns
from tunemeld.application.unchanged import Unchanged
from tunemeld.domain.list_kind import OPEN
from tunemeld.domain.reading import SOUNDCLOUD, SPOTIFY, YOUTUBE
from tunemeld.domain.recognition import RULES_VERSION
from tunemeld.setting_values.addresses import hosts
from tunemeld.settings import Settings

if TYPE_CHECKING:
    from celery import Celery
    from redis import Redis

    from tunemeld.adapters.stores.mongo import MongoStores
    from tunemeld.adapters.stores.mongo.earlier import MongoEarlierStore
    from tunemeld.adapters.work_queue.celery import CeleryQueue

_T = TypeVar("_T")
Playlists: TypeAlias = Mapping[str, Mapping[str, PlaylistRef]]

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
# Those with editors' playlists, and those with public charts.
SERVICES = ("Spotify", "AppleMusic", "SoundCloud")
CHARTING = ("Deezer", "AppleMusic")
# No limit is published for oEmbed, and a run makes a call or two a genre: this is no pace, but a bound.
_OEMBED_RATE = 100.0
# Whom workers ask; each of these paces is a setting's.
_SHARED_PACES = ("rapidapi", "spotify", "deezer", "itunes", "youtube")
_NEAR_SECONDS = 5.0
# So many times the longest time of a part may pass without any of them ending.
_LONGEST_SILENCE = 3
_NO_REDIS = "REDIS_URL is not set: name the Redis server that hands work to workers"
# A cache that takes longer is no help; nothing waits for it but a write, or a chart while the store is away.
_KV_TIMEOUT_SECONDS = 2.0

# https://developers.google.com/youtube/terms/developer-policies, III.E.4.d
_COUNTS_STAY = (
    "play counts start anew: YouTube's may be kept for 30 days, and Spotify's were read off its pages"
)


def _clock(settings: Settings) -> Clock:
    system = SystemClock()
    return ShiftedClock(settings.tunemeld_now, system) if settings.tunemeld_now else system


def _mongo_stores(settings: Settings, patience_seconds: float) -> "MongoStores":
    # Imported here: the driver takes longer to load than all the rest, and most people need none.
    from tunemeld.adapters.stores.mongo import MongoStores

    url = settings.mongodb_url.get_secret_value() if settings.mongodb_url else ""
    return MongoStores(url, settings.mongodb_database, patience_seconds=patience_seconds)


def _earlier_store(settings: Settings, database: str) -> "MongoEarlierStore":
    from tunemeld.adapters.stores.mongo.earlier import MongoEarlierStore

    url = settings.mongodb_url.get_secret_value() if settings.mongodb_url else ""
    return MongoEarlierStore(url, database, batch_size=settings.etl_batch_size)


def _rapidapi_headers(settings: Settings, host: str) -> dict[str, str]:
    # The host is always the service's own, also where a test or a proxy stands in for it.
    key = settings.rapidapi_key.get_secret_value() if settings.rapidapi_key else ""
    return {"X-RapidAPI-Key": key, "X-RapidAPI-Host": host}


def _token(settings: Settings, accounts: UpstreamClient, clock: Clock) -> SpotifyToken | None:
    if not (settings.spotify_client_id and settings.spotify_client_secret):
        return None
    return SpotifyToken(
        accounts=accounts,
        client_id=settings.spotify_client_id.get_secret_value(),
        client_secret=settings.spotify_client_secret.get_secret_value(),
        clock=clock,
    )


def _youtube_headers(settings: Settings) -> dict[str, str]:
    key = settings.youtube_api_key.get_secret_value() if settings.youtube_api_key else ""
    return {"X-Goog-Api-Key": key}


def _of_service(lists: Mapping[str, Mapping[str, _T]], service: str) -> dict[str, _T]:
    """A service's lists by genre."""
    return {genre: of[service] for genre, of in lists.items() if service in of}


def _services(source: str) -> tuple[str, ...]:
    return CHARTING if source == OPEN else SERVICES


def _new_run_id(clock: Clock) -> str:
    started: datetime = clock.now()
    return f"{started:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:6]}"


def _notes(settings: Settings) -> tuple[str, ...]:
    """What the configuration leaves off, a sentence each."""
    if settings.source == "sample":
        invented = "sample catalogue: artists and titles are invented"
        return (
            f"{invented}; set RAPIDAPI_KEY for the real lists, or see today's public charts by --source open",
        )
    notes = []
    if not (settings.spotify_client_id and settings.spotify_client_secret):
        notes.append(
            "ISRC lookups are off: set SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET to switch them on"
        )
    if not settings.youtube_api_key:
        notes.append("YouTube's views are not counted: set YOUTUBE_API_KEY to count them")
    return tuple(notes)


def _missing_key(settings: Settings) -> str:
    if settings.source == "rapidapi" and settings.rapidapi_key is None:
        return "RAPIDAPI_KEY is not set: set it, or take TUNEMELD_SOURCE=open for public charts, or sample"
    return ""


def _store_file(settings: Settings) -> Path | None:
    return settings.tunemeld_sqlite_path if settings.storage == "sqlite" else None


def _given_keys(settings: Settings) -> dict[str, bool]:
    names = ("rapidapi_key", "spotify_client_id", "spotify_client_secret", "youtube_api_key")
    return {name.upper(): getattr(settings, name) is not None for name in names}


def _with_upstreams(probes: list[Probe], runs: RunLog, cool_downs: CoolDowns, clock: Clock) -> list[Probe]:
    """The probes, and one for each upstream."""
    return [*probes, *(UpstreamProbe(upstream, runs, cool_downs, clock) for upstream in UPSTREAMS)]


def _with_genres(probes: list[Probe], of_genres: Callable[[], list[Probe]]) -> list[Probe]:
    """All probes; those of genres are left out where nobody can tell which there are, as another one says."""
    try:
        return [*of_genres(), *probes]
    except Refusal:
        return probes


def _cache_probe_seconds(settings: Settings) -> float:
    # The API tells its health to anybody, and each look at KV is two of the thousand writes that a day has.
    return 600.0 if settings.cache == "kv" else 0.0


def _services_by_genre(playlists: Playlists) -> dict[str, tuple[str, ...]]:
    return {genre: tuple(s for s in SERVICES if s in refs) for genre, refs in playlists.items()}


def _charting_by_genre(charts: Mapping[str, Mapping[str, str]]) -> dict[str, tuple[str, ...]]:
    return {genre: tuple(of) for genre, of in charts.items()}


def _isrc_lookup(client: UpstreamClient, token: SpotifyToken | None) -> SpotifyIsrcLookup | None:
    return SpotifyIsrcLookup(client=client, token=token) if token else None


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


def _video_counter(settings: Settings, youtube: YoutubeCounter) -> YoutubeCounter | None:
    return youtube if settings.youtube_api_key else None


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


def _copies(cache: Cache, cached: Sequence[EventHandler], *others: EventHandler) -> tuple[EventHandler, ...]:
    """Who keeps copies of what is shown; a cache that nobody else reads would be told in vain."""
    return (*(cached if cache.shared else ()), *others)


def _handlers(copies: Sequence[EventHandler], heartbeat: Heartbeat | None) -> tuple[EventHandler, ...]:
    """Who acts upon events."""
    return (*copies, *([heartbeat] if heartbeat else []))


def _retention_days(settings: Settings) -> dict[str, int]:
    """The counters whose readings are not kept for good."""
    days = {
        YOUTUBE: settings.youtube_retention_days,
        SPOTIFY: settings.spotify_retention_days,
        SOUNDCLOUD: settings.soundcloud_retention_days,
    }
    return {counter: kept for counter, kept in days.items() if kept is not None}


def _heartbeat(settings: Settings, session: requests.Session, clock: Clock) -> Heartbeat | None:
    url = settings.heartbeat_url
    return Heartbeat(url.get_secret_value(), session, clock) if url else None


def _holder() -> str:
    """A name for this process that nobody else on any machine has."""
    return f"{socket.gethostname()}/{os.getpid()}/{uuid.uuid4().hex[:6]}"


def _trending_counters(settings: Settings) -> tuple[str, ...]:
    """The counters that take part in trends: docs/decisions/0024-youtube-in-trending.md."""
    return (SOUNDCLOUD, SPOTIFY, *((YOUTUBE,) if settings.youtube_in_trending else ()))


def _celery_app(settings: Settings) -> "Celery":
    """What hands work to workers, connected to nothing yet.

    Raises:
        NotDistributed: settings or packages do not allow it.
    """
    if settings.storage == "memory":
        raise NotDistributed(
            "workers would not see what lies in this process's memory: set MONGODB_URL, or "
            "TUNEMELD_STORAGE=sqlite where all workers are on this machine"
        )
    if settings.redis_url is None:
        raise NotDistributed(_NO_REDIS)
    try:
        from tunemeld.adapters.work_queue.celery_app import new_app
    except ModuleNotFoundError as error:
        raise NotDistributed(
            f"the package {error.name} is not installed: install tunemeld[distributed], here and for workers"
        ) from error
    return new_app(settings.redis_url.get_secret_value(), settings.worker_task_seconds)


def _work_queue(settings: Settings, app: "Celery", task: str) -> "CeleryQueue":
    from tunemeld.adapters.work_queue.celery import CeleryQueue

    url = settings.redis_url.get_secret_value() if settings.redis_url else ""
    return CeleryQueue(app, task, place=hosts(url))


def _workers_redis(settings: Settings) -> "Redis":
    from redis import Redis

    if settings.redis_url is None:
        raise NotDistributed(_NO_REDIS)
    url = settings.redis_url.get_secret_value()
    client: Redis = Redis.from_url(url, socket_timeout=_NEAR_SECONDS, socket_connect_timeout=_NEAR_SECONDS)
    return client


def _shared_pace(rate: float, **given: Any) -> RateLimiter:
    from tunemeld.adapters.http.shared_pace import SharedPace

    return SharedPace(rate, **given)


def share_paces(container: "Container") -> None:
    """Have this process call upstreams at a pace that it shares with all workers, as `RATE_LIMITS` means."""
    rates = container.settings().rate_limits
    for name in _SHARED_PACES:
        shared = providers.ThreadSafeSingleton(container.shared_pace, rates[name], upstream=name)
        getattr(container, f"{name}_pace").override(shared)


def _version_of_merging(playlists: Playlists) -> str:
    """What changes with whatever decides how a stored list is understood: the program, its rules, names."""
    named = sorted((genre, sorted(refs.items(), key=str)) for genre, refs in playlists.items())
    digest = hashlib.sha256(repr(named).encode()).hexdigest()[:16]
    return f"{__version__} {RULES_VERSION} {digest}"


def _part_pipeline(
    pipeline: Callable[..., Pipeline],
    look_up_isrcs: Callable[..., LookUpIsrcs | None],
    silent: Dispatch,
) -> NewPipeline:
    # Whoever waits for the whole run tells of it once; each part would tell of all genres' readings.
    def new(run_id: str, runs: RunLog, may_look_up: Callable[[], bool]) -> Pipeline:
        isrcs = look_up_isrcs(may_ask=may_look_up)
        return pipeline(new_run_id=lambda: run_id, runs=runs, isrcs=isrcs, dispatch=silent)

    return new


def _workshop(merge: Merge) -> Workshop:
    """The use cases that make charts, over stores that are thrown away, with a clock that is set."""
    made, clock, today = MemoryStores(), WoundClock(datetime.min.replace(tzinfo=UTC)), merge.lists
    lists = replace(today, playlists=ReplayedPlaylists(today.playlists), clock=clock)
    return Workshop(
        merge=Merge(lists, PastLookups(merge.lookups, clock.now), merge.corrections),
        aggregate=Aggregate(made.charts, made.recordings, clock, today.source),
        set_clock=partial(setattr, clock, "at"),
    )


class Container(containers.DeclarativeContainer):
    """Everything that TuneMeld is made of, by the names under which entrypoints and tests ask for it."""

    settings = providers.Dependency(instance_of=Settings)

    # The process around the use cases.
    stop = providers.ThreadSafeSingleton(threading.Event)
    pause = providers.ThreadSafeSingleton(Pause, stop)
    clock = providers.ThreadSafeSingleton(_clock, settings)
    clock_at = providers.Factory(ShiftedClock, pace=providers.Factory(SystemClock))
    redactor = providers.ThreadSafeSingleton(Redactor, settings.provided.secrets.call())
    places = providers.ThreadSafeSingleton(Redactor, settings.provided.places.call())
    meter = providers.ThreadSafeSingleton(ThreadCallMeter)
    progress: providers.Provider[RunObserver] = providers.ThreadSafeSingleton(Observers)
    observer = providers.ThreadSafeSingleton(Observers, providers.Factory(LogObserver, clock), progress)
    notes = providers.Callable(_notes, settings)
    configure_logs = providers.Callable(
        configure_logs, log_format=settings.provided.log_format, redactor=redactor
    )

    # Stores. A run waits for a MongoDB server that restarts, or elects another primary; readers need not.
    store_patience_seconds: providers.Provider[float] = providers.Object(20.0)
    store_is_durable: providers.Provider[bool] = providers.Object(provides=True)
    stores = providers.Selector(
        settings.provided.storage,
        sqlite=providers.ThreadSafeSingleton(
            SqliteStores, settings.provided.tunemeld_sqlite_path, is_durable=store_is_durable
        ),
        mongo=providers.ThreadSafeSingleton(_mongo_stores, settings, store_patience_seconds),
        memory=providers.ThreadSafeSingleton(MemoryStores),
    )

    services = providers.Callable(_services, settings.provided.source)

    # What an operator wrote down.
    playlists = providers.ThreadSafeSingleton(load_playlists, settings.provided.tunemeld_playlists_file)
    public_charts = providers.ThreadSafeSingleton(
        load_charts, CHARTING, settings.provided.tunemeld_charts_file
    )
    corrections = providers.ThreadSafeSingleton(
        load_corrections, settings.provided.tunemeld_corrections_file, dict.fromkeys((*SERVICES, *CHARTING))
    )

    # Upstreams: one session, one pace for each provider, one client for each service.
    session = providers.ThreadSafeSingleton(new_session, pool_size=settings.provided.etl_thread_count)
    retry = providers.Factory(
        RetryPolicy,
        attempts=settings.provided.etl_retry_attempts,
        delay_seconds=settings.provided.etl_retry_delay,
        retry_after_cap_seconds=settings.provided.retry_after_cap,
    )
    workers_redis = providers.ThreadSafeSingleton(_workers_redis, settings)
    pace = providers.Factory(RateLimiter, monotonic=clock.provided.monotonic, sleep=pause)
    shared_pace = providers.Factory(
        _shared_pace, redis=workers_redis, monotonic=clock.provided.monotonic, sleep=pause
    )
    rapidapi_pace = providers.ThreadSafeSingleton(pace, settings.provided.rate_limits["rapidapi"])
    spotify_pace = providers.ThreadSafeSingleton(pace, settings.provided.rate_limits["spotify"])
    deezer_pace = providers.ThreadSafeSingleton(pace, settings.provided.rate_limits["deezer"])
    itunes_pace = providers.ThreadSafeSingleton(pace, settings.provided.rate_limits["itunes"])
    oembed_pace = providers.ThreadSafeSingleton(pace, _OEMBED_RATE)
    youtube_pace = providers.ThreadSafeSingleton(pace, settings.provided.rate_limits["youtube"])
    cloudflare_pace = providers.ThreadSafeSingleton(pace, settings.provided.rate_limits["cloudflare"])
    pauses = providers.ThreadSafeSingleton(KnownPauses, stores.provided.cool_downs, clock.provided.monotonic)
    upstream = providers.Factory(
        UpstreamClient,
        headers={},
        session=session,
        retry=retry,
        cool_downs=pauses,
        meter=meter,
        redactor=redactor,
        places=places,
        clock=clock,
        timeout_seconds=settings.provided.http_timeout,
        sleep=pause,
    )

    rapidapi = providers.Factory(
        upstream, credential="RAPIDAPI_KEY", limiter=rapidapi_pace, quotas=stores.provided.quotas
    )
    spotify23 = providers.ThreadSafeSingleton(
        rapidapi,
        upstream="spotify23",
        base_url=settings.provided.spotify_rapidapi_url,
        headers=providers.Callable(_rapidapi_headers, settings, "spotify23.p.rapidapi.com"),
    )
    apple_music24 = providers.ThreadSafeSingleton(
        rapidapi,
        upstream="apple-music24",
        base_url=settings.provided.apple_music_rapidapi_url,
        headers=providers.Callable(_rapidapi_headers, settings, "apple-music24.p.rapidapi.com"),
    )
    soundcloud_scraper = providers.ThreadSafeSingleton(
        rapidapi,
        upstream="soundcloud-scraper",
        base_url=settings.provided.soundcloud_rapidapi_url,
        headers=providers.Callable(_rapidapi_headers, settings, "soundcloud-scraper.p.rapidapi.com"),
    )

    oembed = providers.Factory(upstream, limiter=oembed_pace)
    spotify_oembed = providers.ThreadSafeSingleton(
        oembed, upstream="spotify-oembed", base_url=settings.provided.spotify_oembed_url
    )
    soundcloud_oembed = providers.ThreadSafeSingleton(
        oembed, upstream="soundcloud-oembed", base_url=settings.provided.soundcloud_oembed_url
    )

    spotify_web = providers.Factory(
        upstream, credential="SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET", limiter=spotify_pace
    )
    spotify_accounts = providers.ThreadSafeSingleton(
        spotify_web, upstream="spotify-accounts", base_url=settings.provided.spotify_accounts_url
    )
    spotify_api = providers.ThreadSafeSingleton(
        spotify_web, upstream="spotify-api", base_url=settings.provided.spotify_api_url
    )

    deezer = providers.ThreadSafeSingleton(
        upstream, upstream="deezer", base_url=settings.provided.deezer_api_url, limiter=deezer_pace
    )
    itunes = providers.ThreadSafeSingleton(
        upstream, upstream="itunes", base_url=settings.provided.itunes_api_url, limiter=itunes_pace
    )

    # Google counts searches in a bucket of their own, so they have a client and a pause of their own.
    allowance = providers.Factory(
        DailyAllowance, ledger=stores.provided.quotas, cool_downs=pauses, clock=clock
    )
    search_allowance = providers.ThreadSafeSingleton(
        allowance,
        upstream="youtube-search",
        limit=settings.provided.youtube_daily_searches,
        setting="YOUTUBE_DAILY_SEARCHES",
    )
    video_allowance = providers.ThreadSafeSingleton(
        allowance,
        upstream="youtube",
        limit=settings.provided.youtube_daily_quota,
        setting="YOUTUBE_DAILY_QUOTA",
    )
    google = providers.Factory(
        upstream,
        base_url=settings.provided.youtube_api_url,
        headers=providers.Callable(_youtube_headers, settings),
        credential="YOUTUBE_API_KEY",
        limiter=youtube_pace,
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

    cache = providers.Selector(
        settings.provided.cache,
        memory=providers.ThreadSafeSingleton(MemoryCache, clock),
        kv=providers.ThreadSafeSingleton(
            KvCache,
            api_url=settings.provided.cloudflare_api_url,
            account_id=settings.provided.cloudflare_account_id,
            namespace_id=settings.provided.cloudflare_namespace_id,
            token=settings.provided.cloudflare_api_token.get_secret_value.call(),
            session=session,
            limiter=cloudflare_pace,
            meter=meter,
            redactor=redactor,
            clock=clock,
            timeout_seconds=_KV_TIMEOUT_SECONDS,
            sleep=pause,
        ),
        redis=providers.ThreadSafeSingleton(
            RedisCache, settings.provided.redis_url.get_secret_value.call(), clock
        ),
    )

    # Catalogues and lookups, by where playlists come from.
    rapidapi_catalogues = providers.Dict(
        Spotify=providers.ThreadSafeSingleton(
            spotify.RapidApiSpotifyCatalog,
            client=spotify23,
            oembed=spotify_oembed,
            playlists=providers.Callable(_of_service, playlists, "Spotify"),
        ),
        AppleMusic=providers.ThreadSafeSingleton(
            apple_music.RapidApiAppleMusicCatalog,
            client=apple_music24,
            playlists=providers.Callable(_of_service, playlists, "AppleMusic"),
        ),
        SoundCloud=providers.ThreadSafeSingleton(
            soundcloud.RapidApiSoundCloudCatalog,
            client=soundcloud_scraper,
            oembed=soundcloud_oembed,
            playlists=providers.Callable(_of_service, playlists, "SoundCloud"),
        ),
    )
    open_catalogues = providers.Dict(
        Deezer=providers.ThreadSafeSingleton(
            DeezerCatalog, client=deezer, charts=providers.Callable(_of_service, public_charts, "Deezer")
        ),
        AppleMusic=providers.ThreadSafeSingleton(
            ItunesCatalog, client=itunes, charts=providers.Callable(_of_service, public_charts, "AppleMusic")
        ),
    )
    catalogues = providers.Selector(
        settings.provided.source,
        rapidapi=rapidapi_catalogues,
        open=open_catalogues,
        sample=providers.Dict(
            Spotify=providers.Factory(SampleCatalog, "Spotify", spotify.parse_playlist, clock),
            AppleMusic=providers.Factory(SampleCatalog, "AppleMusic", apple_music.parse_playlist, clock),
            SoundCloud=providers.Factory(SampleCatalog, "SoundCloud", soundcloud.parse_playlist, clock),
        ),
    )
    rapidapi_configured = providers.Callable(_services_by_genre, playlists)
    configured = providers.Selector(
        settings.provided.source,
        rapidapi=rapidapi_configured,
        open=providers.Callable(_charting_by_genre, public_charts),
        sample=providers.Object(dict.fromkeys(SAMPLE_GENRES, SERVICES)),
    )
    token = providers.ThreadSafeSingleton(_token, settings, spotify_accounts, clock)
    isrc_lookup = providers.Selector(
        settings.provided.source,
        rapidapi=providers.Callable(_isrc_lookup, spotify_api, token),
        open=providers.Callable(_isrc_lookup, spotify_api, token),
        sample=providers.Factory(SampleIsrcLookup),
    )
    cover_lookup = providers.Selector(
        settings.provided.source,
        rapidapi=providers.Factory(ItunesCoverLookup, client=itunes),
        open=providers.Object(None),  # charts bring their covers along
        sample=providers.Object(None),
    )
    # Counts that come with a list are read out of it, whoever answered it in that shape.
    listed_counters = providers.List(
        providers.Factory(SoundCloudPlays),
        providers.Factory(SpotifyPopularity),
    )
    video_counter = providers.Selector(
        settings.provided.source,
        rapidapi=providers.Callable(_video_counter, settings, youtube),
        open=providers.Callable(_video_counter, settings, youtube),
        sample=providers.Factory(SampleVideos, clock),
    )

    # Use cases.
    lists = providers.Factory(
        Lists,
        catalogues=catalogues,
        configured=configured,
        playlists=stores.provided.playlists,
        clock=clock,
        source=settings.provided.source,
        stale_after_days=settings.provided.stale_after_days,
    )
    encode = providers.Object(json_bytes)
    last_good = providers.Factory(LastGood, cache=cache, encode=encode)
    charts = providers.Factory(
        Charts,
        charts=stores.provided.charts,
        readings=stores.provided.readings,
        videos=stores.provided.videos,
        lists=lists,
        last_good=last_good,
    )
    current = providers.Factory(Current, charts=charts, changes=stores.provided.changes, clock=clock)
    merge = providers.Factory(Merge, lists=lists, lookups=stores.provided.lookups, corrections=corrections)
    judge = providers.Factory(
        Judge, lists=lists, charts=stores.provided.charts, clock=clock, corrections=corrections
    )
    extract = providers.Factory(
        Extract, lists=lists, judge=judge, meter=meter, clock=clock, observer=observer
    )
    aggregate = providers.Factory(
        Aggregate,
        charts=stores.provided.charts,
        recordings=stores.provided.recordings,
        clock=clock,
        source=settings.provided.source,
    )
    explain = providers.Factory(Explain, charts=charts)
    search = providers.Factory(Search, charts=charts)
    track_history = providers.Factory(
        TrackHistory,
        charts=charts,
        readings=stores.provided.readings,
        clock=clock,
    )
    trending_counters = providers.Callable(_trending_counters, settings)
    status = providers.Factory(Status, lists=lists, charts=stores.provided.charts, runs=stores.provided.runs)
    store_probe = providers.Factory(StoreProbe, stores.provided.charts, stores.provided.upkeep, configured)
    disk_probe = providers.Factory(DiskProbe, providers.Callable(_store_file, settings))
    cache_probe = providers.Factory(CacheProbe, cache)
    charts_probe = providers.Factory(ChartsProbe, stores.provided.charts, lists)
    probes_of_genres = providers.List(
        store_probe,
        providers.Factory(
            ClockProbe,
            clock,
            settings.provided.tunemeld_now,
            upkeep=stores.provided.upkeep,
            charts=stores.provided.charts,
            runs=stores.provided.runs,
            lists=lists,
        ),
        providers.Factory(FreshnessProbe, lists),
        charts_probe,
    )
    probes_of_all = providers.List(
        providers.Factory(SchemaProbe, stores.provided.upkeep),
        disk_probe,
        cache_probe,
        providers.Factory(FilesProbe, playlists.provider, public_charts.provider, corrections.provider),
        providers.Factory(KeysProbe, settings.provided.source, providers.Callable(_given_keys, settings)),
        providers.Factory(CredentialsProbe, stores.provided.runs, providers.Callable(_given_keys, settings)),
        providers.Factory(CoolDownProbe, stores.provided.cool_downs, UPSTREAMS, clock),
        providers.Factory(QuotaProbe, video_counter, stores.provided.quotas, clock),
        providers.Factory(
            ScheduleProbe,
            providers.Dict(
                playlists=providers.Factory(
                    CronTimetable, settings.provided.schedule_playlists, settings.provided.schedule_timezone
                ),
                counts=providers.Factory(
                    CronTimetable, settings.provided.schedule_counts, settings.provided.schedule_timezone
                ),
            ),
            clock,
            stale_after_days=settings.provided.stale_after_days,
            is_watched=providers.Callable(bool, settings.provided.heartbeat_url),
        ),
    )
    probes = providers.Callable(_with_genres, probes_of_all, probes_of_genres.provider)
    doctor = providers.Factory(Doctor, probes=probes, clock=clock)
    remembered_cache_probe = providers.ThreadSafeSingleton(
        RememberedProbe, cache_probe, clock, seconds=providers.Callable(_cache_probe_seconds, settings)
    )
    health_probes = providers.Callable(
        _with_upstreams,
        providers.List(store_probe, remembered_cache_probe, disk_probe, charts_probe),
        runs=stores.provided.runs,
        cool_downs=stores.provided.cool_downs,
        clock=clock,
    )
    health = providers.Factory(Doctor, probes=health_probes, clock=clock)
    findings = providers.Factory(Findings, doctor=health, runs=stores.provided.runs, lists=lists)
    heartbeat = providers.Callable(_heartbeat, settings, session, clock)
    surroundings = providers.ThreadSafeSingleton(ThisMachine)
    bug_report = providers.Factory(BugReport, surroundings=surroundings, redaction=redactor)
    # What has happened, and who acts upon it.
    cached = providers.List(
        providers.Factory(Follow, last_good, charts, NEWS_OF_CHARTS),
        providers.Factory(
            Follow,
            providers.Factory(CachedTrends, cache, encode, clock, trending_counters),
            charts,
            NEWS_OF_TRENDS,
        ),
    )
    copies = providers.Selector(
        settings.provided.storage,
        sqlite=providers.Callable(_copies, cache, cached),
        mongo=providers.Callable(
            _copies,
            cache,
            cached,
            providers.Factory(Follow, stores.provided.projections, charts, NEWS_OF_CHARTS | EVERY_RUN),
        ),
        memory=providers.Callable(_copies, cache, cached),
    )
    handlers = providers.Callable(_handlers, copies, heartbeat)
    dispatch = providers.Factory(
        Dispatch,
        log=stores.provided.events,
        places=stores.provided.places,
        handlers=handlers,
        log_defect=providers.Object(log_defect),
    )
    # An earlier TuneMeld's lists are the services' own, wherever ours come from today.
    carry_lists = providers.Factory(
        CarryLists,
        lists=providers.Factory(
            Lists,
            catalogues=rapidapi_catalogues,
            configured=rapidapi_configured,
            playlists=stores.provided.playlists,
            clock=clock,
            source=RAPIDAPI,
            stale_after_days=settings.provided.stale_after_days,
        ),
        address_of=providers.Object(list_address),
        corrections=corrections,
    )
    open_earlier = providers.Factory(partial, _earlier_store, settings)
    carry_over = providers.Factory(
        CarryOver,
        carriers=providers.List(
            carry_lists,
            providers.Factory(CarryIsrcs, stores.provided.lookups, settings.provided.etl_batch_size),
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
    look_up_isrcs = providers.Callable(_look_up_isrcs, isrc_lookup, stores.provided.lookups, clock, observer)
    counting = providers.Factory(
        CountPlays,
        shown=providers.Factory(ShownSnapshots, stores.provided.charts, settings.provided.source),
        listed=providers.Factory(
            CountListed,
            stores.provided.playlists,
            stores.provided.readings,
            listed_counters,
            clock,
            settings.provided.source,
        ),
        videos=providers.Callable(
            _count_videos, video_counter, stores.provided.videos, stores.provided.readings, clock, observer
        ),
        readings=stores.provided.readings,
        clock=clock,
        retention_days=providers.Callable(_retention_days, settings),
    )
    plan = providers.Factory(
        MakePlan,
        merge=merge,
        isrcs=look_up_isrcs,
        counting=counting,
        quotas=stores.provided.quotas,
        lookup_budget=settings.provided.isrc_lookup_budget,
        source=settings.provided.source,
    )
    look_up_covers = providers.Callable(
        _look_up_covers, cover_lookup, stores.provided.lookups, clock, observer
    )
    unchanged = providers.Factory(
        Unchanged,
        merge=merge,
        isrcs=look_up_isrcs,
        covers=look_up_covers,
        merges=stores.provided.merges,
        charts=stores.provided.charts,
        version=providers.Callable(_version_of_merging, playlists),
    )
    replay = providers.Factory(
        Replay,
        log=stores.provided.events,
        charts=stores.provided.charts,
        recordings=stores.provided.recordings,
        source=settings.provided.source,
        workshop=providers.Callable(_workshop, merge).provider,
        copies=providers.Factory(dispatch, handlers=copies),
        archives=providers.Selector(
            settings.provided.storage,
            sqlite=providers.List(),
            mongo=providers.List(stores.provided.projections),
            memory=providers.List(),
        ),
    )
    pipeline = providers.Factory(
        Pipeline,
        extract=extract,
        merge=merge,
        aggregate=aggregate,
        counting=counting,
        unchanged=unchanged,
        dispatch=dispatch,
        isrcs=look_up_isrcs,
        covers=look_up_covers,
        lookup_budget=settings.provided.isrc_lookup_budget,
        playlists=stores.provided.playlists,
        runs=stores.provided.runs,
        meter=meter,
        clock=clock,
        observer=observer,
        source=settings.provided.source,
        notes=notes,
        missing_key=providers.Callable(_missing_key, settings),
        new_run_id=providers.Callable(_new_run_id, clock).provider,
    )

    # Workers, which may be on other machines.
    task_name: providers.Provider[str] = providers.Object("tunemeld.part")
    celery_app = providers.ThreadSafeSingleton(_celery_app, settings)
    work_queue = providers.ThreadSafeSingleton(_work_queue, settings, celery_app, task_name)
    part_observer: providers.Provider[PartObserver] = providers.Factory(PartLog)
    distribute = providers.Factory(
        Distribute,
        pipeline=pipeline,
        queue=work_queue,
        observer=part_observer,
        pause=pause,
        # What a worker does has been handed to another twice by then.
        longest_silence_seconds=providers.Callable(
            _LONGEST_SILENCE.__mul__, settings.provided.worker_task_seconds
        ),
    )
    do_part = providers.Factory(
        DoPart,
        leases=stores.provided.leases,
        runs=stores.provided.runs,
        charts=stores.provided.charts,
        quotas=stores.provided.quotas,
        clock=clock,
        lease_seconds=settings.provided.scheduler_lease_seconds,
        lookup_budget=settings.provided.isrc_lookup_budget,
        source=settings.provided.source,
        new_holder=providers.Object(_holder),
        new_pipeline=providers.Callable(
            _part_pipeline,
            pipeline.provider,
            look_up_isrcs.provider,
            providers.Factory(dispatch, handlers=()),
        ),
    )

    # The schedule. Leases go by real time, whatever TUNEMELD_NOW says.
    timetable = providers.Factory(CronTimetable, zone=settings.provided.schedule_timezone)
    jobs = providers.List(
        providers.Factory(
            Job,
            "playlists",
            Stage.FULL,
            providers.Factory(timetable, expression=settings.provided.schedule_playlists),
        ),
        providers.Factory(
            Job,
            "counts",
            Stage.VIEW_COUNT,
            providers.Factory(timetable, expression=settings.provided.schedule_counts),
        ),
    )
    genres = providers.Callable(tuple, configured)
    turns = providers.Factory(
        Turns,
        leases=stores.provided.leases,
        charts=stores.provided.charts,
        clock=clock,
        genres=genres,
        seconds=settings.provided.scheduler_lease_seconds,
        holder=providers.ThreadSafeSingleton(_holder),
    )
    schedule = providers.Factory(
        Schedule,
        jobs=jobs,
        turns=turns,
        log=stores.provided.schedules,
        clock=clock,
        observer=providers.Factory(DecisionLog),
        genres=genres,
        threads=settings.provided.etl_thread_count,
    )
