"""A checkout of TuneMeld: where it is, how its tests are run, and what its Makefile does."""

import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

from tunemeld.application.errors import Refusal
from tunemeld.entrypoints.cli.children import run, run_together
from tunemeld.entrypoints.cli.env_file import copy
from tunemeld.entrypoints.cli.failures import FAILED
from tunemeld.entrypoints.cli.streams import note

_READY = ".venv-test/.ready"
_PYTHON = ".venv-test/bin/python"

# Where the tests of a component lie; a pattern that matches nothing is left out.
_FOLDERS: Mapping[str, tuple[str, ...]] = {
    "domain": ("tests/unit/domain",),
    "application": ("tests/unit/application",),
    "adapters": (
        "tests/unit/adapters",
        "tests/integration/contracts",
        "tests/integration/http_client",
        "tests/integration/*_store",
    ),
    "entrypoints": ("tests/unit/entrypoints", "tests/integration/cli"),
    "unit": ("tests/unit",),
    "integration": ("tests/integration",),
    "contracts": ("tests/integration/contracts",),
    "proof": ("tests/proof",),
}


class NoCheckout(Refusal):
    """Raised where a checkout is needed, and the working directory is in none."""


class NoTests(Refusal):
    """Raised when a checkout has no tests of a component."""


def set_up(env: str | None) -> int:
    """Set up the environment of the tests, make `.env` where there is none, then check the settings.

    Returns the exit code of the first step that failed.
    """
    checkout = _checkout()
    if made := _make(checkout, "--silent", _READY):
        return made
    if not (checkout / ".env").exists():
        copy(checkout / ".env.example", checkout / ".env")
        note(f"Made {checkout / '.env'} from .env.example: what you set belongs there.")
    wrong = run((*_tunemeld(checkout, env), "config", "validate"), checkout)
    if wrong == 0:
        note("Next: `. .venv-test/bin/activate`, then `tunemeld dev test`, in this checkout.")
    return wrong


def start(env: str | None) -> int:
    """Run the API, whose charts a browser shows, and a scheduler until Ctrl-C, or until one of them ends.

    Returns 0 after Ctrl-C, else the exit code of the one that ended.
    """
    checkout = _checkout()
    if made := _make(checkout, "--silent", _READY):
        return made
    tunemeld = _tunemeld(checkout, env)
    programs = {
        "API": (*tunemeld, "api", "start", "--reload"),
        "scheduler": (*tunemeld, "scheduler", "start"),
    }
    try:
        name, code = run_together(programs, checkout)
    except KeyboardInterrupt:
        return 0
    note(f"The {name} has ended by itself, and all has ended with it.")
    return code


def run_tests(component: str | None, *, coverage: bool, verbose: bool) -> int:
    """Run the tests of a component, None for all but the long ones; pytest's exit code."""
    checkout = _checkout()
    folders = folders_of(component, checkout) if component else []
    if made := _make(checkout, "--silent", _READY):
        return made
    # As the Makefile runs them: the long ones one by one, with their figures.
    manner = ["-s", "--hypothesis-profile", "thorough"] if component == "proof" else ["-n", "2"]
    asked = [
        *(["-v"] if verbose else []),
        *(["--cov=tunemeld", "--cov-report=term-missing"] if coverage else []),
    ]
    return run((checkout / _PYTHON, "-P", "-m", "pytest", *folders, *manner, *asked), checkout)


def make(target: str) -> int:
    """Make a target of the checkout's Makefile; 0, or 1 where that failed."""
    return _make(_checkout(), target)


def folders_of(component: str, checkout: Path) -> list[str]:
    """The folders of a checkout that hold a component's tests, sorted.

    Raises:
        NoTests: there is none.
    """
    found = {str(path.relative_to(checkout)) for each in _FOLDERS[component] for path in checkout.glob(each)}
    if not found:
        raise NoTests(f"{checkout} has no tests of {component}: look into its folder tests")
    return sorted(found)


def _checkout() -> Path:
    """The checkout that the working directory is in.

    Raises:
        NoCheckout: it is in none.
    """
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "Makefile").is_file() and _is_ours(folder / "pyproject.toml"):
            return folder
    raise NoCheckout(
        f"`tunemeld dev` works in a checkout of TuneMeld, and {here} is in none: go to one first"
    )


def _tunemeld(checkout: Path, env: str | None) -> tuple[str | Path, ...]:
    """The words that begin a command of the checkout's own TuneMeld."""
    return (checkout / _PYTHON, "-P", "-m", "tunemeld", *(("--env", env) if env else ()))


def _is_ours(project: Path) -> bool:
    try:
        told = tomllib.loads(project.read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return bool(told.get("project", {}).get("name") == "tunemeld")


def _make(checkout: Path, *words: str) -> int:
    # This Python is new enough, whatever the path has; kinds of failure are make's own business.
    failed = run(("make", "--no-print-directory", f"PYTHON={sys.executable}", *words), checkout)
    return FAILED if failed else 0
