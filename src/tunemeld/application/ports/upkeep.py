"""What whoever runs TuneMeld asks of a store as a whole: how it is, a backup, a backup brought back.

Raises, everywhere:
    StoreError: the store or the backup cannot be reached, read or written.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class Holdings:
    """How much a store holds: charts published, lists kept as they came, runs reported."""

    charts: int = 0
    lists: int = 0
    runs: int = 0


@dataclass(frozen=True)
class StoreState:
    """How a store is.

    `kind` names the software with its version and how it stands; `place` says where, and never holds a
    password. `schema` is the version of its tables, 0 where it has none, and where the store does not
    exist yet the one that it will get; `newest` is the one that this TuneMeld makes of it. `seconds` is how
    long it took to answer, and `time` what its own clock said, None where it goes by this machine's.
    `unwritable` is "" where it can be written, else a sentence that says why not and what to do. `missing`
    names the indexes that are not there yet, without which all is right and slow.
    """

    kind: str
    place: str
    schema: int
    exists: bool
    seconds: float
    holds: Holdings
    newest: int = 0
    time: datetime | None = None
    unwritable: str = ""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Backup:
    """A backup that was written: its size in bytes, and what it holds."""

    size: int
    holds: Holdings


@dataclass(frozen=True)
class Restored:
    """What a store holds now, and where its former content was kept (None: there was none)."""

    holds: Holdings
    kept: Path | None


class StoreUpkeep(Protocol):
    """A store as something to look after."""

    def look(self) -> StoreState:
        """How the store is; one that does not exist is not made."""
        ...

    def prepare(self) -> None:
        """Make what the store lacks of its schema; what is there stays. Any number may do so at once."""
        ...

    def back_up(self, to: Path, *, replace: bool) -> Backup:
        """Copy the store as it is at one moment into a file, while others go on using it.

        The file is there whole or not at all, also when the process is killed. One that is there already
        gives way only where `replace` is true.

        Raises:
            BackupRefused: the file may not be written, or the store is backed up in another way.
            StoreError: also where there is no store to back up; none is made.
        """
        ...

    def restore(self, source: Path, *, at: datetime) -> Restored:
        """Put a backup in the place of all that the store holds, which is kept beside it, named by `at`.

        Whoever uses the store meanwhile sees its former content or that of the backup, never a mixture;
        so does whoever opens it after the process was killed.

        Raises:
            BackupRefused: the file is the store itself, or the store is restored in another way.
            StoreError: also where the file is no whole store of a schema that this version knows.
        """
        ...
