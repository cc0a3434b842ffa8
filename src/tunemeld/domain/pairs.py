"""Which pairs of listings are worth a look: an index and nearest neighbours in place of all pairs."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import TypeAlias

from tunemeld.domain.clusters import Clusters
from tunemeld.domain.evidence import Clue

Index: TypeAlias = Callable[[Clue], Iterable[Hashable]]
"""The keys under which a listing is filed; listings that share none are never compared."""


def by_isrc(clue: Clue) -> Iterable[Hashable]:
    """Filed under the ISRC with the version; not at all without an ISRC."""
    return [(clue.listing.isrc, clue.title.version)] if clue.listing.isrc else []


def by_text(clue: Clue) -> Iterable[Hashable]:
    """Filed under title and version once for every credited name."""
    return [(clue.title.core, clue.title.version, name) for name in clue.title.credits]


def _heaps(clues: Sequence[Clue], index: Index) -> list[list[int]]:
    heaps: defaultdict[Hashable, list[int]] = defaultdict(list)
    for n, clue in enumerate(clues):
        for key in index(clue):
            heaps[key].append(n)
    return [heap for heap in heaps.values() if len(heap) > 1]


def neighbours(clusters: Clusters, clues: Sequence[Clue], index: Index) -> Iterator[tuple[int, int]]:
    """Pairs of listings with a length under one key: each with the nearest shorter one of either precision.

    The nearest are enough: whoever lies within the window of a listing also lies within that of the
    nearer one of the same precision, so that a pair further apart is joined through those between. The
    few that a correction keeps apart are no such bridge, and are compared with each.
    """
    for heap in _heaps(clues, index):
        lengths = [(d.centre_ms, n, d.whole_seconds) for n in heap if (d := clues[n].duration)]
        nearest: dict[Hashable, int] = {}
        for _, n, whole_seconds in sorted(lengths):
            yield from ((before, n) for before in nearest.values())
            nearest[("by hand", n) if n in clusters.kept_apart else whole_seconds] = n


def pairs_without_length(
    clusters: Clusters, clues: Sequence[Clue], index: Index
) -> Iterator[tuple[int, int]]:
    """Pairs under one key whose first belongs to no recording of known length.

    Of listings alike (in one recording, or without any) one speaks for all, save those that a correction
    keeps apart.
    """
    known_length = anchored(clusters, clues)
    for heap in _heaps(clues, index):
        unlike: dict[Hashable, int] = {}
        for n in heap:
            alone = n if n in clusters.kept_apart else None
            known = root if (root := clusters.root(n)) in known_length else None
            first = unlike.setdefault((alone, known, clues[n].title.credits), n)
            if first != n and known is None:
                yield n, first
        for n in unlike.values():
            if clusters.root(n) not in known_length:
                yield from ((n, other) for other in unlike.values() if other != n)


def anchored(clusters: Clusters, clues: Sequence[Clue]) -> set[int]:
    """The roots of the recordings whose length is known."""
    return {clusters.root(n) for n, clue in enumerate(clues) if clue.duration}
