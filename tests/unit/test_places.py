"""What tells strangers where an installation lies, so that it can be taken out of what they read."""

from pathlib import Path

import pytest
from tests import surroundings

from tunemeld.adapters.redaction import Redactor
from tunemeld.settings import load_settings


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    surroundings.clear(monkeypatch, tmp_path)


def test_the_files_and_every_folder_above_them_are_places_and_the_root_is_none() -> None:
    places = load_settings(
        tunemeld_sqlite_path="/srv/charts/tunemeld.db", log_file="/var/log/tunemeld/api.log"
    ).places()

    assert places == tuple(
        sorted(
            [
                *("/srv", "/srv/charts", "/srv/charts/tunemeld.db"),
                *("/var", "/var/log", "/var/log/tunemeld", "/var/log/tunemeld/api.log"),
            ]
        )
    )


def test_a_relative_file_lies_in_the_working_directory(tmp_path: Path) -> None:
    places = load_settings(tunemeld_sqlite_path="tunemeld.db", log_file="/var/log/api.log").places()

    assert {str(tmp_path), str(tmp_path / "tunemeld.db")} <= set(places)


@pytest.mark.parametrize(
    ("setting", "address", "host"),
    [
        ("mongodb_url", "mongodb://reader:pass-word@db.inside.example:27017/?w=1", "db.inside.example:27017"),
        (
            "mongodb_url",
            "mongodb://a.inside.example,b.inside.example/charts",
            "a.inside.example,b.inside.example",
        ),
        ("mongodb_url", "mongodb+srv://cluster.inside.example", "cluster.inside.example"),
        ("redis_url", "redis://:pass-word@cache.inside.example:6379/0", "cache.inside.example:6379"),
        ("redis_url", "unix:///run/redis/inside.sock", "/run/redis/inside.sock"),
        ("itunes_api_url", "https://proxy.inside.example/itunes", "proxy.inside.example"),
        ("cloudflare_api_url", "http://127.0.0.1:4711/client/v4", "127.0.0.1:4711"),
    ],
)
def test_the_hosts_of_servers_and_proxies_are_places_and_passwords_are_not_repeated(
    setting: str, address: str, host: str
) -> None:
    settings = load_settings(
        tunemeld_sqlite_path="/srv/charts.db", log_file="/srv/api.log", **{setting: address}
    )

    assert set(settings.places()) == {"/srv", "/srv/charts.db", "/srv/api.log", host}


def test_a_service_of_the_open_web_is_no_place_by_whichever_path_it_is_asked() -> None:
    settings = load_settings(
        tunemeld_sqlite_path="/charts.db",
        log_file="/api.log",
        spotify_oembed_url="https://open.spotify.com/oembed/",
    )

    assert set(settings.places()) == {"/charts.db", "/api.log"}


def test_a_sentence_that_names_places_can_be_cleaned_of_them() -> None:
    settings = load_settings(
        tunemeld_sqlite_path="/srv/charts/tunemeld.db",
        log_file="/var/log/api.log",
        mongodb_url="mongodb://db.inside.example:27017",
    )
    said = (
        "/srv/charts/tunemeld.db cannot be opened in /srv/charts; "
        "the store tunemeld on MongoDB at db.inside.example:27017 cannot be reached"
    )

    cleaned = Redactor(settings.places()).clean(said)

    assert cleaned == (
        "[redacted] cannot be opened in [redacted]; "
        "the store tunemeld on MongoDB at [redacted] cannot be reached"
    )
