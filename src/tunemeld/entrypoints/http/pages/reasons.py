"""Why a recording stands where it stands: what each list gave it, what other rules say, what was joined."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from tunemeld.domain.ranking import Ranked, Strategy, rank
from tunemeld.domain.recording import Join, Recording, Refusal, Rule, display_order
from tunemeld.domain.snapshot import Snapshot

_MOST_APART = 4
RULES = {
    Strategy.CONSENSUS: "each list gives points by position, relative to its length",
    Strategy.PRIORITY: "the position on the first of Apple Music, SoundCloud, Spotify, others that lists it",
    Strategy.TIERS: "on all services first, then the sum of positions",
}
"""What each strategy goes by, in a few words."""

GROUNDS = {
    Rule.TRACK: "the service lists one track twice",
    Rule.CORRECTION: "joined by hand",
    Rule.ISRC: "same ISRC",
    Rule.TEXT: "same words and length",
}
"""What each rule of joining rests on, in a few words."""


@dataclass(frozen=True)
class Part:
    """What one service's list gave a recording; `share` is how much of the whole, from 0 to 1."""

    service: str
    position: int
    of: int
    points: float
    share: float


@dataclass(frozen=True)
class Joined:
    """Two entries and the reason why they are one recording, or are not; services and their titles."""

    left: str
    right: str
    ground: str
    why: str


@dataclass(frozen=True)
class Reasons:
    """All that put a recording where it stands; `ranks` has None where too few services list it."""

    parts: tuple[Part, ...]
    score: float
    ranks: Mapping[Strategy, int | None]
    joined: tuple[Joined, ...]
    apart: tuple[Joined, ...]


class Explained:
    """The reasons of every recording of a snapshot, looked up by id."""

    def __init__(self, snapshot: Snapshot) -> None:
        standings, self._lengths = snapshot.standings, snapshot.lengths
        ranked = {s: rank(standings, self._lengths, s) for s in Strategy}
        self._places = {s: {place.id: place for place in places} for s, places in ranked.items()}
        self._titles = {entry.key: entry.title for r in snapshot.recordings for entry in r.listings}
        self._apart: dict[str, list[Refusal]] = defaultdict(list)
        for refusal in snapshot.refusals:
            for key in {refusal.left, refusal.right}:
                self._apart[key].append(refusal)

    def of(self, recording: Recording) -> Reasons:
        """Why it stands where it stands."""
        consensus = self._places[Strategy.CONSENSUS].get(recording.id)
        ranks = {
            s: place.rank if (place := places.get(recording.id)) else None
            for s, places in self._places.items()
        }
        keys = dict.fromkeys(listing.key for listing in recording.listings)
        apart = dict.fromkeys(refusal for key in keys for refusal in self._apart.get(key, ()))
        return Reasons(
            parts=self._parts(recording, consensus),
            score=consensus.score if consensus else 0.0,
            ranks=ranks,
            joined=tuple(_joined(join) for join in recording.joins),
            apart=tuple(self._kept_apart(each, keys) for each in list(apart)[:_MOST_APART]),
        )

    def _parts(self, recording: Recording, place: Ranked | None) -> tuple[Part, ...]:
        given = place.parts if place else {}
        return tuple(
            Part(
                service=service,
                position=recording.positions[service],
                of=self._lengths.get(service, 0),
                points=given.get(service, 0.0),
                share=given.get(service, 0.0) / place.score if place and place.score else 0.0,
            )
            for service in display_order(recording.positions)
        )

    def _kept_apart(self, refusal: Refusal, own: Mapping[str, None]) -> Joined:
        ours, other = (refusal.left, refusal.right) if refusal.left in own else (refusal.right, refusal.left)
        return Joined(_service(ours), _service(other), self._titles.get(other, ""), refusal.why)


def _joined(join: Join) -> Joined:
    return Joined(_service(join.left), _service(join.right), GROUNDS[join.rule], join.why)


def _service(key: str) -> str:
    return key.partition(":")[0]
