"""The image without an engine: its build carried out in a folder, and what it holds run there."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.api_server import ApiServer
from tests.integration.deployment.files import image_environment, instructions, the
from tests.papers import ROOT
from tests.proof.command_line import CommandLine

_READ_ONLY = Path(__file__).with_name("read_only")
_BUILD_STAGE = 1
_PROGRAM = "/opt/tunemeld"
# Stands in for Python, so that no test needs the network: what it makes has a pip that only notes what it is
# asked for, and borrows the packages of the environment that tests run in.
_STAND_IN = f"""#!/bin/sh
"{sys.executable}" -m venv --without-pip "$3" || exit 1
cd "$3"/lib/python*/site-packages || exit 1
echo "{sysconfig.get_path("purelib")}" > lent.pth
mkdir pip && touch pip/__init__.py && cat > pip/__main__.py <<'END'
import json, sys
json.dump(sys.argv[1:], open("asked-of-pip", "w"))
END
"""


@dataclass(frozen=True)
class Image:
    """What `docker build` would make, below `root`; programs in it may write to its tmp, and to /data.

    That is the folder `data`.
    """

    root: Path
    data: Path

    @property
    def workshop(self) -> Path:
        """Where it was built."""
        return self.root / "build"

    @property
    def nowhere(self) -> Path:
        """A folder that a program in it cannot write to."""
        return self.root / "nowhere"

    def here(self, text: str) -> str:
        """A text of the Dockerfile, its paths as they are here."""
        return text.replace("/data", str(self.data)).replace(_PROGRAM, f"{self.root}{_PROGRAM}")

    def surroundings(self, **settings: str) -> dict[str, str]:
        """The environment of a program in it, in a home that is not there."""
        return {
            **{name: self.here(value) for name, value in image_environment().items()},
            "PATH": f"{self.here(_PROGRAM)}/bin:/usr/bin:/bin",
            "HOME": "/nonexistent",
            "TMPDIR": str(self.root / "tmp"),
            "PYTHONPATH": str(_READ_ONLY),
            "WRITABLE": f"{self.data}:{self.root / 'tmp'}:/dev",
            **settings,
        }

    def run(self, *command: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        """Run a program in it, to its end."""
        return subprocess.run(
            command,
            env=self.surroundings(**settings),
            cwd=self.nowhere,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    def start(self, *, port: str = "0", **settings: str) -> ApiServer:
        """Start what the image starts, at this port; it may not serve yet."""
        (program,) = the("ENTRYPOINT").words
        words = [port if word == "8000" else word for word in the("CMD").words]
        unset = {f"XDG_{name}_HOME": "" for name in ("DATA", "STATE", "CONFIG")}
        own = Path(tempfile.mkdtemp(prefix="server-", dir=self.root))
        home = CommandLine(own, self.surroundings(**unset, **settings))
        return ApiServer(home, words, python=f"{self.here(_PROGRAM)}/bin/{program}")

    def files(self) -> dict[str, int]:
        """Every file outside of what may be written, with the time of its last change."""
        found = (self.root / "opt").rglob("*")
        return {str(each): each.lstat().st_mtime_ns for each in [*found, *self.nowhere.iterdir()]}


def build(root: Path) -> Image:
    """Carry out the stage that builds."""
    image = Image(root, root / "data")
    for folder in (image.data, image.workshop, image.nowhere, root / "tmp", root / "bin"):
        folder.mkdir()
    (root / "bin" / "python").write_text(_STAND_IN, "utf-8")
    (root / "bin" / "python").chmod(0o755)
    for each in instructions():
        if each.stage != _BUILD_STAGE:
            continue
        if each.word == "COPY":
            *sources, target = image.here(each.rest).split()
            for source in sources:
                _copy(ROOT / source, image.workshop / target)
        elif each.word == "RUN":
            _carry_out(image, each.rest)
    return image


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    else:
        shutil.copy(source, target)


def _carry_out(image: Image, line: str) -> None:
    done = subprocess.run(
        ["sh", "-c", image.here(line)],
        cwd=image.workshop,
        env={"PATH": f"{image.root}/bin:{os.defpath}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{line}: {done.stdout}{done.stderr}"
