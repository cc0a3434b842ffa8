"""Which listings have been put together so far, under the decisions made by hand (union-find)."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations, pairwise

from tunemeld.domain.corrections import Corrections
from tunemeld.domain.listing import Listing
from tunemeld.domain.recording import Join, Refusal, Rule

_BY_HAND = "kept apart by hand"


class Clusters:
    """Disjoint sets of listings, addressed by their index; a join that a correction forbids is refused.

    `kept_apart` are the indexes of listings that a correction keeps from being joined somewhere.
    """

    def __init__(self, listings: Sequence[Listing], corrections: Corrections) -> None:
        self.listings = listings
        self.refusals: list[Refusal] = []
        self._parent = list(range(len(listings)))
        self._joins: list[tuple[int, Join]] = []
        self._nodes: defaultdict[str, list[int]] = defaultdict(list)
        for n, listing in enumerate(listings):
            self._nodes[listing.key].append(n)
        self._links = corrections.links
        self._unlinked = {n for key in corrections.unlinked for n in self._nodes.get(key, ())}
        self._forbidden = [
            (left, right)
            for never in corrections.never_join
            for a, b in combinations(sorted(set(never.tracks)), 2)
            for left in self._nodes.get(a, ())
            for right in self._nodes.get(b, ())
        ]
        self.kept_apart = self._unlinked | {n for pair in self._forbidden for n in pair}

    def root(self, n: int) -> int:
        """The index that stands for the listing's set."""
        while self._parent[n] != n:
            self._parent[n] = self._parent[self._parent[n]]
            n = self._parent[n]
        return n

    def join_repeats(self) -> None:
        """Put the entries together under which a service lists one track of its own."""
        for nodes in self._nodes.values():
            for left, right in pairwise(nodes):
                self.join(Rule.TRACK, left, right, "the same track of the service")

    def join_links(self) -> None:
        """Carry out the links made by hand."""
        for link in self._links:
            nodes = [n for key in link.tracks for n in self._nodes.get(key, ())]
            for left, right in pairwise(nodes):
                self.join(Rule.CORRECTION, left, right, link.reason or "linked by hand")

    def join(self, rule: Rule, left: int, right: int, why: str) -> None:
        """Put two listings' sets together; a pair that is together already needs no second reason."""
        a, b = sorted((self.root(left), self.root(right)))
        if a == b:
            return
        if self.forbids(rule, left, right):
            self.refuse(left, right)
            return
        keys = (self.listings[left].key, self.listings[right].key)
        self._parent[b] = a
        self._joins.append((a, Join(rule=rule, left=keys[0], right=keys[1], why=why)))

    def forbids(self, rule: Rule, left: int, right: int) -> bool:
        """Whether a correction keeps a rule from putting two listings' sets together."""
        if rule in {Rule.ISRC, Rule.TEXT} and not self._unlinked.isdisjoint((left, right)):
            return True
        roots = {self.root(left), self.root(right)}
        return any({self.root(x), self.root(y)} == roots for x, y in self._forbidden)

    def refuse(self, left: int, right: int) -> None:
        """Note that a correction keeps two listings apart."""
        keys = (self.listings[left].key, self.listings[right].key)
        self.refusals.append(Refusal(left=keys[0], right=keys[1], why=_BY_HAND))

    def sets(self) -> list[list[int]]:
        """The indexes of each set in order, the sets by their first listing."""
        members: defaultdict[int, list[int]] = defaultdict(list)
        for n in range(len(self.listings)):
            members[self.root(n)].append(n)
        return list(members.values())

    def joins(self) -> dict[int, list[Join]]:
        """The decisions behind each set, in the order in which they were made, by the set's root."""
        decided: defaultdict[int, list[Join]] = defaultdict(list)
        for n, join in self._joins:
            decided[self.root(n)].append(join)
        return decided
