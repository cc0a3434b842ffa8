"""Carrying the settings of the earlier TuneMeld over into `.env`, and telling what became of each."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from tunemeld.entrypoints.cli.carry_over import OWN_NAMES, Fate, Outcome, decide
from tunemeld.entrypoints.cli.console import tell
from tunemeld.entrypoints.cli.env_file import add
from tunemeld.entrypoints.cli.failures import WRONG_USAGE
from tunemeld.setting_values.earlier import unknown
from tunemeld.setting_values.env_file import EnvFile, read_env_file

_TARGET = Path(".env")
# A line of a key that is broken off may look like a name; no real name is longer.
_LONGEST_NAME = 40


def migrate(file: Path, *, dry_run: bool) -> int:
    """Add to `.env` what follows from `file`, and print a line for each of its settings; the exit code.

    Raises:
        UnreadableEnvFile: `file` or `.env` cannot be read.
        EnvFileNotWritten: `.env` cannot be written; it is as it was.
    """
    given = read_env_file(file)
    present = read_env_file(_TARGET) if _TARGET.exists() else EnvFile({})
    outcomes = decide(given.values, present.values)
    added = {each.new: each.text for each in outcomes if each.new and each.fate is Fate.ADDED}
    if added and not dry_run:
        add(_TARGET, added)
    _tell_outcomes(outcomes, dry_run=dry_run)
    _tell_rest(unknown(given.values, OWN_NAMES), given.unreadable)
    done = f"{len(added)} added to {_TARGET}" if added else f"Nothing to add to {_TARGET}"
    tell(
        "Nothing was written. Next: the same without --dry-run"
        if dry_run and added
        else f"{done}. Next: `tunemeld config validate` checks the settings together"
    )
    return WRONG_USAGE if any(each.fate is Fate.REFUSED for each in outcomes) else 0


def _tell_outcomes(outcomes: Iterable[Outcome], *, dry_run: bool) -> None:
    for each in outcomes:
        named = each.old if each.new in {None, each.old} else f"{each.old} → {each.new}"
        would_be = "would be " if dry_run and each.fate is Fate.ADDED else ""
        tell(f"{named}: {would_be}{each.told}", indent=2)


def _tell_rest(names: Iterable[str], lines: Sequence[int]) -> None:
    """Name what was not known; what can hardly be a name may be part of a secret, and is only counted."""
    named = [name for name in names if name.isidentifier() and name.isascii() and len(name) <= _LONGEST_NAME]
    odd = len(list(names)) - len(named)
    if named:
        tell(f"Not known, and left out: {', '.join(named)}", indent=2)
    if odd:
        tell(f"Not shown, and left out: {odd} that can hardly be names of settings", indent=2)
    if lines:
        tell(f"Not read, since it is no NAME=value: line {', '.join(map(str, lines))}", indent=2)
