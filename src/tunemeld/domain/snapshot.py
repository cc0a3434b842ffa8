"""What a run publishes for a genre, and the act of publishing it."""

import hashlib
from enum import StrEnum

from pydantic import AwareDatetime, Field

from tunemeld.domain.lease import Fence
from tunemeld.domain.listing import Listing
from tunemeld.domain.model import Value
from tunemeld.domain.playlist import PlaylistHeader
from tunemeld.domain.ranking import Standing
from tunemeld.domain.reading import Series
from tunemeld.domain.recording import Recording, Refusal


class PublishedList(Value):
    """A service's list inside a snapshot: its header and the places it shows."""

    header: PlaylistHeader
    length: int = Field(ge=0)


class Snapshot(Value):
    """The merged entries of a genre with all that a reader needs; never changed once written.

    Every entry of every list belongs to exactly one recording, so that a service's own list is the
    listings of all recordings by position. The id is a hash of the content: equal content, equal id.
    """

    genre: str
    source: str
    rules_version: int
    lists: dict[str, PublishedList]
    recordings: tuple[Recording, ...]
    refusals: tuple[Refusal, ...] = ()

    @property
    def id(self) -> str:
        """The first 32 hexadecimal digits of a SHA-256 over the content."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:32]

    @property
    def lengths(self) -> dict[str, int]:
        """The places that each service shows."""
        return {service: listed.length for service, listed in self.lists.items()}

    @property
    def standings(self) -> tuple[Standing, ...]:
        """What a ranking needs of each recording: its best positions."""
        return tuple(Standing(id=r.id, isrc=r.isrc, positions=r.positions) for r in self.recordings)

    def playlist(self, service: str) -> tuple[Listing, ...]:
        """The service's own list by position; empty where the service is not part of the snapshot."""
        found = [entry for r in self.recordings for entry in r.listings if entry.service == service]
        return tuple(sorted(found, key=lambda entry: entry.position))


class SourceStatus(StrEnum):
    """How far a service's list can be relied on."""

    FRESH = "fresh"
    STALE = "stale"
    MISSING = "missing"


class SourceState(Value):
    """The state of one service's list: which one counts, since when, and why not a newer one.

    `fetched_at` and `raw_id` are None where no list counts; `tracks` and `identified` are then 0, and the
    `fingerprint` of the list is "". `reason` is "" for a fresh list without remarks.
    """

    status: SourceStatus
    reason: str = ""
    fetched_at: AwareDatetime | None = None
    raw_id: str | None = None
    fingerprint: str = ""
    tracks: int = 0
    identified: int = 0


class Publication(Value):
    """The one record that makes a snapshot the current one of its genre.

    `seq` counts from 1 without gaps in each genre. `standings` and `lengths` repeat the snapshot's,
    so that the history of a chart is read without the snapshots themselves. `transformed` names the services
    whose list is shown here for the first time.
    """

    genre: str
    seq: int = Field(ge=1)
    snapshot_id: str
    source: str
    run_id: str
    at: AwareDatetime
    sources: dict[str, SourceState]
    lengths: dict[str, int]
    standings: tuple[Standing, ...]
    transformed: tuple[str, ...] = ()

    @property
    def on_chart(self) -> int:
        """How many recordings are on two lists or more, which is what a chart has."""
        return sum(len(standing.positions) > 1 for standing in self.standings)

    def behind(self, newest: "Publication | None", last: "Publication | None" = None) -> "Publication | None":
        """This as the one that follows the newest of its genre; None where its source shows the same already.

        `last` is the newest one of its own source, where the newest of all is of another.
        """
        if newest is None:
            return self.model_copy(update={"seq": 1})
        if newest.source == self.source:
            last = newest
        if last is not None and last.snapshot_id == self.snapshot_id:
            return None
        shown = {s: state.raw_id for s, state in last.sources.items()} if last else {}
        new = tuple(s for s in self.transformed if self.sources[s].raw_id != shown.get(s))
        return self.model_copy(update={"seq": newest.seq + 1, "transformed": new})


class Published(Value):
    """What a genre shows: a publication with its snapshot, how its lists stand, and its past.

    `sources` say how the lists stood when this was read, which may be long after the publication.
    `earlier` are the publications of earlier weeks (`history.weekly`), and `left` the recordings of the last
    of them that were on two lists or more then, and are not now. `series` are the readings of the last
    ninety days by recording and counter, `videos` the chosen videos' ids by recording; both only of what is
    known.
    """

    publication: Publication
    snapshot: Snapshot
    sources: dict[str, SourceState]
    earlier: tuple[Publication, ...] = ()
    left: tuple[Recording, ...] = ()
    series: dict[str, dict[str, Series]] = Field(default_factory=dict)
    videos: dict[str, str] = Field(default_factory=dict)


class Draft(Value):
    """A snapshot about to be published, with what its publication shall say.

    `fence` is None for whoever publishes without a lease: by hand, from the command line.
    """

    snapshot: Snapshot
    run_id: str
    at: AwareDatetime
    sources: dict[str, SourceState]
    fence: Fence | None = None

    def as_publication(self, seq: int) -> Publication:
        """The record that makes the draft's snapshot current, as number `seq` of its genre.

        All its lists count as shown for the first time; `Publication.behind` knows better.
        """
        return Publication(
            genre=self.snapshot.genre,
            seq=seq,
            snapshot_id=self.snapshot.id,
            source=self.snapshot.source,
            run_id=self.run_id,
            at=self.at,
            sources=self.sources,
            lengths=self.snapshot.lengths,
            standings=self.snapshot.standings,
            transformed=tuple(sorted(s for s, state in self.sources.items() if state.raw_id)),
        )
