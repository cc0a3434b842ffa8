"""What looking up elsewhere came to in a run."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Spent:
    """What looking up came to, by genre; `notes` say why something ended early.

    `failures` says of upstreams that gave no usable answer when they were last asked, why.
    """

    asked: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    not_found: Counter[str] = field(default_factory=Counter)
    left_over: Counter[str] = field(default_factory=Counter)
    covers: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)
