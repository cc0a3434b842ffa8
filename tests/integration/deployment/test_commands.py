"""Every `tunemeld …` that is written where it is deployed is a command, with options that it has."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from tests.integration.deployment.files import DEPLOY, WORKFLOWS, read_yaml, scripts, services, the
from tests.papers import ROOT, blocks

from tunemeld.entrypoints.cli.main import cli

_ETL = ROOT / ".github" / "workflows" / "etl.yml"


def _accept(words: list[str]) -> str:
    """Have the command line read these words, and run nothing; the command that would.

    Raises:
        click.ClickException: it would refuse them.
    """
    command: click.Command = cli
    context = cli.make_context("tunemeld", list(words))
    while isinstance(command, click.Group):
        name, found, left = command.resolve_command(context, [*context._protected_args, *context.args])
        assert found
        assert name
        command, context = found, found.make_context(name, left, parent=context)
    return context.command_path


def _of_image() -> Iterator[list[str]]:
    yield the("CMD").words


def _of_composition() -> Iterator[list[str]]:
    for service in services().values():
        if "build" in service and "entrypoint" not in service and "command" in service:
            yield service["command"]
        test = service.get("healthcheck", {}).get("test", [])
        if "tunemeld" in test:
            yield test[test.index("tunemeld") + 1 :]


def _of_text(text: str) -> Iterator[list[str]]:
    """Those in lines for a shell, up to where the shell goes on by itself."""
    for line in text.replace("\\\n", " ").splitlines():
        if found := re.search(r"(?:^|[\s/])tunemeld(?::local)? ([a-z][^|>&;]+)", line.partition("#")[0]):
            yield shlex.split(found[1])


def _of_workflows() -> Iterator[list[str]]:
    for workflow in WORKFLOWS:
        for script in scripts(workflow):
            for words in _of_text(script):
                yield [{"$STAGE": "full", "$GENRE": "all"}.get(word, word) for word in words]


def _of_papers() -> Iterator[list[str]]:
    for block in blocks((ROOT / "docs" / "deployment.md").read_text("utf-8"), "sh"):
        yield from _of_text(block)
    for rules in (DEPLOY / "prometheus" / "alerts.yml", DEPLOY / "grafana/dashboards/tunemeld.json"):
        for quoted in re.findall(r"`tunemeld ([^`]+)`", rules.read_text("utf-8")):
            yield shlex.split(quoted)


_WRITTEN = {
    " ".join(words): words
    for source in (_of_image, _of_composition, _of_workflows, _of_papers)
    for words in source()
}


@pytest.mark.parametrize("line", _WRITTEN)
def test_a_command_that_is_written_is_accepted(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert _accept(_WRITTEN[line]).startswith("tunemeld ")


def test_each_source_has_its_commands() -> None:
    assert {
        "api start --host 0.0.0.0 --port 8000",
        "worker start --concurrency 1",
        "scheduler start --distributed",
    } <= _WRITTEN.keys()
    assert {"etl run full --genre all", "db test-connection", "etl status"} <= _WRITTEN.keys()


@pytest.mark.parametrize("stage", read_yaml(_ETL)["on"]["workflow_dispatch"]["inputs"]["stage"]["options"])
def test_a_stage_that_can_be_chosen_by_hand_is_one(stage: str) -> None:
    assert _accept(["etl", "run", stage, "--genre", "all"]) == "tunemeld etl run"


@pytest.mark.parametrize("line", ["etl rnu", "api start --hots 0.0.0.0", "etl run counting"])
def test_a_command_that_is_mistyped_is_not_accepted(line: str) -> None:
    with pytest.raises(click.ClickException):
        _accept(line.split())
