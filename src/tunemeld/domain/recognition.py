"""Recognising the same recording across lists: which listings belong together, and why.

The order of the input does not matter, and the work grows with the number of listings (times the
logarithm of the largest heap of equal titles), not with the number of pairs: an index proposes pairs,
`evidence` decides each. Rules and their sources: docs/matching.md.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence

from tunemeld.domain.clusters import Clusters
from tunemeld.domain.corrections import Corrections
from tunemeld.domain.evidence import Clue, difference, read, same_by_isrc, same_by_text
from tunemeld.domain.isrc import Isrc
from tunemeld.domain.listing import Listing
from tunemeld.domain.model import Value
from tunemeld.domain.pairs import anchored, by_isrc, by_text, neighbours, pairs_without_length
from tunemeld.domain.recording import Join, Refusal, Rule

# Grows with every change of the rules that may change a decision.
RULES_VERSION = 1

# With how many look-alikes each recording is compared to say why they differ.
_NEIGHBOURS = 4


class Group(Value):
    """Listings that are one recording, by service and position, with the decisions that joined them."""

    listings: tuple[Listing, ...]
    joins: tuple[Join, ...] = ()


class Recognition(Value):
    """Every listing in exactly one group, and the look-alikes that were kept apart."""

    groups: tuple[Group, ...]
    refusals: tuple[Refusal, ...] = ()

    def isrc_conflicts(self) -> list[str]:
        """The ISRCs that stand on more than one recording, a sentence each, sorted."""
        titles: defaultdict[Isrc, list[str]] = defaultdict(list)
        for group in self.groups:
            for isrc in sorted({x.isrc for x in group.listings if x.isrc}):
                titles[isrc].append(f"“{group.listings[0].title}” ({group.listings[0].key})")
        return [f"ISRC {i} stands on {' and '.join(t)}" for i, t in sorted(titles.items()) if len(t) > 1]


def recognise(listings: Iterable[Listing], corrections: Corrections | None = None) -> Recognition:
    """Put listings that are the same recording together: by track, by hand, by ISRC, by text and length.

    Listings without a length come last: each joins a recording only where it fits exactly one.
    """
    ordered = sorted(listings, key=_place)
    clues = [read(listing) for listing in ordered]
    clusters = Clusters(ordered, corrections or Corrections())
    clusters.join_repeats()
    clusters.join_links()
    for rule, same, index in _RULES:
        for left, right in neighbours(clusters, clues, index):
            if why := same(clues[left], clues[right]):
                clusters.join(rule, left, right, why)
    for rule, same, index in _RULES:
        fits = [
            (left, right, why)
            for left, right in pairs_without_length(clusters, clues, index)
            if (why := same(clues[left], clues[right]))
        ]
        _join_without_length(clusters, clues, rule, fits)
    return Recognition(groups=_groups(clusters), refusals=_refusals(clusters, clues))


def _place(x: Listing) -> tuple[object, ...]:
    """What listings are ordered by: service and position, and all that could tell two in one place apart."""
    length = (x.duration.milliseconds, x.duration.whole_seconds) if x.duration else ()
    return x.service, x.position, x.track_id, x.title, x.artists, length, x.isrc or ""


_RULES = ((Rule.ISRC, same_by_isrc, by_isrc), (Rule.TEXT, same_by_text, by_text))


def _join_without_length(
    clusters: Clusters, clues: Sequence[Clue], rule: Rule, fits: Sequence[tuple[int, int, str]]
) -> None:
    """Join listings that have no length: with each other, then with the one recording that they fit.

    Who fits two recordings of different length joins neither, and so is no bridge between them. One that
    a correction forbids does not count among them.
    """
    known_length = anchored(clusters, clues)
    for left, right, why in fits:
        if known_length.isdisjoint((clusters.root(left), clusters.root(right))):
            clusters.join(rule, left, right, why)
    chosen: defaultdict[int, dict[int, tuple[int, int, str]]] = defaultdict(dict)
    for left, right, why in fits:
        for loose, other in ((left, right), (right, left)):
            if clusters.root(loose) in known_length or clusters.root(other) not in known_length:
                continue
            if clusters.forbids(rule, loose, other):
                clusters.refuse(loose, other)
            else:
                chosen[clusters.root(loose)].setdefault(clusters.root(other), (loose, other, why))
    for recordings in chosen.values():
        if len(recordings) == 1:
            clusters.join(rule, *next(iter(recordings.values())))


def _groups(clusters: Clusters) -> tuple[Group, ...]:
    joins = clusters.joins()
    return tuple(
        Group(
            listings=tuple(clusters.listings[n] for n in members),
            joins=tuple(joins.get(clusters.root(members[0]), ())),
        )
        for members in clusters.sets()
    )


def _refusals(clusters: Clusters, clues: Sequence[Clue]) -> tuple[Refusal, ...]:
    """Why recordings with one title or one ISRC are not one, each with its nearest look-alikes."""
    alike: defaultdict[Hashable, list[int]] = defaultdict(list)
    for members in clusters.sets():
        heaps = {clues[n].title.core for n in members} | {i for n in members if (i := clues[n].listing.isrc)}
        for key in sorted(heaps):
            alike[key].append(members[0])
    told = {(r.left, r.right): r for r in clusters.refusals}
    for heap in alike.values():
        for at, n in enumerate(heap):
            for other in heap[at + 1 : at + 1 + _NEIGHBOURS]:
                left, right = clues[n], clues[other]
                keys = (left.listing.key, right.listing.key)
                told.setdefault(keys, Refusal(left=keys[0], right=keys[1], why=difference(left, right)))
    return tuple(told.values())
