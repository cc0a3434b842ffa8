"""What the use cases ask of workers, which may run on other machines, and of whoever watches them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from tunemeld.application.divide import Chain, Part


class WorkQueue(Protocol):
    """Hands the parts of runs to workers, each part at least once.

    Raises, everywhere:
        WorkersAway: what work is handed on by cannot be reached.
    """

    def has_workers(self) -> bool:
        """Whether any worker answers within a few seconds."""
        ...

    def hand_over(self, chains: Sequence[Chain]) -> None:
        """Have the chains carried out; after an error some of them may be."""
        ...

    def ended(self, part_ids: Collection[str]) -> Mapping[str, str]:
        """Those of the parts that have ended, with "" where they are done, else a sentence on why not."""
        ...


class PartObserver(Protocol):
    """Whoever follows a run that is divided."""

    def ended(self, part: Part, trouble: str, *, done: int, of: int) -> None:
        """Hear that a part has ended, as the so-manieth of all; `trouble` is "" where it is done."""
        ...
