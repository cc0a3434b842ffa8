"""Carrying over what an earlier TuneMeld has gathered: its database is read, ours is added to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from tunemeld.application.ports.earlier import EarlierKind, EarlierStore

CARRIED = "earlier-tunemeld"
"""How the run id of everything begins that was carried over."""

MOST_EXAMPLES = 3


@dataclass
class Left:
    """How many documents were left for one reason, and the first few of them by name."""

    count: int = 0
    examples: list[str] = field(default_factory=list)


@dataclass
class Tally:
    """What became of the documents of one kind: every one that was found was carried, known or left.

    `old` names what was carried and is too old to count.
    """

    kind: EarlierKind
    found: int = 0
    carried: int = 0
    known: int = 0
    left: dict[str, Left] = field(default_factory=dict)
    old: list[str] = field(default_factory=list)

    def leave(self, why: str, example: str = "", count: int = 1) -> None:
        """Count documents that stay where they are, and why."""
        left = self.left.setdefault(why, Left())
        left.count += count
        if example and len(left.examples) < MOST_EXAMPLES:
            left.examples.append(example)


class Carrier(Protocol):
    """Whoever knows how to carry over one kind of documents."""

    @property
    def kind(self) -> EarlierKind:
        """The kind."""
        ...

    def carry(self, earlier: EarlierStore, tally: Tally, *, write: bool) -> None:
        """Carry over what we do not have yet, or only count it unless `write`; the same again adds nothing.

        Raises:
            StoreError: either store failed; what was carried until then stays, and is known the next time.
        """
        ...


@dataclass(frozen=True)
class CarryOver:
    """Carry over every kind of documents that this version has a use for.

    - The earlier database is read only, so that the earlier TuneMeld still runs on it.
    - What we have already is never replaced; whatever is carried twice is there once.
    - What cannot be used is told and left.
    """

    carriers: Sequence[Carrier]

    def run(self, earlier: EarlierStore, *, write: bool) -> Iterator[Tally]:
        """What became of each kind, one after the other, as soon as it is known.

        Raises:
            StoreError: either store failed; what was carried until then stays.
        """
        for carrier in self.carriers:
            tally = Tally(carrier.kind)
            carrier.carry(earlier, tally, write=write)
            yield tally


@dataclass(frozen=True)
class LeaveBehind:
    """Counts documents that are of no use here; `why` is the reason, for people."""

    kind: EarlierKind
    why: str

    def carry(self, earlier: EarlierStore, tally: Tally, *, write: bool) -> None:  # noqa: ARG002 - nothing is written
        """Leave all of them."""
        tally.found = earlier.count(self.kind)
        if tally.found:
            tally.leave(self.why, count=tally.found)
