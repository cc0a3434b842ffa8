"""Wrong settings: all named at once, in our own words, without a secret."""

import traceback
from pathlib import Path

import pytest
from tests import surroundings

from tunemeld.settings import InvalidSettings, Settings, load_settings

_SECRETS = {
    "RAPIDAPI_KEY": "rapid-5ecret-1",
    "SPOTIFY_CLIENT_ID": "client-5ecret-2",
    "SPOTIFY_CLIENT_SECRET": "spotify-5ecret-3",
    "YOUTUBE_API_KEY": "youtube-5ecret-4",
    "CLOUDFLARE_API_TOKEN": "cloud-5ecret-5",
    "ADMIN_TOKEN": "admin-5ecret-6",
    "MONGODB_URL": "mongodb://reader:mongo%405ecret-7@db.example:27017/x?tlsCertificateKeyFilePassword=5ecret-8",
    "REDIS_URL": "rediss://:redis-5ecret-9@cache.example/0",
    "HEARTBEAT_URL": "https://watch.example/5ecret-10",
}

# A value out of each setting's limits, and what the sentence about it says.
_WRONG = [
    ("TUNEMELD_ENV", "staging", "'development', 'production' or 'testing'"),
    ("TUNEMELD_NOW", "yesterday", "a day or an instant"),
    ("MONGODB_DATABASE", "tune meld", "letters, digits"),
    ("TUNEMELD_STORAGE", "mongo", "MONGODB_URL to be set as well"),
    ("CLOUDFLARE_ACCOUNT_ID", "../x", "letters, digits"),
    ("CLOUDFLARE_NAMESPACE_ID", "a/b", "letters, digits"),
    ("TUNEMELD_CACHE", "redis", "REDIS_URL to be set as well"),
    ("TUNEMELD_SOURCE", "youtube", "'auto', 'rapidapi', 'open' or 'sample'"),
    ("TUNEMELD_PLAYLISTS_FILE", "absent.toml", "a file that exists"),
    ("TUNEMELD_CHARTS_FILE", "absent.toml", "a file that exists"),
    ("TUNEMELD_CORRECTIONS_FILE", "absent.toml", "a file that exists"),
    ("ISRC_LOOKUP_BUDGET", "-1", "0 or more"),
    ("STALE_AFTER_DAYS", "0", "1 or more"),
    ("ETL_BATCH_SIZE", "10001", "10000 or less"),
    ("ETL_THREAD_COUNT", "many", "a whole number"),
    ("ETL_RETRY_ATTEMPTS", "0", "1 or more"),
    ("ETL_RETRY_DELAY", "-0.1", "0 or more"),
    ("RATE_LIMITS", "rapidapi=0", "above 0"),
    ("HTTP_TIMEOUT", "0", "more than 0"),
    ("RETRY_AFTER_CAP", "nan", "a number"),
    ("YOUTUBE_DAILY_QUOTA", "10k", "a whole number"),
    ("YOUTUBE_DAILY_SEARCHES", "1.5", "a whole number"),
    ("YOUTUBE_RETENTION_DAYS", "9999", "3650 or less"),
    ("SPOTIFY_RETENTION_DAYS", "0", "1 or more"),
    ("SOUNDCLOUD_RETENTION_DAYS", "for good", "a whole number"),
    ("YOUTUBE_IN_TRENDING", "perhaps", "true or false"),
    ("SCHEDULE_PLAYLISTS", "daily", "five cron fields"),
    ("SCHEDULE_COUNTS", "0 24 * * *", "five cron fields"),
    ("SCHEDULE_TIMEZONE", "Mars/Olympus", "a time zone"),
    ("SCHEDULER_LEASE_SECONDS", "0", "1 or more"),
    ("WORKER_TASK_SECONDS", "0", "1 or more"),
    ("API_HOST", "http://here", "a host name"),
    ("API_PORT", "65536", "65535 or less"),
    ("API_WORKERS", "0", "1 or more"),
    ("API_CONCURRENCY", "0", "1 or more"),
    ("API_RATE_LIMIT", "-5", "0 or more"),
    ("CORS_ORIGINS", "https://a.example,*", "origins such as"),
    ("ALLOWED_HOSTS", "a.example b.example", "separated by commas"),
    ("LOG_LEVEL", "LOUD", "'DEBUG', 'INFO'"),
    ("LOG_FORMAT", "xml", "'json' or 'text'"),
    *(
        (name, "http://upstream.example", "an https:// address")
        for name in map(str.upper, Settings.model_fields)
        if name.endswith(("_RAPIDAPI_URL", "_ACCOUNTS_URL", "_API_URL", "_OEMBED_URL"))
    ),
]
_WRONG_SECRETS = {name: value.replace("5ecret", "5ecret\n") for name, value in _SECRETS.items()}


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    surroundings.clear(monkeypatch, tmp_path)


def _problems(env: str | None = None, **overrides: object) -> tuple[str, ...]:
    with pytest.raises(InvalidSettings) as raised:
        load_settings(env, **overrides)
    return raised.value.problems


@pytest.mark.parametrize(("name", "value", "expected"), _WRONG, ids=[name for name, *_ in _WRONG])
def test_a_wrong_value_is_named_with_what_is_expected(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: str
) -> None:
    monkeypatch.setenv(name, value)

    (problem,) = _problems()

    assert problem.startswith(f"{name}='{value}': expected ")
    assert expected in problem
    assert "pydantic" not in problem


@pytest.mark.parametrize("name", _SECRETS)
def test_a_wrong_secret_is_named_without_its_value(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, _WRONG_SECRETS[name])

    (problem,) = _problems()

    assert problem.startswith(f"{name}: expected ")
    assert "5ecret" not in problem


def test_all_problems_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {**{name: value for name, value, _ in _WRONG}, **_WRONG_SECRETS}
    # Both need an address that is itself wrong, which is what is reported.
    del wrong["TUNEMELD_STORAGE"], wrong["TUNEMELD_CACHE"]
    for name, value in wrong.items():
        monkeypatch.setenv(name, value)

    named = {problem.partition(":")[0].partition("=")[0] for problem in _problems()}

    assert named == set(wrong)


def test_every_setting_that_can_be_wrong_is_in_the_table() -> None:
    free = {"TUNEMELD_SQLITE_PATH", "LOG_FILE"}

    assert {name for name, *_ in _WRONG} | set(_SECRETS) | free == set(map(str.upper, Settings.model_fields))


@pytest.mark.parametrize(
    ("overrides", "problem"),
    [
        ({"tunemeld_now": "2024-06-22", "rapidapi_key": "k"}, "TUNEMELD_NOW='2024-06-22'"),
        ({"tunemeld_source": "sample"}, "TUNEMELD_SOURCE='sample'"),
        ({}, "TUNEMELD_SOURCE='auto': expected RAPIDAPI_KEY"),
    ],
)
def test_production_refuses_what_would_publish_invented_data(overrides: dict[str, str], problem: str) -> None:
    (found,) = _problems("production", **overrides)

    assert found.startswith(problem)


@pytest.mark.parametrize("overrides", [{"rapidapi_key": "k"}, {"tunemeld_source": "open"}])
def test_production_accepts_real_sources(overrides: dict[str, str]) -> None:
    assert load_settings("production", **overrides).source != "sample"


def test_the_message_has_one_line_for_each_problem() -> None:
    with pytest.raises(InvalidSettings) as raised:
        load_settings(api_port="x", etl_batch_size="y")

    assert str(raised.value).splitlines() == list(raised.value.problems)
    assert len(raised.value.problems) == 2


def test_a_password_in_an_address_that_takes_none_is_not_repeated() -> None:
    (problem,) = _problems(itunes_api_url="https://me:5ecret@itunes.example?key=5ecret")

    assert problem.startswith("ITUNES_API_URL='https://***@itunes.example?***': expected")


def test_a_long_value_is_cut() -> None:
    (problem,) = _problems(log_format="x" * 10_000)

    assert len(problem) < 200


def test_no_traceback_of_wrong_settings_holds_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**_SECRETS, "API_PORT": "x"}.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(InvalidSettings) as raised:
        load_settings()

    assert "5ecret" not in "".join(traceback.format_exception(raised.value))
    assert raised.value.__context__ is None


def test_secrets_are_masked_wherever_settings_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in _SECRETS.items():
        monkeypatch.setenv(name, value)

    settings = load_settings()
    shown = {each.name: each.value for each in settings.describe()}

    for text in (str(settings), repr(settings), str(shown), str(settings.model_dump_json())):
        assert "5ecret" not in text
    assert shown["ADMIN_TOKEN"] == "set"
    assert shown["MONGODB_URL"] == "mongodb://***@db.example:27017/x?***"
    assert shown["REDIS_URL"] == "rediss://***@cache.example/0"


def test_a_secret_that_is_not_set_is_shown_as_such() -> None:
    shown = {each.name: each.value for each in load_settings().describe()}

    assert {shown[name] for name in _SECRETS} == {"not set"}


def test_every_secret_is_known_to_whoever_takes_them_out(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in _SECRETS.items():
        monkeypatch.setenv(name, value)

    assert set(load_settings().secrets()) == {
        "rapid-5ecret-1",
        "client-5ecret-2",
        "spotify-5ecret-3",
        "youtube-5ecret-4",
        "cloud-5ecret-5",
        "admin-5ecret-6",
        "mongo%405ecret-7",
        "mongo@5ecret-7",
        "5ecret-8",
        "redis-5ecret-9",
        "https://watch.example/5ecret-10",
        "/5ecret-10",
        "Y2xpZW50LTVlY3JldC0yOnNwb3RpZnktNWVjcmV0LTM=",
    }


def test_without_secrets_there_are_none() -> None:
    assert load_settings(mongodb_url="mongodb://db.example", redis_url="redis://reader@cache").secrets() == ()
