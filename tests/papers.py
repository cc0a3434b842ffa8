"""What the papers show: their blocks of code, and the output that they print under a command.

`python -m tests.papers` writes into the README what its commands print now.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
_BLOCK = re.compile(r"^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_PROMPT = "$ "


class Shown(NamedTuple):
    """A command with the output that stands under it, without spaces at the ends of lines."""

    command: str
    output: str


class Outcome(NamedTuple):
    """What a command came to; `output` as `Shown` has it."""

    exit_code: int
    output: str
    errors: str


def papers() -> list[Path]:
    """Every paper of the project."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(paper: str, language: str) -> list[str]:
    """The blocks of a language in a paper."""
    return [block["text"] for block in _BLOCK.finditer(paper) if block["language"] == language]


def shown_in(block: str) -> list[Shown]:
    """The commands of a `console` block with their output; what has none is said to print nothing."""
    shown = []
    for part in re.split(rf"^{re.escape(_PROMPT)}", block, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        shown.append(Shown(command, _tidy(output)))
    return shown


def run(command: str, home: Path) -> Outcome:
    """Run a shell command as somebody who is new here: own home, no settings, `tunemeld` on the path."""
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=home,
        env={"HOME": str(home), "PATH": f"{_commands(home)}{os.pathsep}{os.defpath}"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    return Outcome(done.returncode, _tidy(done.stdout), done.stderr)


def _commands(home: Path) -> Path:
    folder = home / "bin"
    folder.mkdir(exist_ok=True)
    launcher = folder / "tunemeld"
    launcher.write_text(
        f'#!/bin/sh\nPYTHONPATH="{ROOT / "src"}" exec "{sys.executable}" -P -m tunemeld "$@"\n', "utf-8"
    )
    launcher.chmod(0o755)
    return folder


def _tidy(output: str) -> str:
    return "".join(f"{line.rstrip()}\n" for line in output.splitlines()).strip("\n")


def _rewritten(home: Path) -> Iterator[str]:
    paper, end = README.read_text("utf-8"), 0
    for block in _BLOCK.finditer(paper):
        if block["language"] != "console":
            continue
        yield paper[end : block.start("text")]
        for shown in shown_in(block["text"]):
            output = run(shown.command, home).output
            yield f"{_PROMPT}{shown.command}\n{output}\n" if output else f"{_PROMPT}{shown.command}\n"
        end = block.end("text")
    yield paper[end:]


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        README.write_text("".join(_rewritten(Path(folder))), "utf-8")
