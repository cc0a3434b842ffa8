"""Help: fast, since it imports click and nothing heavy; useful, since it shows examples."""

import subprocess
import sys
from collections.abc import Iterator

import click
import pytest
from tests.integration.cli.conftest import SOURCES, Tunemeld

from tunemeld import __version__
from tunemeld.entrypoints.cli.main import cli

HEAVY = (
    "asyncio",
    "dependency_injector",
    "falcon",
    "platformdirs",
    "pydantic",
    "pydantic_settings",
    "pymongo",
    "requests",
    "rich",
    "sqlite3",
    "structlog",
    "tenacity",
)


def _commands(command: click.Command, *before: str) -> Iterator[tuple[str, ...]]:
    yield before
    if isinstance(command, click.Group):
        with click.Context(command) as context:
            for name in command.list_commands(context):
                inner = command.get_command(context, name)
                assert inner is not None
                yield from _commands(inner, *before, name)


COMMANDS = list(_commands(cli))


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_help_shows_an_example_of_the_command(tunemeld: Tunemeld, words: tuple[str, ...]) -> None:
    ran = tunemeld(*words, "--help")

    assert (ran.code, ran.err) == (0, "")
    example = ran.out.rpartition("Example: ")[2]
    assert example.startswith("tunemeld ")
    assert all(word in example for word in words)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_group_names_what_its_commands_do_in_full(tunemeld: Tunemeld, words: tuple[str, ...]) -> None:
    assert "..." not in tunemeld(*words, "--help").out.replace("[ARGS]...", "")


@pytest.mark.parametrize("words", [(*words, "--help") for words in COMMANDS] + [("--version",)], ids=" ".join)
def test_help_imports_click_and_nothing_heavy(words: tuple[str, ...]) -> None:
    program = (
        "import sys\n"
        "from tunemeld.entrypoints.cli.main import main\n"
        "try:\n    main(sys.argv[1:])\n"
        "finally:\n    sys.stderr.write(' '.join(sys.modules))\n"
    )

    ran = subprocess.run(
        [sys.executable, "-c", program, *words],
        env={"PYTHONPATH": str(SOURCES)},
        capture_output=True,
        text=True,
        check=True,
    )

    loaded = set(ran.stderr.split())
    assert "click" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_the_version_is_told(tunemeld: Tunemeld) -> None:
    assert tunemeld("--version").out == f"tunemeld {__version__}\n"


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_both_spellings_ask_for_help(tunemeld: Tunemeld, flag: str) -> None:
    assert tunemeld(flag).out.startswith("Usage: tunemeld [OPTIONS] COMMAND")


def test_an_unknown_command_is_named(tunemeld: Tunemeld) -> None:
    ran = tunemeld("agregate")

    assert (ran.code, ran.out) == (2, "")
    assert "No such command 'agregate'" in ran.err
