"""The workflows: what they may do, what they run, and what becomes of a run's exit code."""

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.specifiers import SpecifierSet
from tests.integration.deployment.files import WORKFLOWS, instructions, jobs, read_yaml, scripts
from tests.papers import ROOT

from tunemeld.settings import Settings

_CI, _ETL = (ROOT / ".github" / "workflows" / name for name in ("ci.yml", "etl.yml"))
_RUN, _LOOK = ("tunemeld etl run", "MONGODB_URL")
_EACH = pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
_MONGODB = {"MONGODB_URL": "mongodb://db.example.org"}


def _step(workflow: Path, marked: str) -> str:
    """The one script that holds this."""
    (found,) = [script for script in scripts(workflow) if marked in script]
    return found


def _run(script: str, folder: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    """As GitHub runs it: https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell."""
    return subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@_EACH
def test_a_workflow_may_read_the_code_and_nothing_else(workflow: Path) -> None:
    document = read_yaml(workflow)

    assert document["permissions"] == {"contents": "read"}
    assert not [job for job in document["jobs"].values() if "permissions" in job]
    for job in document["jobs"].values():
        checkouts = [step for step in job["steps"] if "checkout" in step.get("uses", "")]
        assert [step["with"]["persist-credentials"] for step in checkouts] == [False]


@_EACH
def test_each_action_is_pinned_to_a_version(workflow: Path) -> None:
    used = [step["uses"] for job in jobs(workflow).values() for step in job["steps"] if "uses" in step]

    assert used
    assert [each for each in used if not re.fullmatch(r"actions/[a-z-]+@v\d+\.\d+\.\d+", each)] == []


@_EACH
def test_each_job_ends_in_time_on_a_named_system(workflow: Path) -> None:
    for job in jobs(workflow).values():
        assert job["timeout-minutes"] <= 120
        assert not job["runs-on"].endswith("latest")


@_EACH
def test_nothing_from_outside_is_pasted_into_a_script(workflow: Path) -> None:
    assert [script for script in scripts(workflow) if "${{" in script] == []


@_EACH
def test_targets_of_make_and_files_that_a_script_names_are_there(workflow: Path) -> None:
    text = "\n".join(scripts(workflow))
    targets = set(re.findall(r"^([\w./-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))

    assert set(re.findall(r"\bmake ([\w./-]+)", text)) <= targets
    for name in re.findall(r"--requirement (\S+)", text):
        assert (ROOT / name).is_file()


def test_integration_runs_what_our_own_does_but_for_what_lies_beside_the_project() -> None:
    own = (ROOT / ".ci" / "run").read_text("utf-8")
    (target,) = re.findall(r"^TUNEMELD_TEST_ALL=1 make (\w+) PYTHON=", own, re.MULTILINE)

    assert f"make {target} PYTHON=" in _step(_CI, "make")
    assert "TUNEMELD_TEST_ALL" not in _CI.read_text("utf-8")


def test_integration_runs_on_the_oldest_python_and_on_the_images() -> None:
    requires = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["requires-python"]
    of_image = next(each.rest for each in instructions() if each.word == "FROM").removeprefix("python:")
    oldest, newer = jobs(_CI)["test"]["strategy"]["matrix"]["python"]

    assert SpecifierSet(requires) == SpecifierSet(f">={oldest}")
    assert of_image.startswith(f"{newer}.")


def test_a_newer_push_ends_the_checks_of_an_older_one() -> None:
    concurrency = read_yaml(_CI)["concurrency"]

    assert "github.ref" in concurrency["group"]
    assert concurrency["cancel-in-progress"] is True


def test_two_runs_never_overlap_and_none_is_ended_by_the_next() -> None:
    assert read_yaml(_ETL)["concurrency"] == {"group": "etl", "cancel-in-progress": False}


def test_playlists_are_fetched_when_the_schedule_says_and_plays_counted_each_day() -> None:
    crons = [each["cron"] for each in read_yaml(_ETL)["on"]["schedule"]]
    stage = jobs(_ETL)["run"]["env"]["STAGE"]

    written = {
        name: Settings.model_fields[name].default for name in ("schedule_playlists", "schedule_counts")
    }
    assert [cron.replace("6", "sat") for cron in crons] == list(written.values())
    assert f"github.event.schedule == '{crons[0]}' && 'full'" in stage
    assert stage.endswith("|| 'view_count' }}")


def test_a_run_is_told_settings_and_secrets_of_the_same_name() -> None:
    given: dict[str, Any] = jobs(_ETL)["run"]["env"]
    own = {"STAGE", "GENRE"}

    assert given.keys() - own <= set(map(str.upper, Settings.model_fields))
    for name, value in given.items():
        if kept := re.fullmatch(r"\$\{\{ (?:secrets|vars)\.(\w+) \}\}", value):
            assert kept[1] == name
        else:
            assert name in {*own, "TUNEMELD_ENV"}


def test_without_a_store_it_fails_and_says_what_to_do(tmp_path: Path) -> None:
    without, with_one = _run(_step(_ETL, _LOOK), tmp_path), _run(_step(_ETL, _LOOK), tmp_path, **_MONGODB)

    assert without.returncode == 1
    assert re.match(r"::error title=[^:]+::The secret MONGODB_URL is not set: add it", without.stdout)
    assert (with_one.returncode, with_one.stdout) == (0, "")


@pytest.mark.parametrize(
    ("code", "becomes", "is_said"),
    [(0, 0, False), (1, 1, False), (2, 2, False), (3, 0, True), (130, 130, False)],
)
def test_a_stale_list_is_a_warning_and_a_failure_stays_one(
    code: int, becomes: int, is_said: bool, tmp_path: Path
) -> None:
    program = tmp_path / ".venv" / "bin" / "tunemeld"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\necho "$@"\nexit {code}\n', "utf-8")
    program.chmod(0o755)

    done = _run(_step(_ETL, _RUN), tmp_path, STAGE="full", GENRE="all; echo harm")

    assert done.returncode == becomes
    assert ("::warning title=" in done.stdout) is is_said
    assert done.stdout.splitlines()[0] == "etl run full --genre all; echo harm"
    assert "harm" not in done.stdout.splitlines()[1:]
