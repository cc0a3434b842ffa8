"""What others read is written as they read it: linters and published schemas find nothing."""

import json
import shutil
import subprocess
import sysconfig
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from tests.integration.deployment.files import WORKFLOWS, read_yaml
from tests.papers import ROOT

_SCHEMAS = files("check_jsonschema") / "builtin_schemas"


def _faults(document: Any, schema: str) -> list[str]:
    """What a schema finds wrong."""
    checked_by = jsonschema_rs.validator_for(json.loads((_SCHEMAS / schema).read_text("utf-8")))
    return [f"{error.instance_path}: {error.message}" for error in checked_by.iter_errors(document)]


def _hadolint(dockerfile: Path, home: Path) -> str:
    program = shutil.which("hadolint", path=sysconfig.get_path("scripts"))
    assert program
    # Neither a file of settings nor a comment may silence a rule.
    done = subprocess.run(
        [program, "--disable-ignore-pragma", "--failure-threshold", "style", str(dockerfile)],
        cwd=home,
        env={"HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def test_the_dockerfile_is_without_a_finding(tmp_path: Path) -> None:
    assert _hadolint(ROOT / "Dockerfile", tmp_path) == ""


def test_a_dockerfile_with_a_fault_has_a_finding(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM python\nRUN cd /tmp\n", "utf-8")

    assert "DL3006" in _hadolint(tmp_path / "Dockerfile", tmp_path)


def test_the_composition_follows_its_specification() -> None:
    assert _faults(read_yaml(ROOT / "docker-compose.yml"), "vendor/compose-spec.json") == []


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
@pytest.mark.parametrize(
    "schema", ["vendor/github-workflows.json", "custom/github-workflows-require-timeout.json"]
)
def test_a_workflow_follows_its_schema(workflow: Path, schema: str) -> None:
    document = read_yaml(workflow)

    assert _faults(document, schema) == []


def test_the_schemas_find_what_is_wrong() -> None:
    composition = {"services": {"api": {"image": "x", "read_onyl": True}}}
    workflow = {"on": "push", "jobs": {"test": {"runs-on": "x", "step": []}}}

    assert _faults(composition, "vendor/compose-spec.json")
    assert _faults(workflow, "vendor/github-workflows.json")
