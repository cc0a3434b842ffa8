"""Where values come from, what they are by default, and what is made of them."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import surroundings

from tunemeld.settings import InvalidSettings, Settings, load_settings


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    surroundings.clear(monkeypatch, tmp_path)


def _origin(settings: Settings, name: str) -> str:
    return next(each.origin for each in settings.describe() if each.name == name)


@pytest.mark.parametrize(
    ("env", "expected"),
    [
        ("development", (10, 4, 3, 5.0, "DEBUG", "text", "tunemeld")),
        ("production", (500, 50, 3, 5.0, "INFO", "json", "tunemeld")),
        ("testing", (5, 1, 1, 0.0, "INFO", "json", "tunemeld_test")),
    ],
)
def test_each_environment_has_its_own_defaults(env: str, expected: tuple[object, ...]) -> None:
    settings = load_settings(env, rapidapi_key="any")

    assert expected == (
        settings.etl_batch_size,
        settings.etl_thread_count,
        settings.etl_retry_attempts,
        settings.etl_retry_delay,
        settings.log_level,
        settings.log_format,
        settings.mongodb_database,
    )


def test_web_origins_follow_the_environment() -> None:
    origins = {
        env: load_settings(env, rapidapi_key="any").cors_origins
        for env in ("development", "production", "testing")
    }

    assert origins == {
        "development": ("http://localhost:8080", "http://localhost:3000", "http://127.0.0.1:8080"),
        "production": ("https://tunemeld.com", "https://www.tunemeld.com"),
        "testing": (),
    }


def test_without_anything_set_it_is_development_with_sqlite_and_the_sample() -> None:
    settings = load_settings()

    assert settings.tunemeld_env == "development"
    assert (settings.storage, settings.source, settings.cache) == ("sqlite", "sample", "memory")


def test_the_files_of_its_own_lie_in_the_folders_that_xdg_names(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))

    settings = load_settings()

    assert settings.tunemeld_sqlite_path == tmp_path / "data/tunemeld/tunemeld.db"
    assert settings.log_file == tmp_path / "state/tunemeld/api.log"
    assert list(tmp_path.iterdir()) == []


def test_a_value_from_the_file_is_overridden_by_the_environment_and_that_by_the_command_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path(".env").write_text("ETL_THREAD_COUNT=7\nETL_BATCH_SIZE=70\nHTTP_TIMEOUT=70\n", encoding="utf-8")
    monkeypatch.setenv("ETL_THREAD_COUNT", "8")
    monkeypatch.setenv("ETL_BATCH_SIZE", "80")

    settings = load_settings("testing", etl_thread_count=9)

    assert (settings.etl_thread_count, settings.etl_batch_size, settings.http_timeout) == (9, 80, 70)
    assert _origin(settings, "ETL_THREAD_COUNT") == "command line"
    assert _origin(settings, "ETL_BATCH_SIZE") == "environment"
    assert _origin(settings, "HTTP_TIMEOUT") == ".env"
    assert _origin(settings, "ETL_RETRY_DELAY") == "default for testing"
    assert _origin(settings, "STALE_AFTER_DAYS") == "default"


def test_the_environment_named_in_the_file_sets_the_defaults() -> None:
    Path(".env").write_text("TUNEMELD_ENV=testing\n", encoding="utf-8")

    assert load_settings().etl_batch_size == 5


def test_an_empty_value_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAPIDAPI_KEY", "")
    monkeypatch.setenv("ETL_BATCH_SIZE", "")
    Path(".env").write_text("YOUTUBE_API_KEY=\n", encoding="utf-8")

    settings = load_settings("testing")

    assert (settings.rapidapi_key, settings.youtube_api_key, settings.etl_batch_size) == (None, None, 5)


def test_an_override_of_none_is_not_given() -> None:
    assert load_settings(None, etl_thread_count=None).etl_thread_count == 4


def test_an_override_that_is_no_setting_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(TypeError, match="etl_threads is no setting"):
        load_settings(etl_threads=3)


def test_a_misspelt_name_in_the_file_is_reported_and_foreign_names_are_not() -> None:
    Path(".env").write_text("TUNEMELD_STORGE=mongo\ntunemeld_env=testing\nPATH_TO=x\n", encoding="utf-8")

    warnings = load_settings().warnings

    assert [warning.split(",")[0] for warning in warnings] == [
        ".env sets TUNEMELD_STORGE",
        ".env sets tunemeld_env",
    ]


@pytest.mark.parametrize(
    ("overrides", "named"),
    [
        ({"spotify_client_id": "id"}, "SPOTIFY_CLIENT_SECRET is not set"),
        ({"cloudflare_account_id": "a", "cloudflare_api_token": "t"}, "CLOUDFLARE_NAMESPACE_ID is not set"),
        ({"rate_limits": "rapidap=1"}, "RATE_LIMITS names rapidap"),
    ],
)
def test_what_is_set_without_effect_is_said(overrides: dict[str, str], named: str) -> None:
    (warning,) = load_settings(**overrides).warnings

    assert warning.startswith(named)


def test_a_complete_set_gives_no_warning() -> None:
    settings = load_settings(spotify_client_id="id", spotify_client_secret="secret", rate_limits="rapidapi=2")

    assert settings.warnings == ()


@pytest.mark.parametrize(
    ("env", "overrides", "expected"),
    [
        ("development", {"mongodb_url": "mongodb://h"}, "mongo"),
        ("development", {"mongodb_url": "mongodb://h", "tunemeld_storage": "sqlite"}, "sqlite"),
        ("testing", {"mongodb_url": "mongodb://h"}, "memory"),
        ("testing", {"mongodb_url": "mongodb+srv://h", "tunemeld_storage": "auto"}, "mongo"),
    ],
)
def test_the_store_follows_what_is_set(env: str, overrides: dict[str, str], expected: str) -> None:
    assert load_settings(env, **overrides).storage == expected


_KV = {"cloudflare_account_id": "a", "cloudflare_namespace_id": "n", "cloudflare_api_token": "t"}


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        (_KV, "kv"),
        ({**_KV, "redis_url": "redis://h"}, "redis"),
        ({**_KV, "cloudflare_api_token": ""}, "memory"),
        ({**_KV, "tunemeld_cache": "memory"}, "memory"),
    ],
)
def test_the_cache_follows_what_is_set(
    monkeypatch: pytest.MonkeyPatch, overrides: dict[str, str], expected: str
) -> None:
    for name, value in overrides.items():
        monkeypatch.setenv(name.upper(), value)

    assert load_settings().cache == expected


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        ({"rapidapi_key": "k"}, "rapidapi"),
        ({"rapidapi_key": "k", "tunemeld_source": "sample"}, "sample"),
        ({"tunemeld_source": "open"}, "open"),
    ],
)
def test_the_source_follows_what_is_set(overrides: dict[str, str], expected: str) -> None:
    assert load_settings(**overrides).source == expected


def test_rates_are_merged_over_the_defaults() -> None:
    assert load_settings(rate_limits="rapidapi=1000, itunes=0.5").rate_limits == {
        "rapidapi": 1000,
        "spotify": 3,
        "youtube": 10,
        "itunes": 0.5,
        "deezer": 8,
        "cloudflare": 4,
    }


def test_a_day_replaces_the_clock_at_its_midnight() -> None:
    assert load_settings(tunemeld_now="2024-06-22").tunemeld_now == datetime(2024, 6, 22, tzinfo=UTC)


def test_addresses_of_upstreams_lose_the_slash_at_their_end() -> None:
    settings = load_settings(spotify_rapidapi_url="http://127.0.0.1:8800/spotify23/")

    assert settings.spotify_rapidapi_url == "http://127.0.0.1:8800/spotify23"


def test_settings_cannot_be_changed_afterwards() -> None:
    settings = load_settings()

    with pytest.raises(ValueError, match="frozen"):
        settings.etl_batch_size = 3  # type: ignore[misc]


@given(threads=st.integers(1, 500), delay=st.floats(0, 86_400))
def test_what_is_described_reads_as_the_same_settings(threads: int, delay: float) -> None:
    settings = load_settings("testing", etl_thread_count=threads, etl_retry_delay=delay)
    shown = {
        each.name.lower(): each.value
        for each in settings.describe()
        if each.value != "not set" and not each.value.startswith("auto (")
    }

    assert load_settings(**shown).model_dump() == settings.model_dump()


def test_reading_settings_imports_nothing_heavy_of_ours(pytestconfig: pytest.Config) -> None:
    code = "import sys, json, tunemeld.settings; print(json.dumps([*sys.modules]))"
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=pytestconfig.rootpath, capture_output=True, check=True, text=True
    )
    loaded = set(json.loads(answer.stdout))

    assert not loaded & {"requests", "pymongo", "falcon", "structlog", "rich", "dependency_injector", "click"}
    assert {name for name in loaded if name.startswith("tunemeld")} == {
        "tunemeld",
        "tunemeld.setting_values",
        "tunemeld.setting_values.addresses",
        "tunemeld.setting_values.complaints",
        "tunemeld.setting_values.cron",
        "tunemeld.setting_values.defaults",
        "tunemeld.setting_values.env_file",
        "tunemeld.setting_values.masking",
        "tunemeld.setting_values.notation",
        "tunemeld.application",
        "tunemeld.application.errors",
        "tunemeld.settings",
    }


def test_an_unreadable_file_is_one_sentence_without_its_content() -> None:
    Path(".env").write_bytes(b"RAPIDAPI_KEY=se\xffcret\n")

    with pytest.raises(InvalidSettings) as raised:
        load_settings()

    assert str(raised.value) == (
        ".env cannot be read (it is not UTF-8): make it a readable text file, or remove it."
    )
    assert raised.value.__context__ is None


def test_a_file_that_the_system_refuses_to_read_is_one_sentence() -> None:
    # A file that exists and whose reading fails for every user, root too.
    Path(".env").symlink_to("/proc/self/mem")

    with pytest.raises(InvalidSettings, match=r"^\.env cannot be read \(Input/output error\): make it"):
        load_settings()
