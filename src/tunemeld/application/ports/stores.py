"""What the use cases ask of a store.

Every method may be repeated, and repeating it changes nothing more. To publish and to claim are atomic:
either has happened wholly or not at all, also when the process is killed within it. Where a method
stores several values, each of them is there wholly or not at all, and repeating it adds those that a
kill left out. Writes are seen by every reader that asks afterwards. Whatever a store returns is a value
of its own: changing it changes nothing stored.

Raises, everywhere:
    StoreError: the store cannot be reached, read or written, or its answer was lost.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from tunemeld.application.last_merge import LastMerge
from tunemeld.application.report import RunOutline, RunReport
from tunemeld.domain.identity import Claim, Identity
from tunemeld.domain.lease import Fence
from tunemeld.domain.lookup import Lookup, LookupKind
from tunemeld.domain.playlist import Fetch, RawPlaylist
from tunemeld.domain.quota import RemainingQuota
from tunemeld.domain.reading import Batch, Series
from tunemeld.domain.snapshot import Draft, Publication, Snapshot
from tunemeld.domain.video import VideoSearch


class PlaylistRepository(Protocol):
    """Raw playlists, append-only, and the log of every attempt to fetch one."""

    def keep(self, raw: RawPlaylist) -> None:
        """Store what was answered; the same answer is stored once."""
        ...

    def raw(self, raw_ids: Collection[str]) -> Mapping[str, RawPlaylist]:
        """The stored answers by id; unknown ids are left out."""
        ...

    def record(self, fetches: Sequence[Fetch]) -> None:
        """Append to the log; one entry a (run, genre, service), the first one stays."""
        ...

    def prepend(self, fetches: Sequence[Fetch]) -> None:
        """Put attempts that somebody else made at the beginning of the log, the oldest first.

        They count as older than all that was or ever will be recorded, and as newer than what was put
        there before. One entry a (run, genre, service), the first one stays.
        """
        ...

    def fetches(self, genre: str, source: str) -> Mapping[str, tuple[Fetch, ...]]:
        """Per service the log of a genre, newest first, back to its newest good fetch and including it.

        Newest is what was recorded last, whatever the clocks said: those of two machines may differ.
        A service that was never asked is left out. Of attempts without a good one before them, the
        newest hundred are returned.
        """
        ...

    def sources(self) -> frozenset[str]:
        """The sources that ever gave a good list."""
        ...


class ChartRepository(Protocol):
    """Snapshots, never changed, and the publications that make one of them current."""

    def publish(self, draft: Draft) -> Publication | None:
        """Make the draft's snapshot the current one of its genre, under the next number.

        None, and nothing written, where it is the current one of its source already. Concurrent calls for
        one genre get different numbers, without gaps, whatever their sources.

        Raises:
            LeaseLost: the draft's fence was passed, and nothing is written.
        """
        ...

    def claim(self, genres: Sequence[str], fence: Fence) -> None:
        """From now on nobody publishes for these genres under an earlier number of the same job.

        Also not who has begun to: either that one's publication was there before, or it is refused.
        """
        ...

    def put_back(self, snapshots: Sequence[Snapshot]) -> None:
        """Store snapshots that were lost; those that are there stay as they are. It publishes nothing."""
        ...

    def current(self, genre: str, source: str | None = None) -> Publication | None:
        """The newest publication of a genre, of one source where that is named; None before the first."""
        ...

    def publications(self, genre: str, source: str) -> tuple[Publication, ...]:
        """All publications of a genre that came from `source`, oldest first."""
        ...

    def snapshot(self, snapshot_id: str) -> Snapshot | None:
        """A published snapshot; None where the id is unknown."""
        ...


class RecordingRegistry(Protocol):
    """Which id belongs to which recording, for good."""

    def identities(self, keys: Collection[str]) -> Mapping[str, Identity]:
        """The known recordings by the keys asked for; unknown keys are left out."""
        ...

    def claim(self, claims: Sequence[Claim]) -> None:
        """Remember keys and shown ISRCs; a taken key stays with its owner, an ISRC once shown stays."""
        ...


class LookupMemory(Protocol):
    """What was looked up elsewhere, found and not found, by kind and key."""

    def recall(self, kind: LookupKind, keys: Collection[str]) -> Mapping[str, Lookup]:
        """What is remembered under these keys; keys never looked up are left out."""
        ...

    def remember(self, kind: LookupKind, lookups: Sequence[Lookup]) -> None:
        """Store results; a found value is never replaced by a miss, nor by another value."""
        ...


class MergeMemory(Protocol):
    """What merging each genre came to the last time; may be lost, and costs work again then."""

    def last(self, genre: str, source: str) -> LastMerge | None:
        """What is remembered of a genre; None where nothing is, or what is there is of another version."""
        ...

    def remember(self, merge: LastMerge) -> None:
        """Keep what merging came to, in the place of what is known of the genre and source."""
        ...


class RunLog(Protocol):
    """The reports of all runs."""

    def save(self, report: RunReport) -> None:
        """Store a report; a later one of the same run replaces it."""
        ...

    def recent(self, limit: int) -> tuple[RunReport, ...]:
        """The newest reports of whole runs, newest first, by when they were first saved.

        Those of parts are left out: a thousand genres have four thousand.
        """
        ...

    def of(self, run_ids: Collection[str]) -> Mapping[str, RunReport]:
        """The reports of these runs; unknown ones are left out."""
        ...

    def outline(self, run_id: str) -> RunOutline | None:
        """What is told of a run besides its genres; None where it is unknown.

        What it costs grows as little as can be with the genres: each part of a run asks for it.
        """
        ...


class CoolDowns(Protocol):
    """Until when an upstream shall not be asked, for all processes that share the store."""

    def cooling_until(self, upstream: str) -> datetime | None:
        """The end of the upstream's pause; None where none was ever set. It may lie in the past."""
        ...

    def cool_down(self, upstream: str, until: datetime) -> None:
        """Set a pause; of two, the one that ends later stays."""
        ...


class ReadingLog(Protocol):
    """How often recordings were played, day by day.

    What appending a day and reading some months cost does not grow with the length of the history.
    """

    def append(self, batch: Batch) -> None:
        """Store what asking a counter came to: one reading, else one gap, a recording, counter and day (UTC).

        The first reading of a day stays; a gap gives way to a reading, and to a later gap. A batch without
        either leaves no trace.
        """
        ...

    def series(self, recording_ids: Collection[str], since: date) -> Mapping[str, Mapping[str, Series]]:
        """By recording and counter what was appended for this day and later ones, oldest first.

        Recordings and counters of which nothing is known are left out.
        """
        ...

    def forget(self, counter: str, before: date) -> bool:
        """Drop all that a counter said on days before this one; whether there was anything."""
        ...


class VideoMemory(Protocol):
    """Which video was found for which recording."""

    def recall(self, recording_ids: Collection[str]) -> Mapping[str, VideoSearch]:
        """What is remembered of these recordings; those never searched for are left out."""
        ...

    def remember(self, searches: Sequence[VideoSearch]) -> None:
        """Store what searching came to, in the place of what was asked earlier, or at the same moment."""
        ...


class QuotaLedger(Protocol):
    """What was spent of daily quotas, and what upstreams said is left, for all who share the store."""

    def spend(self, bucket: str, day: date, limit: int) -> bool:
        """Take one from a bucket of a day; False, and nothing taken, where `limit` are taken already.

        Concurrent calls never take more than the limit together.
        """
        ...

    def spent(self, bucket: str, day: date) -> int:
        """How many were taken from a bucket on a day."""
        ...

    def note(self, quota: RemainingQuota) -> None:
        """Keep what an upstream said of its quota, in the place of what it said earlier."""
        ...

    def noted(self) -> tuple[RemainingQuota, ...]:
        """What each upstream said last, by name."""
        ...


class ChangeMarks(Protocol):
    """Whether anything has changed since somebody last asked, for whoever keeps answers and asks often.

    Asking costs as little after ten thousand runs as after one.
    """

    def marks(self) -> Mapping[str, str]:
        """By genre a text that changes whenever a chart of it is published or a fetch of its lists recorded.

        A batch of readings changes the marks of its genres; others may show the same recordings. Equal marks
        mean that nothing of the kind happened in between, also across restarts. A mark may change when
        nothing did, but not with what happens to another genre. Genres of which there is neither a chart nor
        a recorded fetch are left out; what is put before the log (`prepend`) changes no mark. Whoever keeps
        an answer asks for the mark before reading it.
        """
        ...
