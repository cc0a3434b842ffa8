"""How all of it is: probes, the operator's doctor, and the report for a bug."""

from collections.abc import Callable
from pathlib import Path

from dependency_injector import containers, providers

from tunemeld.adapters.machine import ThisMachine
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
from tunemeld.adapters.timetable import CronTimetable
from tunemeld.application.bug_report import BugReport
from tunemeld.application.doctor import Doctor
from tunemeld.application.errors import Refusal
from tunemeld.application.findings import Findings
from tunemeld.application.ports.runtime import Clock, Probe
from tunemeld.application.ports.stores import CoolDowns, RunLog
from tunemeld.settings import Settings
from tunemeld.wiring.caches import Caches
from tunemeld.wiring.counters import Counters
from tunemeld.wiring.files import Files
from tunemeld.wiring.process import Process
from tunemeld.wiring.readers import Readers
from tunemeld.wiring.storage import Storage
from tunemeld.wiring.upstreams import UPSTREAMS


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


class Health(containers.DeclarativeContainer):
    """Probes by what they look at, and who asks them."""

    store_probe = providers.Factory(
        StoreProbe, Storage.stores.provided.charts, Storage.stores.provided.upkeep, Files.configured
    )
    disk_probe = providers.Factory(DiskProbe, providers.Callable(_store_file, Process.settings))
    cache_probe = providers.Factory(CacheProbe, Caches.cache)
    charts_probe = providers.Factory(ChartsProbe, Storage.stores.provided.charts, Readers.lists)
    probes_of_genres = providers.List(
        store_probe,
        providers.Factory(
            ClockProbe,
            Process.clock,
            Process.settings.provided.tunemeld_now,
            upkeep=Storage.stores.provided.upkeep,
            charts=Storage.stores.provided.charts,
            runs=Storage.stores.provided.runs,
            lists=Readers.lists,
        ),
        providers.Factory(FreshnessProbe, Readers.lists),
        charts_probe,
    )
    probes_of_all = providers.List(
        providers.Factory(SchemaProbe, Storage.stores.provided.upkeep),
        disk_probe,
        cache_probe,
        providers.Factory(
            FilesProbe, Files.playlists.provider, Files.public_charts.provider, Files.corrections.provider
        ),
        providers.Factory(
            KeysProbe, Process.settings.provided.source, providers.Callable(_given_keys, Process.settings)
        ),
        providers.Factory(
            CredentialsProbe, Storage.stores.provided.runs, providers.Callable(_given_keys, Process.settings)
        ),
        providers.Factory(CoolDownProbe, Storage.stores.provided.cool_downs, UPSTREAMS, Process.clock),
        providers.Factory(QuotaProbe, Counters.video_counter, Storage.stores.provided.quotas, Process.clock),
        providers.Factory(
            ScheduleProbe,
            providers.Dict(
                playlists=providers.Factory(
                    CronTimetable,
                    Process.settings.provided.schedule_playlists,
                    Process.settings.provided.schedule_timezone,
                ),
                counts=providers.Factory(
                    CronTimetable,
                    Process.settings.provided.schedule_counts,
                    Process.settings.provided.schedule_timezone,
                ),
            ),
            Process.clock,
            stale_after_days=Process.settings.provided.stale_after_days,
            is_watched=providers.Callable(bool, Process.settings.provided.heartbeat_url),
        ),
    )
    probes = providers.Callable(_with_genres, probes_of_all, probes_of_genres.provider)
    doctor = providers.Factory(Doctor, probes=probes, clock=Process.clock)
    remembered_cache_probe = providers.ThreadSafeSingleton(
        RememberedProbe,
        cache_probe,
        Process.clock,
        seconds=providers.Callable(_cache_probe_seconds, Process.settings),
    )
    health_probes = providers.Callable(
        _with_upstreams,
        providers.List(store_probe, remembered_cache_probe, disk_probe, charts_probe),
        runs=Storage.stores.provided.runs,
        cool_downs=Storage.stores.provided.cool_downs,
        clock=Process.clock,
    )
    health = providers.Factory(Doctor, probes=health_probes, clock=Process.clock)
    findings = providers.Factory(
        Findings, doctor=health, runs=Storage.stores.provided.runs, lists=Readers.lists
    )
    surroundings = providers.ThreadSafeSingleton(ThisMachine)
    bug_report = providers.Factory(BugReport, surroundings=surroundings, redaction=Process.redactor)
