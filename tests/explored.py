"""Schemathesis, by its command line, against a running server of ours."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import requests
from tests.api_server import ApiServer
from tests.proof.command_line import CommandLine

_LONGEST_SECONDS = 900
_PHASES = "examples,coverage,fuzzing,stateful"
WEEKS = ("2024-06-15T03:00:00Z", "2024-06-22T03:00:00Z")
NOW = {"TUNEMELD_NOW": "2024-06-22T05:00:00Z"}
"""When whoever serves charts of these weeks serves them."""


@dataclass(frozen=True)
class Explored:
    """How it went: the exit code, how many answers were checked at how many operations, and all it said."""

    code: int
    cases: int
    operations: int
    said: str

    def __post_init__(self) -> None:
        assert self.code == 0, self.said[-20_000:]


def explore(server: ApiServer, *options: str, config: str = "") -> Explored:
    """Ask for everything that the server's document allows, and for what it does not, with all checks on.

    `config` is what schemathesis.toml says. Raises AssertionError, with all findings, where there are any.
    """
    folder = server.tunemeld.folder
    (folder / "schemathesis.toml").write_text(config, "utf-8")
    ran = subprocess.run(
        [
            str(Path(sys.executable).with_name("schemathesis")),
            "--no-color",
            "run",
            f"{server.url}/openapi.json",
            "--checks=all",
            f"--phases={_PHASES}",
            *options,
        ],
        cwd=folder,
        env={"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=_LONGEST_SECONDS,
        check=False,
    )
    said = ran.stdout + ran.stderr
    return Explored(ran.returncode, _number(r"(\d+) generated", said), _number(r"Tested: (\d+)", said), said)


def publish_two_weeks(tunemeld: CommandLine) -> None:
    """Publish charts of the sample in two weeks, so that there is a past."""
    for now in WEEKS:
        ran = tunemeld("etl", "run", "-g", "all", TUNEMELD_NOW=now)
        assert ran.code == 0, ran.err


def with_token(token: str) -> tuple[str, ...]:
    """The options for asking as the administrator."""
    return ("--header", f"Authorization: Bearer {token}")


def asked_of(server: ApiServer) -> int:
    """How many operations the server describes, apart from reading the description, which is done anyway."""
    document = requests.get(f"{server.url}/openapi.json", timeout=30).json()
    return sum(len(item) for item in document["paths"].values()) - 1


def _number(pattern: str, text: str) -> int:
    found = re.search(pattern, text)
    return int(found[1]) if found else 0
