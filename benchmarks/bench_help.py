"""How long `tunemeld --help` takes, beside a Python that imports click and nothing else."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks.measure import in_ms, interleaved

_SOURCE = Path(__file__).resolve().parents[1] / "src"
_ROUNDS = 25
_LONGEST_RATIO = 1.5


def main() -> int:
    """Print the medians and their ratio; 1 where it is greater than promised."""
    # As installed: with compiled modules kept.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment = kept | {"PYTHONPATH": str(_SOURCE)}
    seconds = interleaved(
        {
            "help": _python(environment, "-P", "-m", "tunemeld", "--help"),
            "click": _python(environment, "-P", "-c", "import click"),
            "nothing": _python(environment, "-P", "-c", "pass"),
        },
        rounds=_ROUNDS,
    )
    ratio = seconds["help"] / seconds["click"]
    print(f"Start-up, median of {_ROUNDS} rounds, taken in turns")
    print(f"  tunemeld --help            {in_ms(seconds['help'])}")
    print(f"  python -c 'import click'   {in_ms(seconds['click'])}")
    print(f"  python -c pass             {in_ms(seconds['nothing'])}")
    print(f"  ratio of the first two     {ratio:.2f} (promised: {_LONGEST_RATIO} at most)\n")
    return int(ratio > _LONGEST_RATIO)


def _python(environment: dict[str, str], *arguments: str) -> Callable[[], object]:
    def run() -> None:
        subprocess.run([sys.executable, *arguments], env=environment, stdout=subprocess.DEVNULL, check=True)

    return run


if __name__ == "__main__":
    sys.exit(main())
