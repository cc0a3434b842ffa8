from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.builders import A_SATURDAY, a_draft, a_report
from tests.clocks import HandClock
from tests.fakes import UnreachableCache
from tests.nameless import knows, nameless
from tests.scripted_counters import ScriptedVideos
from tests.upkeeps import StoreIn
from tests.worlds import DAY, World

from tunemeld.adapters.caches.memory import MemoryCache
from tunemeld.adapters.http.meter import ThreadCallMeter
from tunemeld.adapters.probes.cache import CacheProbe
from tunemeld.adapters.probes.charts import ChartsProbe
from tunemeld.adapters.probes.files import FilesProbe
from tunemeld.adapters.probes.keys import CredentialsProbe, KeysProbe
from tunemeld.adapters.probes.lists import FreshnessProbe
from tunemeld.adapters.probes.quotas import QuotaProbe
from tunemeld.adapters.probes.schema import SchemaProbe
from tunemeld.adapters.probes.store import DiskProbe, StoreProbe
from tunemeld.adapters.probes.upstreams import CoolDownProbe, UpstreamProbe
from tunemeld.adapters.stores.memory import MemoryStores
from tunemeld.adapters.stores.sqlite import SqliteStores
from tunemeld.application.doctor import Doctor
from tunemeld.application.errors import Refusal, UpstreamRejected, UpstreamUnavailable
from tunemeld.application.ports.runtime import Probe
from tunemeld.application.report import Check, Stage
from tunemeld.domain.corrections import Corrections
from tunemeld.domain.quota import RemainingQuota

_NO_KEYS = dict.fromkeys(
    ("RAPIDAPI_KEY", "SPOTIFY_CLIENT_ID", "SPOTIFY_CLIENT_SECRET", "YOUTUBE_API_KEY"), False
)


def _checked(probe: Probe) -> Check:
    return Doctor([probe], HandClock()).run().checks[probe.name]


def _broken(tmp_path: Path) -> SqliteStores:
    (tmp_path / "notes.txt").write_text("no database" * 100)
    return SqliteStores(tmp_path / "notes.txt")


def test_a_store_tells_where_it_is_and_which_genres_have_a_chart() -> None:
    world = World(genres=("country", "pop"))
    empty = _checked(StoreProbe(world.stores.charts, world.stores.upkeep, world.genres))
    world.run()

    full = _checked(StoreProbe(world.stores.charts, world.stores.upkeep, [*world.genres, "rap"]))

    assert empty == Check.found("memory: no chart yet")
    assert full == Check.found("memory: charts for country, pop")


def test_a_store_that_cannot_be_read_is_a_fault_with_its_reason_and_a_remedy(tmp_path: Path) -> None:
    broken = _broken(tmp_path)

    check = _checked(StoreProbe(broken.charts, broken.upkeep, ["pop"]))

    assert not check.healthy
    assert "is no SQLite database" in check.details
    assert "tunemeld db test-connection" in check.remedy


def test_a_store_that_can_only_be_read_is_a_fault_that_tells_its_charts_and_a_remedy(tmp_path: Path) -> None:
    stores = SqliteStores(tmp_path / "tunemeld.db")
    stores.charts.publish(a_draft())
    with stores._database.reading() as connection:
        connection.execute("PRAGMA query_only = ON")

    check = _checked(StoreProbe(stores.charts, stores.upkeep, ["country"]))

    assert (check.healthy, check.details) == (False, f"{tmp_path / 'tunemeld.db'}: charts for country")
    assert "is read-only: let this user write to it" in check.remedy
    stores.close()


def test_a_cache_is_well_where_what_is_written_comes_back_and_nothing_stays() -> None:
    cache = MemoryCache(HandClock())

    assert _checked(CacheProbe(cache)).healthy
    assert cache.clear() == 0


def test_a_cache_that_does_not_answer_is_a_fault() -> None:
    check = _checked(CacheProbe(UnreachableCache()))

    assert (check.healthy, check.details) == (False, "the cache does not answer")
    assert "TUNEMELD_CACHE" in check.remedy


def test_a_cache_that_forgets_at_once_is_a_fault() -> None:
    class Forgetful(MemoryCache):
        def set(self, key: str, value: bytes, *, ttl_seconds: int | None = None) -> None:
            pass

    assert _checked(CacheProbe(Forgetful(HandClock()))).details == "memory: wrote 1 and read None"


@pytest.mark.parametrize("place", ["tunemeld.db", "not/there/yet/tunemeld.db"])
def test_the_disk_is_looked_at_where_the_store_lies_or_will_lie(tmp_path: Path, place: str) -> None:
    check = _checked(DiskProbe(tmp_path / place))

    assert check.details.endswith(f" GiB free at {tmp_path}")


def test_too_little_room_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tunemeld.adapters.probes.store._LEAST_FREE_BYTES", 1 << 80)

    check = _checked(DiskProbe(tmp_path / "tunemeld.db"))

    assert not check.healthy
    assert check.remedy.startswith("make room")


def test_a_folder_that_may_not_be_looked_into_stops_no_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it is for everybody but root: whoever runs the tests may be root."""
    looked = Path.is_dir

    def is_dir(path: Path) -> bool:
        if path.name == "locked":
            raise PermissionError(13, "Permission denied")
        return looked(path)

    monkeypatch.setattr(Path, "is_dir", is_dir)

    assert _checked(DiskProbe(tmp_path / "locked" / "tunemeld.db")).details.endswith(f"at {tmp_path}")


def test_a_store_without_a_file_needs_no_disk() -> None:
    assert _checked(DiskProbe(None)) == Check.found("the store needs none here")


@pytest.mark.parametrize(
    ("source", "given", "remedy"),
    [
        ("sample", [], ""),
        ("rapidapi", ["RAPIDAPI_KEY"], ""),
        ("rapidapi", ["RAPIDAPI_KEY", "SPOTIFY_CLIENT_ID", "SPOTIFY_CLIENT_SECRET"], ""),
        ("rapidapi", [], "set RAPIDAPI_KEY, or TUNEMELD_SOURCE=sample"),
        ("rapidapi", ["RAPIDAPI_KEY", "SPOTIFY_CLIENT_SECRET"], "set SPOTIFY_CLIENT_ID too, or neither"),
        ("sample", ["SPOTIFY_CLIENT_ID"], "set SPOTIFY_CLIENT_SECRET too, or neither"),
    ],
)
def test_a_missing_key_is_a_fault_only_where_it_is_needed(source: str, given: list[str], remedy: str) -> None:
    check = _checked(KeysProbe(source, {**_NO_KEYS, **dict.fromkeys(given, True)}))

    assert check.healthy == (not remedy)
    assert check.remedy.startswith(remedy)
    assert check.details.count(" not set") == 4 - len(given)


def test_a_login_that_the_last_run_was_refused_with_is_a_fault_until_a_run_goes_well() -> None:
    world = nameless(range(1, 4), range(1, 4))
    knows(world, 1, 2, 3)
    world.search.failures = [UpstreamRejected("spotify-api", "spotify-api refuses the login", status=401)]
    probe = CredentialsProbe(world.stores.runs, _NO_KEYS)
    assert _checked(probe).details == "none was refused when it was last used"

    world.run()
    refused = _checked(probe)
    world.run()

    assert refused.details == "ISRC lookups stopped early: spotify-api refuses the login"
    assert refused.remedy
    assert _checked(probe).healthy


def test_a_key_that_an_upstream_refused_is_a_fault_until_the_upstream_is_asked_again() -> None:
    stores = MemoryStores()
    probe = CredentialsProbe(stores.runs, _NO_KEYS)
    refused = "youtube answered 403 Forbidden; check YOUTUBE_API_KEY, and that its account may use this"
    failed = {"youtube": refused, "itunes": "itunes did not answer within 20 seconds"}
    first = a_report("first").model_copy(update={"calls": {"youtube": 1, "itunes": 1}, "failures": failed})
    stores.runs.save(first)
    stores.runs.save(a_report("second").model_copy(update={"calls": {"spotify23": 1}}))

    during = _checked(probe)
    stores.runs.save(a_report("third").model_copy(update={"calls": {"youtube": 4}}))

    assert (during.healthy, during.details) == (False, refused)
    assert _checked(probe).healthy


def test_a_pause_that_lasts_is_a_fault_and_one_that_is_over_is_none() -> None:
    stores, clock = MemoryStores(), HandClock(A_SATURDAY)
    probe = CoolDownProbe(stores.cool_downs, ["spotify23", "itunes"], clock)
    stores.cool_downs.cool_down("spotify23", A_SATURDAY + timedelta(hours=3))
    stores.cool_downs.cool_down("itunes", A_SATURDAY - timedelta(hours=3))

    during = _checked(probe)
    clock.put_forward(4 * 3600)

    assert (during.healthy, during.details) == (False, "spotify23 pauses until 2024-06-22 05:30 UTC")
    assert during.remedy
    assert _checked(probe) == Check.found("no upstream pauses")


def test_lists_that_count_are_well() -> None:
    world = World(genres=("country", "pop"))
    world.run()

    assert _checked(FreshnessProbe(world.lists)).details == "every list counts"


def test_a_list_that_is_held_back_is_told_and_no_fault_while_the_last_good_one_counts() -> None:
    world = World()
    world.run()
    world.show("Spotify", range(1, 4))
    world.run_later(DAY)

    check = _checked(FreshnessProbe(world.lists))

    assert check.healthy
    assert check.details.startswith("stale, and counts: country/Spotify: held back: 3 entries where")


def test_genres_that_were_never_fetched_are_told_and_no_fault() -> None:
    world = World(genres=("country", "pop", "rap"))
    world.run(Stage.FULL, "pop")

    assert _checked(FreshnessProbe(world.lists)) == Check.found(
        "not fetched yet: country, rap (`tunemeld etl run`)"
    )


def test_a_list_that_is_missing_or_too_old_is_a_fault_with_its_reason() -> None:
    world = World(genres=("country", "pop"))
    world.catalogues["Spotify"].bodies["country"] = UpstreamUnavailable("Spotify", "Spotify answered 503")
    world.run(Stage.FULL, "country")
    missing = _checked(FreshnessProbe(world.lists))
    world.clock.put_forward(30 * DAY)
    old = _checked(FreshnessProbe(world.lists))

    assert not missing.healthy
    assert (
        missing.details == "country/Spotify: Spotify answered 503; not fetched yet: pop (`tunemeld etl run`)"
    )
    assert "run `tunemeld etl run`" in missing.remedy
    assert (
        "country/AppleMusic, country/SoundCloud: the last good list of 2024-06-22 is older than 21 days"
        in old.details
    )


def test_of_very_many_lists_a_dozen_are_named_and_the_rest_counted() -> None:
    world = World(genres=[f"genre-{n}" for n in range(10)])
    world.run()
    world.clock.put_forward(30 * DAY)

    details = _checked(FreshnessProbe(world.lists)).details

    assert details.endswith(
        "genre-3/SoundCloud and 18 more: the last good list of 2024-06-22 is older than 21 days"
    )


def test_a_chart_is_well_for_as_long_as_a_list_would_count_and_then_a_fault_with_a_remedy() -> None:
    world = World(genres=("country", "pop", "rap"))
    world.run(Stage.FULL, "pop")
    world.clock.put_forward(DAY)
    world.run(Stage.FULL, "country")
    probe = ChartsProbe(world.stores.charts, world.lists)

    world.clock.put_forward(20 * DAY)
    in_time = _checked(probe)
    world.clock.put_forward(60)
    late = _checked(probe)

    assert in_time == Check.found("none is older than 21 days; the oldest is pop of 2024-06-22")
    assert (late.healthy, late.details) == (False, "older than 21 days: pop of 2024-06-22")
    assert "`tunemeld etl run`" in late.remedy


def test_charts_of_another_source_are_none_that_can_grow_old() -> None:
    world = World(source="sample")
    world.run()
    real = World(source="rapidapi", stores=world.stores, clock=world.clock)
    real.clock.put_forward(30 * DAY)

    assert _checked(ChartsProbe(real.stores.charts, real.lists)) == Check.found("none yet")


def test_a_schema_is_well_where_it_is_this_version_s_with_all_its_indexes() -> None:
    assert _checked(SchemaProbe(StoreIn(schema=3))) == Check.found("version 3")
    assert _checked(SchemaProbe(StoreIn(exists=False))) == Check.found("version 3, made at first use")
    assert _checked(SchemaProbe(MemoryStores().upkeep)) == Check.found("the store needs none")


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ({"schema": 2}, "version 2, which is older than 3"),
        (
            {"missing": ("runs (n)", "fetches (n)")},
            "version 3; indexes that are not there: runs (n), fetches (n)",
        ),
    ],
)
def test_an_older_schema_and_a_lacking_index_are_faults_that_migrating_mends(
    state: dict[str, Any], told: str
) -> None:
    check = _checked(SchemaProbe(StoreIn(**state)))

    assert (check.healthy, check.details) == (False, told)
    assert "tunemeld db migrate" in check.remedy


def test_the_files_of_an_operator_are_told_by_what_they_hold() -> None:
    corrections = Corrections(unlinked=("Spotify:1", "Spotify:2"))

    check = _checked(FilesProbe(lambda: {"pop": {}, "rap": {}}, lambda: {"soul": {}}, lambda: corrections))

    assert check == Check.found("playlists of pop, rap; charts of soul; 2 corrections")


def test_each_file_that_cannot_be_used_is_a_fault_with_all_that_is_wrong() -> None:
    def refused(*faults: str) -> Any:
        raise Refusal("\n".join(faults))

    probe = FilesProbe(
        lambda: refused("a.toml: no genre", "a.toml: no service"),
        lambda: refused("c.toml: no"),
        lambda: refused("b.toml: no"),
    )
    check = _checked(probe)

    assert (check.healthy, check.details) == (
        False,
        "a.toml: no genre; a.toml: no service; c.toml: no; b.toml: no",
    )
    assert "correct the file" in check.remedy


@pytest.mark.parametrize(
    "probe",
    [
        lambda stores: UpstreamProbe("itunes", stores.runs, stores.cool_downs, HandClock()),
        lambda stores: CoolDownProbe(stores.cool_downs, ["itunes"], HandClock()),
        lambda stores: CredentialsProbe(stores.runs, _NO_KEYS),
        lambda stores: FreshnessProbe(World(stores=stores).lists),
    ],
    ids=["upstreams", "quotas", "credentials", "lists"],
)
def test_what_has_to_be_read_from_a_broken_store_is_unknown_and_no_fault_of_its_own(
    tmp_path: Path, probe: Callable[[SqliteStores], Probe]
) -> None:
    stores = _broken(tmp_path)
    asked = probe(stores)

    health = Doctor([StoreProbe(stores.charts, stores.upkeep, ["pop"]), asked], HandClock()).run()

    assert not health.checks["store"].healthy
    assert health.checks[asked.name] == Check.found("unknown while the store cannot be read")


def test_what_is_left_of_quotas_is_told_and_a_plan_that_is_used_up_is_a_fault_until_it_is_whole() -> None:
    stores, clock = MemoryStores(), HandClock(A_SATURDAY)
    videos = ScriptedVideos(clock, ThreadCallMeter())
    videos.searches, videos.looks = 88, 9_990
    probe = QuotaProbe(videos, stores.quotas, clock)
    said = RemainingQuota(
        upstream="spotify23",
        remaining=3,
        limit=500,
        resets_at=A_SATURDAY + timedelta(days=1),
        noted_at=A_SATURDAY,
    )
    stores.quotas.note(said)

    some = _checked(probe)
    stores.quotas.note(said.model_copy(update={"remaining": 0, "noted_at": A_SATURDAY + timedelta(hours=1)}))
    none = _checked(probe)
    clock.put_forward(DAY + 1)

    assert some == Check.found("spotify23 3 of 500; youtube 88 searches and 9990 other calls today")
    assert (none.healthy, none.details.startswith("spotify23 0 of 500")) == (False, True)
    assert _checked(probe) == Check.found("youtube 88 searches and 9990 other calls today")


def test_where_nobody_has_a_quota_none_is_known() -> None:
    assert _checked(QuotaProbe(None, MemoryStores().quotas, HandClock())) == Check.found("none is known")
