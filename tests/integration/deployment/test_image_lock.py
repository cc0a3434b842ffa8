"""What the image installs: the versions that tests run on, by hash, and all that several machines need."""

import importlib.metadata
import re
import tomllib

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from tests.integration.deployment.image import Image
from tests.papers import ROOT

_PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
_LOCK = "requirements-distributed.txt"


def _pins(lock: str) -> dict[str, str]:
    """What a lock holds: version, condition and hashes by the package's name."""
    text = (ROOT / lock).read_text("utf-8")
    blocks = re.findall(r"^([a-z].*?)(?=^[a-z]|\Z)", text, re.MULTILINE | re.DOTALL)
    return {block.partition(" \\")[0]: block.strip() for block in blocks}


def test_its_lock_holds_the_versions_and_hashes_that_tests_run_on() -> None:
    pins = _pins(_LOCK)

    assert pins.items() <= _pins("requirements-dev.txt").items()
    assert _pins("requirements.txt").items() <= pins.items()


def test_its_lock_holds_all_that_several_machines_need() -> None:
    names = {canonicalize_name(re.split(r"[=\[]", pin)[0]) for pin in _pins(_LOCK)}
    needed = _all_needed(_PROJECT["optional-dependencies"]["distributed"])

    assert needed <= names
    assert {"celery", "redis"} <= needed


def _all_needed(named: list[str]) -> set[str]:
    """The packages of these requirements, and of what they require in turn on this machine."""
    seen: dict[str, Requirement] = {}
    left = list(map(Requirement, named))
    while left:
        requirement = left.pop()
        if str(requirement) not in seen:
            seen[str(requirement)] = requirement
            left += _required_by(requirement)
    return {canonicalize_name(each.name) for each in seen.values()}


def _required_by(requirement: Requirement) -> list[Requirement]:
    extras = ("", *requirement.extras)
    inner = map(Requirement, importlib.metadata.requires(requirement.name) or [])
    return [
        each
        for each in inner
        if each.marker is None or any(each.marker.evaluate({"extra": extra}) for extra in extras)
    ]


def test_pip_is_asked_for_the_lock_by_hash_and_for_nothing_else(image: Image) -> None:
    asked = (image.workshop / "asked-of-pip").read_text("utf-8")

    assert "--require-hashes" in asked
    assert '"--only-binary", ":all:"' in asked
    assert asked.endswith(f'"--requirement", "{_LOCK}"]')
    assert (image.workshop / _LOCK).read_bytes() == (ROOT / _LOCK).read_bytes()
