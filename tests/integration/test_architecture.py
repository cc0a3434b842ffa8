"""What the layer contracts cannot say: which packages the code needs, and that importing it does nothing."""

import ast
import importlib.metadata
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_SOURCE = _ROOT / "src" / "tunemeld"
_PROJECT = tomllib.loads((_ROOT / "pyproject.toml").read_text("utf-8"))["project"]

# Ends the process at the first thing done to the world while modules are imported.
_IMPORT_ALL = """
import importlib, os, pkgutil, sys, tunemeld

def refuse(event, arguments):
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
    if writes or event in {"socket.connect", "sqlite3.connect", "subprocess.Popen", "os.mkdir"}:
        print(event, arguments, flush=True)
        os._exit(1)

sys.dont_write_bytecode = True
sys.addaudithook(refuse)
for module in pkgutil.walk_packages(tunemeld.__path__, "tunemeld."):
    if module.name != "tunemeld.__main__":
        importlib.import_module(module.name)
print(len(sys.modules))
"""


def _modules(folder: Path) -> Iterator[ast.Module]:
    return (ast.parse(path.read_text("utf-8")) for path in folder.rglob("*.py"))


def _canonical(name: str) -> str:
    """A distribution's name as all its spellings have it: https://packaging.python.org/specifications/name-normalization."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _imported(trees: Iterable[ast.Module]) -> set[str]:
    """The top-level packages that code imports, its own and the standard library left out."""
    names: set[str] = set()
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names - sys.stdlib_module_names - {"tunemeld"}


def test_the_code_imports_declared_packages_only() -> None:
    extras = [text for texts in _PROJECT["optional-dependencies"].values() for text in texts]
    declared = {_canonical(re.split(r"[<>=\[]", text)[0]) for text in [*_PROJECT["dependencies"], *extras]}
    providers = importlib.metadata.packages_distributions()
    # Each is part of the other's own interface: pydantic's schemas, and the transport of requests.
    by_another = {"pydantic_core": {"pydantic"}, "urllib3": {"requests"}}

    undeclared = {
        name
        for name in _imported(_modules(_SOURCE))
        if declared.isdisjoint(map(_canonical, by_another.get(name, providers.get(name, ()))))
    }

    assert undeclared == set()


def test_the_domain_leans_on_the_standard_library_and_pydantic_alone() -> None:
    assert _imported(_modules(_SOURCE / "domain")) == {"pydantic", "pydantic_core"}


def test_importing_every_module_connects_opens_and_writes_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _IMPORT_ALL],
        env={"PYTHONPATH": str(_SOURCE.parent), "HOME": str(tmp_path), "PATH": os.defpath},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert list(tmp_path.iterdir()) == []
