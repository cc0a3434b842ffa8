"""The composition: what each container may do, whom it reaches, what it waits for."""

import re
import subprocess
from typing import Any

import pytest
from tests.integration.deployment.files import (
    filled_in,
    read_yaml,
    services,
)
from tests.papers import ROOT

_TEXT = (ROOT / "docker-compose.yml").read_text("utf-8")
_COMPOSITION = read_yaml(ROOT / "docker-compose.yml")
_SERVICES = services()
_OURS = {name: each for name, each in _SERVICES.items() if "build" in each}
_OTHERS = {name: each for name, each in _SERVICES.items() if "build" not in each}


def _mounts(service: dict[str, Any]) -> list[list[str]]:
    """Its mounts: source, target, and perhaps an option."""
    return [mount.split(":") for mount in service.get("volumes", [])]


def test_all_that_is_needed_is_in_it() -> None:
    assert {"api", "scheduler", "worker", "mongo", "redis", "prometheus", "grafana"} <= _SERVICES.keys()


@pytest.mark.parametrize("name", _SERVICES)
def test_a_container_may_write_to_its_volumes_only_and_gains_no_right(name: str) -> None:
    service = _SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert "/tmp" in service["tmpfs"]
    assert not {"privileged", "cap_add", "devices", "pid", "ipc", "network_mode"} & service.keys()
    assert not [mount for mount in _mounts(service) if mount[0].startswith("/")]


@pytest.mark.parametrize("name", _OTHERS)
def test_a_container_of_others_is_pinned_and_does_not_run_as_root(name: str) -> None:
    assert re.fullmatch(r"[\w/]+:v?\d+\.\d+\.\d+(-[a-z]+)?", _OTHERS[name]["image"])
    assert int(_OTHERS[name]["user"].partition(":")[0]) > 0


def test_ours_are_one_image_and_change_neither_its_user_nor_its_program() -> None:
    assert {each["image"] for each in _OURS.values()} == {"tunemeld:local"}
    assert not [name for name, each in _OURS.items() if "user" in each]
    assert {name for name, each in _OURS.items() if "entrypoint" in each} == {"mongo-init"}


@pytest.mark.parametrize("name", sorted(set(_SERVICES) - {"mongo-init"}))
def test_what_goes_on_is_watched_and_started_again(name: str) -> None:
    service = _SERVICES[name]

    assert service["restart"] == "unless-stopped"
    # The image brings the API's own check.
    assert name == "api" or service["healthcheck"]["test"][0] == "CMD"


def test_what_is_done_once_is_not_started_again_when_it_is_done() -> None:
    assert _SERVICES["mongo-init"]["restart"].startswith("on-failure")


@pytest.mark.parametrize("name", _SERVICES)
def test_a_container_waits_for_what_can_come_about(name: str) -> None:
    for other, how in _SERVICES[name].get("depends_on", {}).items():
        is_done_once = not _SERVICES[other]["restart"].startswith("unless")
        expected = "service_completed_successfully" if is_done_once else "service_healthy"
        assert how["condition"] == expected


@pytest.mark.parametrize("name", ["api", "scheduler", "worker"])
def test_ours_begin_when_the_stores_are_ready(name: str) -> None:
    assert _SERVICES[name]["depends_on"].keys() == {"mongo-init", "redis"}


def test_only_the_api_and_grafana_can_be_reached_and_only_from_this_machine_by_default() -> None:
    published = {name: filled_in(each["ports"][0], {}) for name, each in _SERVICES.items() if "ports" in each}

    assert published == {"api": "127.0.0.1:8000:8000", "grafana": "127.0.0.1:3000:3000"}


def test_nobody_but_ours_reaches_the_stores() -> None:
    stores = {name for name, each in _SERVICES.items() if "stores" in each["networks"]}

    assert stores == {*_OURS, "mongo", "redis"}
    assert {name for name, each in _COMPOSITION["networks"].items() if each.get("internal")} == {
        *("stores", "watching"),
    }
    assert {name for name in _OTHERS if "outside" in _SERVICES[name]["networks"]} == {"grafana"}


def test_networks_and_volumes_are_those_that_it_names() -> None:
    mounted = {mount[0] for each in _SERVICES.values() for mount in _mounts(each) if "/" not in mount[0]}
    joined = {network for each in _SERVICES.values() for network in each["networks"]}

    assert mounted == _COMPOSITION["volumes"].keys()
    assert joined == _COMPOSITION["networks"].keys()


def test_what_is_mounted_from_here_is_in_git_and_read_only() -> None:
    mounts = [m for each in _SERVICES.values() for m in _mounts(each) if m[0].startswith(".")]

    assert len(mounts) == 4
    for source, _, option in mounts:
        kept = subprocess.run(["git", "ls-files", "--", source], cwd=ROOT, capture_output=True, check=True)
        assert kept.stdout, f"{source} is not in git"
        assert option == "ro"
