"""`.env.example` tells the truth about every setting, and only settings.py reads the environment."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests import surroundings

from tunemeld.settings import Settings, load_settings

_ROOT = Path(__file__).parents[2]
_EXAMPLE = (_ROOT / ".env.example").read_text(encoding="utf-8")
_SETTING = re.compile(r"^# (?P<meaning>.+[.;)])\n# (?P<name>[A-Z][A-Z0-9_]+)=(?P<value>.*)$", re.MULTILINE)
# Defaults that differ from machine to machine are told in words.
_OF_THE_MACHINE = {"TUNEMELD_SQLITE_PATH", "LOG_FILE", "API_WORKERS"}


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    surroundings.clear(monkeypatch, tmp_path)


def test_it_holds_every_setting_once_with_a_line_of_meaning_and_nothing_else() -> None:
    names = [match["name"] for match in _SETTING.finditer(_EXAMPLE)]

    assert sorted(names) == sorted(map(str.upper, Settings.model_fields))
    assert len(names) == len(re.findall(r"^#? ?[A-Z][A-Z0-9_]+=", _EXAMPLE, re.MULTILINE))


def test_it_shows_the_defaults() -> None:
    shown = {match["name"]: match["value"] for match in _SETTING.finditer(_EXAMPLE)}
    real = {
        each.name: "" if each.value == "not set" else re.sub(r" \(.*\)", "", each.value)
        for each in load_settings().describe()
    }

    assert shown == real | dict.fromkeys(_OF_THE_MACHINE, "")


def test_all_of_it_uncommented_changes_nothing() -> None:
    defaults = load_settings()
    uncommented = _SETTING.sub(r"\g<name>=\g<value>", _EXAMPLE)
    Path(".env").write_text(uncommented, encoding="utf-8")

    settings = load_settings()

    assert settings.model_dump() == defaults.model_dump()
    assert settings.warnings == ()
    given = {match["name"] for match in _SETTING.finditer(_EXAMPLE) if match["value"]}
    assert {each.name for each in settings.describe() if each.origin == ".env"} == given


def test_as_it_stands_it_sets_nothing() -> None:
    Path(".env").write_text(_EXAMPLE, encoding="utf-8")

    assert {each.origin for each in load_settings().describe()} <= {"default", "default for development"}


def _readings(tree: ast.AST) -> Iterator[str]:
    """What in a module reads the environment, or asks a library to."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr="environ" | "environb" | "getenv" | "getenvb" | "expandvars" as name):
                yield name
            case ast.ImportFrom(module="os", names=names):
                yield from ({name.name for name in names} & {"environ", "environb", "getenv", "getenvb"})
            case ast.Import(names=names):
                yield from ({name.name.partition(".")[0] for name in names} & {"dotenv", "platformdirs"})
            case ast.ImportFrom(module=str(module)) if module.partition(".")[0] in {"dotenv", "platformdirs"}:
                yield module
            case ast.Name(id="BaseSettings") | ast.Attribute(attr="BaseSettings"):
                yield "BaseSettings"
            case ast.keyword(arg="envvar" | "auto_envvar_prefix" as name):
                yield name


def _readings_in(path: Path) -> set[str]:
    return set(_readings(ast.parse(path.read_text(encoding="utf-8"))))


def test_only_settings_reads_the_environment() -> None:
    modules = sorted((_ROOT / "src").rglob("*.py"))

    readers = {str(path.relative_to(_ROOT / "src/tunemeld")) for path in modules if _readings_in(path)}

    # prometheus_client takes the folder that workers share from there alone, so that somebody has to say it.
    assert readers == {"settings.py", "setting_values/env_file.py", "entrypoints/http/counts.py"}


@pytest.mark.parametrize(
    "code",
    [
        "import os\nx = os.environ['X']",
        "import os as o\nx = o.getenv('X')",
        "from os import environ as e",
        "import dotenv",
        "from dotenv import load_dotenv",
        "import click\n@click.option('--x', envvar='X')\ndef f(x): ...",
        "import pydantic_settings\nclass S(pydantic_settings.BaseSettings): ...",
    ],
)
def test_the_search_for_readers_finds_each_way_of_reading(code: str) -> None:
    assert list(_readings(ast.parse(code)))
