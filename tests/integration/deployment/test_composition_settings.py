"""The composition: what containers are told, by names that are known, with no secret in it."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests import surroundings
from tests.integration.deployment.files import (
    DEPLOY,
    Reference,
    filled_in,
    image_environment,
    read_yaml,
    references,
    services,
)
from tests.papers import ROOT

from tunemeld.settings import Settings, load_settings

_TEXT = (ROOT / "docker-compose.yml").read_text("utf-8")
_SERVICES = services()
_OURS = [name for name, each in _SERVICES.items() if "build" in each]
_OTHERS = [name for name, each in _SERVICES.items() if "build" not in each]
_SETTINGS = set(map(str.upper, Settings.model_fields))
# What the others' images take from their environment, by the name before the tag.
_KNOWN = {
    # Its shell keeps its history in it.
    "mongo": {"HOME"},
    # Any option as GF_<SECTION>_<NAME>: https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana
    "grafana/grafana": {
        *("GF_SECURITY_ADMIN_PASSWORD", "GF_USERS_ALLOW_SIGN_UP", "GF_PLUGINS_PREINSTALL_DISABLED"),
        *("GF_ANALYTICS_REPORTING_ENABLED", "GF_ANALYTICS_CHECK_FOR_UPDATES"),
        "GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES",
    },
}
_GIVEN = {"RAPIDAPI_KEY": "a-key", "GRAFANA_ADMIN_PASSWORD": "a-password"}


def _environment(service: str) -> dict[str, str]:
    return {
        name: filled_in(str(value), _GIVEN)
        for name, value in _SERVICES[service].get("environment", {}).items()
    }


def test_it_holds_no_secret() -> None:
    given = {name: str(v) for each in _SERVICES.values() for name, v in each.get("environment", {}).items()}
    secrets = {name: value for name, value in given.items() if re.search(r"PASSWORD|SECRET|TOKEN|KEY", name)}

    assert secrets.keys() == {"GF_SECURITY_ADMIN_PASSWORD"}
    for value in secrets.values():
        assert [each.default for each in references(value)] == [None]
    assert not [value for value in given.values() if "@" in value]


def test_a_variable_without_a_default_says_what_to_do() -> None:
    assert re.findall(r"\$\{([A-Z_]+):\?([^}]+)\}", _TEXT) == [
        (
            "GRAFANA_ADMIN_PASSWORD",
            "set GRAFANA_ADMIN_PASSWORD in .env, since Grafana publishes a port",
        )
    ]


def test_variables_are_settings_or_explained() -> None:
    paper = (ROOT / "docs" / "deployment.md").read_text("utf-8")
    own = {each.name for each in references(_TEXT)} - _SETTINGS

    assert Reference("PUBLISH_HOST", "127.0.0.1") in references(_TEXT)
    assert [name for name in sorted(own) if f"`{name}`" not in paper] == []


@pytest.mark.parametrize("name", _OURS)
def test_ours_are_told_settings_that_there_are(name: str) -> None:
    assert _environment(name).keys() <= _SETTINGS


@pytest.mark.parametrize("name", _OTHERS)
def test_others_are_told_what_their_image_takes(name: str) -> None:
    image = _SERVICES[name]["image"].partition(":")[0]

    assert _environment(name).keys() <= _KNOWN.get(image, set())


def test_the_image_sets_settings_that_there_are() -> None:
    of_python = {"PATH", "HOME", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}

    assert image_environment().keys() - of_python <= _SETTINGS


@pytest.mark.parametrize("name", ["api", "scheduler", "worker"])
def test_with_a_key_the_settings_are_valid_and_name_the_servers_in_it(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    surroundings.clear(monkeypatch, tmp_path)
    for setting, value in {**image_environment(), **_environment(name), **_GIVEN}.items():
        monkeypatch.setenv(setting, value)

    settings = load_settings()

    assert (settings.tunemeld_env, settings.storage, settings.cache) == ("production", "mongo", "redis")
    assert str(settings.log_file).startswith("/data/")
    assert settings.mongodb_url
    assert settings.redis_url
    mongo, redis = (urlsplit(url.get_secret_value()) for url in (settings.mongodb_url, settings.redis_url))
    assert (mongo.hostname, redis.hostname) == ("mongo", "redis")
    assert mongo.query == f"replicaSet={_replica_set()}"


def _replica_set() -> str:
    command = _SERVICES["mongo"]["command"]
    return str(command[command.index("--replSet") + 1])


def test_the_replica_set_is_made_of_the_server_by_the_name_that_clients_use() -> None:
    _, script, *arguments = _SERVICES["mongo-init"]["entrypoint"]

    assert arguments == [_replica_set(), "mongo:27017"]
    assert [mount.split(":")[1] for mount in _SERVICES["mongo-init"]["volumes"]] == [script]


def test_the_api_takes_the_name_that_prometheus_asks_for() -> None:
    asked = {
        target
        for job in read_yaml(DEPLOY / "prometheus/prometheus.yml")["scrape_configs"]
        for each in job["static_configs"]
        for target in each["targets"]
    }

    assert asked == {"api:8000", "localhost:9090"}
    assert "api" in _environment("api")["ALLOWED_HOSTS"].split(",")
    assert set(_SERVICES["prometheus"]["networks"]) & set(_SERVICES["api"]["networks"])
