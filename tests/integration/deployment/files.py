"""What is deployed, read: the image's instructions, the composition, the workflows, what watches."""

import io
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from tests.papers import ROOT

DEPLOY = ROOT / "deploy"
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
_REFERENCE = re.compile(r"\$\{(?P<name>[A-Z_]+)(?::(?P<kind>[-?])(?P<rest>[^}]*))?\}")


class Instruction(NamedTuple):
    """One line of the Dockerfile: its word, what follows, and the stage that it stands in, from 0."""

    word: str
    rest: str
    stage: int

    @property
    def words(self) -> list[str]:
        """What follows as the list that it is written as. Raises ValueError where a shell would read it."""
        return [str(word) for word in json.loads(self.rest[self.rest.index("[") :])]


class Reference(NamedTuple):
    """A variable that the composition takes from `.env`: without it the `default`, or None and an end."""

    name: str
    default: str | None


def instructions() -> list[Instruction]:
    """The Dockerfile, line by line."""
    text = re.sub(r"^\s*#.*\n", "", (ROOT / "Dockerfile").read_text("utf-8"), flags=re.MULTILINE)
    read, stage = [], -1
    for line in re.sub(r"\\\n\s*", "", text).splitlines():
        word, _, rest = line.partition(" ")
        stage += word == "FROM"
        if line.strip():
            read.append(Instruction(word, rest.strip(), stage))
    return read


def the(word: str) -> Instruction:
    """The last instruction of a kind, which is the one that counts."""
    return [each for each in instructions() if each.word == word][-1]


def image_environment() -> dict[str, str]:
    """What the image sets for whatever runs in it."""
    lines = [each.rest for each in instructions() if each.word == "ENV"]
    return dict(re.findall(r"(\w+)=(\S+)", " ".join(lines)))


def read_yaml(path: Path) -> Any:
    """A file as plain values, merged where it merges."""
    return YAML(typ="safe", pure=True).load(io.StringIO(path.read_text("utf-8")))


def services() -> dict[str, dict[str, Any]]:
    """The composition's services."""
    found: dict[str, dict[str, Any]] = read_yaml(ROOT / "docker-compose.yml")["services"]
    return found


def references(text: str) -> list[Reference]:
    """The variables in a text of the composition."""
    return [
        Reference(each["name"], (each["rest"] or "") if each["kind"] != "?" else None)
        for each in _REFERENCE.finditer(text)
    ]


def filled_in(text: str, given: Mapping[str, str]) -> str:
    """A text of the composition as it is with these variables, and defaults for others."""
    return _REFERENCE.sub(lambda each: given.get(each["name"], each["rest"] or ""), text)


def jobs(workflow: Path) -> dict[str, dict[str, Any]]:
    """The jobs of a workflow."""
    found: dict[str, dict[str, Any]] = read_yaml(workflow)["jobs"]
    return found


def scripts(workflow: Path) -> Iterator[str]:
    """What a workflow runs in a shell, step by step."""
    for job in jobs(workflow).values():
        yield from (step["run"] for step in job["steps"] if "run" in step)


def alerts() -> list[dict[str, Any]]:
    """Every alert rule."""
    groups = read_yaml(DEPLOY / "prometheus" / "alerts.yml")["groups"]
    return [rule for group in groups for rule in group["rules"]]


def dashboard() -> dict[str, Any]:
    """The dashboard that Grafana is given."""
    read: dict[str, Any] = json.loads((DEPLOY / "grafana/dashboards/tunemeld.json").read_text("utf-8"))
    return read
