"""The container: every choice builds, nothing happens before it is asked for, any part can be replaced."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from dependency_injector import providers
from tests.clocks import HandClock
from tests.surroundings import clear

from tunemeld.adapters.http.client import UpstreamClient
from tunemeld.adapters.http.pause import RunStopped
from tunemeld.adapters.http.shared_pace import SharedPace
from tunemeld.application.errors import NotDistributed
from tunemeld.container import Container, share_paces
from tunemeld.domain.corrections import Corrections
from tunemeld.settings import Settings, load_settings
from tunemeld.wiring.upstreams import UPSTREAMS

SOURCES = Path(__file__).parents[2] / "src"
STORAGES = ("sqlite", "memory")
SOURCES_OF_LISTS = ("rapidapi", "open", "sample")
# Presets that others complete; they make nothing by themselves.
PRESETS = {
    *("upstream", "rapidapi", "oembed", "spotify_web", "google", "pace", "allowance", "clock_at"),
    *("configure_logs", "timetable", "schedule", "shared_pace", "workers_redis"),
}
# What settings may refuse; nobody listens there either, and Celery looks at what is installed on import.
OF_WORKERS = ("celery_app", "work_queue", "distribute")
SECRETS = {
    "rapidapi_key": "key-of-the-lists",
    "spotify_client_id": "id-of-the-search",
    "spotify_client_secret": "secret-of-the-search",
    "youtube_api_key": "key-of-the-videos",
    "cloudflare_api_token": "token-of-the-edge",
    "admin_token": "token-of-the-admin",
}


@pytest.fixture(autouse=True)
def _surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clear(monkeypatch, tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def _container(**settings: object) -> Container:
    return Container(settings=load_settings("testing", **settings))


def _built(container: Container) -> dict[str, Any]:
    left_out = {*PRESETS, *OF_WORKERS}
    return {name: part() for name, part in container.providers.items() if name not in left_out}


@pytest.mark.parametrize("storage", STORAGES)
@pytest.mark.parametrize("source", SOURCES_OF_LISTS)
def test_every_choice_builds(storage: str, source: str) -> None:
    container = _container(tunemeld_storage=storage, tunemeld_source=source, **SECRETS)
    container.check_dependencies()

    built = _built(container)

    assert storage in type(built["stores"]).__name__.lower()
    assert {catalogue.source for catalogue in built["catalogues"].values()} == {source}
    assert (built["isrc_lookup"] is None, built["cover_lookup"] is None) == (False, source != "rapidapi")


@pytest.mark.parametrize("part", OF_WORKERS)
def test_what_needs_workers_is_built_where_they_can_be_had_and_else_says_what_to_set(part: str) -> None:
    redis = "redis://127.0.0.1:9"

    assert _container(tunemeld_storage="sqlite", redis_url=redis).providers[part]()
    with pytest.raises(NotDistributed, match=r"^REDIS_URL is not set"):
        _container(tunemeld_storage="sqlite").providers[part]()
    with pytest.raises(NotDistributed, match="MONGODB_URL, or TUNEMELD_STORAGE=sqlite where all workers are"):
        _container(tunemeld_storage="memory", redis_url=redis).providers[part]()


def test_without_the_extra_workers_are_refused_with_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "celery", None)
    monkeypatch.delitem(sys.modules, "tunemeld.adapters.work_queue.celery_app", raising=False)

    with pytest.raises(NotDistributed, match=r"celery is not installed: install tunemeld\[distributed\]"):
        _container(tunemeld_storage="sqlite", redis_url="redis://127.0.0.1:9").celery_app()


def test_a_cache_that_others_read_is_told_and_on_mongodb_the_earlier_tunemelds_collections() -> None:
    told = {
        (storage, cache): [each.name for each in _container(**settings, **given).dispatch().handlers]
        for storage, settings in (
            ("mongo", {"mongodb_url": "mongodb://127.0.0.1:1/", "tunemeld_storage": "mongo"}),
            ("sqlite", {"tunemeld_storage": "sqlite"}),
        )
        for cache, given in (("own", {}), ("shared", {"redis_url": "redis://127.0.0.1:9"}))
    }

    assert told == {
        ("mongo", "shared"): ["the cache", "the cache of trends", "the copy for the earlier TuneMeld"],
        ("mongo", "own"): ["the copy for the earlier TuneMeld"],
        ("sqlite", "shared"): ["the cache", "the cache of trends"],
        ("sqlite", "own"): [],
    }


@pytest.mark.parametrize(
    ("chosen", "given", "name"),
    [
        ({"tunemeld_cache": "memory", "redis_url": "redis://cache.example"}, {}, "memory"),
        ({}, {}, "memory"),
        ({"redis_url": "redis://:word@cache.example:7000"}, {}, "Redis at cache.example:7000"),
        ({"cloudflare_account_id": "a", "cloudflare_namespace_id": "b"}, SECRETS, "Cloudflare KV"),
    ],
)
def test_the_cache_is_the_one_that_is_set(chosen: dict[str, str], given: dict[str, str], name: str) -> None:
    container = _container(**chosen, **given)

    assert container.cache().name == name
    assert container.cache() is container.last_good().cache


def test_without_settings_the_container_says_what_it_lacks() -> None:
    with pytest.raises(Exception, match="settings"):
        Container().check_dependencies()


def test_without_a_login_nothing_is_looked_up() -> None:
    container = _container(tunemeld_source="rapidapi", rapidapi_key="any-key")

    assert container.look_up_isrcs() is None
    assert container.notes() == (
        "ISRC lookups are off: set SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET to switch them on",
        "YouTube's views are not counted: set YOUTUBE_API_KEY to count them",
    )
    assert container.counting().videos is None


_WATCHED = """
import sys
happened = []
def watch(event, arguments):
    if event in {"open", "socket.connect", "socket.getaddrinfo", "sqlite3.connect", "os.mkdir",
                 "subprocess.Popen", "os.listdir"}:
        happened.append((event, str(arguments[0])))
sys.addaudithook(watch)
from tunemeld.container import Container, share_paces
from tunemeld.settings import Settings
imported = [what for what in happened if what[0] != "os.listdir"
            and not what[1].endswith((".py", ".pyc", ".so", ".pem"))]
settings = Settings(
    TUNEMELD_STORAGE="sqlite", TUNEMELD_SQLITE_PATH="/nobody/has/this.db", TUNEMELD_SOURCE="rapidapi",
    RAPIDAPI_KEY="any", SPOTIFY_CLIENT_ID="any", SPOTIFY_CLIENT_SECRET="any",
    TUNEMELD_CACHE=sys.argv[1], REDIS_URL="redis://127.0.0.1:9",
    CLOUDFLARE_ACCOUNT_ID="any", CLOUDFLARE_NAMESPACE_ID="any", CLOUDFLARE_API_TOKEN="any",
    **{name.upper(): "http://127.0.0.1:9" for name in Settings.model_fields
       if name.endswith("_url") and name not in {"mongodb_url", "redis_url", "heartbeat_url"}})
happened.clear()
container = Container(settings=settings)
container.check_dependencies()
made = list(happened)
for name, part in container.providers.items():
    if name not in %r:
        part()
built = [what for what in happened if not what[1].endswith((".py", ".pyc", ".so"))]
import json
print(json.dumps({"imported": imported, "made": made, "built": built}))
"""


@pytest.mark.parametrize("cache", ["memory", "kv", "redis"])
def test_nothing_connects_opens_or_reads_before_it_is_used(cache: str, tmp_path: Path) -> None:
    """Addresses where nobody listens, a path that cannot exist: only lists and a zone are read."""
    ran = subprocess.run(
        [sys.executable, "-c", _WATCHED % {*PRESETS, *OF_WORKERS}, cache],
        env={"PYTHONPATH": str(SOURCES), "PYTHONDONTWRITEBYTECODE": "1", "HOME": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )

    happened = json.loads(ran.stdout)
    assert happened["made"] == []
    assert [event for event, _ in happened["imported"] if event != "open"] == []
    assert {Path(what).name for event, what in happened["built"] if event == "open"} == {
        "charts.toml",
        "playlists.toml",
        "UTC",
    }
    assert {event for event, _ in happened["built"]} == {"open"}


_ANYTHING = object()


@pytest.mark.parametrize(
    ("part", "seen"),
    [
        ("clock", lambda c: c.lists().clock),
        ("cache", lambda c: c.last_good().cache),
        ("catalogues", lambda c: c.lists().catalogues),
        ("configured", lambda c: c.lists().configured),
        ("corrections", lambda c: c.merge().corrections),
        ("isrc_lookup", lambda c: c.look_up_isrcs().catalogue),
        ("cover_lookup", lambda c: c.pipeline().covers.catalogue),
        ("meter", lambda c: c.extract().meter),
        ("observer", lambda c: c.pipeline().observer),
        ("notes", lambda c: c.pipeline().notes),
        ("probes", lambda c: c.doctor().probes),
        ("health_probes", lambda c: c.health().probes),
        ("lists", lambda c: c.charts().lists),
        ("charts", lambda c: c.explain().charts),
        ("plan", lambda c: c.plan()),
    ],
)
def test_any_part_is_replaced_in_one_line(part: str, seen: Callable[[Any], object]) -> None:
    container = _container()

    getattr(container, part).override(providers.Object(_ANYTHING))

    assert seen(container) is _ANYTHING


def test_a_replaced_store_is_used_by_everything() -> None:
    class Stores:
        charts, recordings, playlists, lookups, runs, cool_downs = (object() for _ in range(6))
        readings, videos, quotas, merges, events, places = (object() for _ in range(6))

    container = _container(tunemeld_source="rapidapi", **SECRETS)

    container.stores.override(providers.Object(Stores))

    pipeline = container.pipeline()
    assert pipeline.runs is Stores.runs
    assert pipeline.aggregate.charts is container.charts().charts is Stores.charts
    assert pipeline.aggregate.recordings is Stores.recordings
    assert pipeline.playlists is container.lists().playlists is Stores.playlists
    assert container.merge().lookups is Stores.lookups
    assert container.counting().readings is container.charts().readings is Stores.readings
    assert container.charts().videos is Stores.videos
    assert container.plan().quotas is Stores.quotas
    assert pipeline.unchanged.merges is Stores.merges
    assert pipeline.dispatch.log is Stores.events
    assert pipeline.dispatch.places is Stores.places


def test_a_part_replaced_in_one_container_is_whole_in_the_next() -> None:
    Container.cache.override(providers.Object(_ANYTHING))
    replaced = _container().last_good().cache
    Container.cache.reset_override()

    assert replaced is _ANYTHING
    assert _container().last_good().cache is not _ANYTHING


def test_whatever_is_made_once_is_made_once_whichever_thread_comes_first() -> None:
    """The plain singleton of the library made eight objects for eight threads."""
    container = _container(tunemeld_source="rapidapi", **SECRETS)

    once = {type(each) for each in container.traverse([providers.BaseSingleton])}

    assert once == {providers.ThreadSafeSingleton}


def test_eight_threads_share_one_of_each() -> None:
    container = _container(tunemeld_storage="memory", tunemeld_source="rapidapi", **SECRETS)
    shared = [
        *("stores", "clock", "meter", "redactor", "stop", "pause", "cache", "session", "observer"),
        *(
            "rapidapi_pace",
            "spotify_pace",
            "itunes_pace",
            "oembed_pace",
            "pauses",
            "spotify23",
            "apple_music24",
            "token",
        ),
    ]
    together, seen = threading.Barrier(8), []

    def ask() -> None:
        together.wait()
        seen.append([id(getattr(container, name)()) for name in shared])
        seen.append([id(each) for each in container.catalogues().values()])

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(before)

    assert len({tuple(ids) for ids in seen if len(ids) == len(shared)}) == 1
    assert len({tuple(ids) for ids in seen if len(ids) == 3}) == 1


def test_services_of_one_provider_share_its_pace_and_others_have_their_own() -> None:
    container = _container()
    paces = {
        name: getattr(container, name)()._limiter
        for name in ("spotify23", "apple_music24", "soundcloud_scraper", "spotify_api", "itunes")
    }

    assert paces["spotify23"] is paces["apple_music24"] is paces["soundcloud_scraper"]
    assert len({id(pace) for pace in paces.values()}) == 3


def test_whoever_is_told_to_wait_tells_all_that_ask_the_same_upstream() -> None:
    container = _container(tunemeld_source="rapidapi", **SECRETS)
    clients = [part for part in _built(container).values() if isinstance(part, UpstreamClient)]

    assert {id(client._cool_downs) for client in clients} == {id(container.pauses())}


def test_the_doctor_knows_every_upstream_by_name() -> None:
    clients = [part for part in _built(_container()).values() if isinstance(part, UpstreamClient)]

    assert sorted(client.upstream for client in clients) == sorted(UPSTREAMS)


def test_health_looks_at_the_store_the_cache_the_disk_the_charts_and_each_upstream() -> None:
    checks = _container().health().run().checks

    assert tuple(checks) == ("store", "cache", "disk", "charts", *UPSTREAMS)


def test_the_redactor_knows_every_secret() -> None:
    container = _container(
        **SECRETS,
        mongodb_url="mongodb://anna:word-of-the-store@db.example",
        redis_url="redis://:word-of-the-cache@cache.example",
    )
    settings: Settings = container.settings()
    known = settings.secrets()
    assert {*SECRETS.values(), "word-of-the-store", "word-of-the-cache"} <= set(known)

    cleaned = container.redactor().clean(" ".join(known))

    assert [secret for secret in known if secret in cleaned] == []


def test_corrections_may_name_every_service_that_there_is(tmp_path: Path) -> None:
    (tmp_path / "by-hand.toml").write_text('[[unlink]]\ntrack = "soundcloud:7"\n')

    container = _container(tunemeld_corrections_file="by-hand.toml")

    assert container.corrections() == Corrections(unlinked=("SoundCloud:7",))


def test_a_stopped_run_waits_for_nobody() -> None:
    container = _container()
    container.stop().set()

    with pytest.raises(RunStopped):
        container.pause()(3600)


def test_another_clock_moves_the_day_of_a_run() -> None:
    container = _container(tunemeld_now="2024-03-02T10:00:00Z")

    assert f"{container.clock().now():%Y-%m-%d}" == "2024-03-02"
    assert container.pipeline().new_run_id().startswith("20240302T1000")


def test_each_run_has_an_id_of_its_own() -> None:
    container = _container()
    container.clock.override(providers.Object(HandClock()))
    new_run_id = container.pipeline().new_run_id

    assert len({new_run_id() for _ in range(50)}) == 50


def test_workers_share_the_pace_of_every_upstream_that_has_a_rate() -> None:
    container = _container(
        tunemeld_source="rapidapi", redis_url="redis://127.0.0.1:9", rate_limits="rapidapi=3", **SECRETS
    )

    share_paces(container)

    clients = ("spotify23", "apple_music24", "soundcloud_scraper", "spotify_api", "itunes", "youtube_videos")
    limiters = {client: getattr(container, client)()._limiter for client in clients}
    assert {type(each) for each in limiters.values()} == {SharedPace}
    assert limiters["spotify23"] is limiters["apple_music24"] is limiters["soundcloud_scraper"]
    assert limiters["spotify23"]._permits == 3


def test_another_name_in_the_playlists_file_has_lists_understood_anew(tmp_path: Path) -> None:
    file = tmp_path / "playlists.toml"
    versions = []
    for name in ("Today's Country", "Today's Country", "Yesterday's Country"):
        url = "https://music.apple.com/us/playlist/todays-country/pl.87bb5b36a9bd49db8c975607452bfa2b"
        spotify = '[country.Spotify]\nid = "37i9dQZF1DX1lVhptIYRda"\n'
        file.write_text(f'{spotify}[country.AppleMusic]\nurl = "{url}"\nname = "{name}"\n', "utf-8")
        versions.append(_container(tunemeld_playlists_file=file).unchanged().version)

    first, again, renamed = versions
    assert first == again != renamed
