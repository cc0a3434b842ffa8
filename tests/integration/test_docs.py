"""The papers tell the truth: what they show runs, what they name is there, where they point to exists."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from tests.papers import README, ROOT, blocks, papers, run, shown_in
from tests.worlds import SERVICES

from tunemeld.adapters.catalogues.playlists import load_playlists
from tunemeld.adapters.corrections_file import load_corrections
from tunemeld.entrypoints.cli.main import cli
from tunemeld.setting_values import earlier
from tunemeld.settings import Settings

_TEXTS = {str(paper.relative_to(ROOT)): paper.read_text("utf-8") for paper in papers()}
_README = README.read_text("utf-8")
_LINK = re.compile(r"\[[^\]]*\]\((?!https?:)(?P<path>[^)#]*)#?(?P<part>[^)]*)\)")
# Written in capitals as settings are, and read by the tests, or by docker-compose.yml.
_NO_SETTINGS = {
    *("TUNEMELD_TEST_ALL", "MONGODB_TEST_URL", "REDIS_TEST_URL"),
    *("GRAFANA_ADMIN_PASSWORD", "PUBLISH_HOST", "PUBLISH_API_PORT", "PUBLISH_GRAFANA_PORT"),
}


def _commands(group: click.Group, *before: str) -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, by all of its words."""
    with click.Context(group) as context:
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            if isinstance(command, click.Group):
                yield from _commands(command, *before, name)
            elif command:
                yield " ".join((*before, name)), command


_COMMANDS = dict(_commands(cli))


def test_the_readme_shows_what_its_commands_print(tmp_path: Path) -> None:
    shown = [each for block in blocks(_README, "console") for each in shown_in(block)]

    printed = [run(each.command, tmp_path) for each in shown]

    assert len(shown) >= 3
    assert [(0, each.output) for each in shown] == [(each.exit_code, each.output) for each in printed]


def test_the_readmes_playlists_and_corrections_can_be_used(tmp_path: Path) -> None:
    playlists, corrections = (tmp_path / "playlists.toml", tmp_path / "corrections.toml")
    for path, text in zip((playlists, corrections), blocks(_README, "toml"), strict=True):
        path.write_text(text, "utf-8")

    assert set(load_playlists(playlists)["country"]) == {"Spotify", "AppleMusic", "SoundCloud"}
    decided = load_corrections(corrections, SERVICES)
    assert (len(decided.links), len(decided.never_join), len(decided.unlinked)) == (1, 1, 1)


@pytest.mark.parametrize("command", _COMMANDS)
def test_every_command_is_in_the_readme(command: str) -> None:
    assert re.search(rf"^\| `tunemeld {command}\b", _README, re.MULTILINE)


def test_the_readme_names_no_command_and_no_option_that_there_is_not() -> None:
    groups = {name.partition(" ")[0] for name in _COMMANDS}
    options = {option for command in _COMMANDS.values() for p in command.params for option in p.opts}

    named = re.findall(r"tunemeld ([a-z]+)((?: [a-z]+)?)", _README)
    assert {first for first, _ in named} <= groups | {"in"}
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", _README)) <= options | {"--help", "--upgrade"}


@pytest.mark.parametrize("paper", _TEXTS)
def test_papers_name_settings_that_there_are(paper: str) -> None:
    known = {name.upper() for name in Settings.model_fields} | earlier.NAMES.keys() | _NO_SETTINGS

    named = set(re.findall(r"\b(?:[A-Z]+_)+[A-Z]+\b", _TEXTS[paper]))

    assert named <= known


@pytest.mark.parametrize("paper", _TEXTS)
def test_papers_name_targets_of_make_that_there_are(paper: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))

    named = set(re.findall(r"(?:`|^)make ([a-z]+)", _TEXTS[paper], re.MULTILINE))

    assert named <= targets


@pytest.mark.parametrize("paper", _TEXTS)
def test_papers_point_to_what_exists(paper: str) -> None:
    folder = (ROOT / paper).parent
    dead = []
    for link in _LINK.finditer(_TEXTS[paper]):
        target = folder / link["path"] if link["path"] else ROOT / paper
        if not target.exists() or (link["part"] and link["part"] not in _headings(target)):
            dead.append(link[0])

    assert dead == []


def _headings(paper: Path) -> set[str]:
    """The names by which the parts of a paper are pointed to."""
    titles = re.findall(r"^#+ (.+)$", paper.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
