"""Aggregate: turn the merged lists of a genre into a snapshot, and publish it."""

from dataclasses import dataclass

from tunemeld.application.merge import Merged
from tunemeld.application.ports.runtime import Clock
from tunemeld.application.ports.stores import ChartRepository, RecordingRegistry
from tunemeld.domain.identity import claim_of, identify, isrc_keys, track_keys
from tunemeld.domain.lease import Fence
from tunemeld.domain.playlist import ServicePlaylist
from tunemeld.domain.recognition import RULES_VERSION
from tunemeld.domain.snapshot import Draft, Publication, PublishedList, Snapshot

FEWEST_LISTS = 2


@dataclass(frozen=True)
class Aggregated:
    """What aggregating came to: the snapshot, and its publication where there was something new.

    `snapshot` is None where fewer than two lists count, and nothing was published.
    """

    snapshot: Snapshot | None = None
    publication: Publication | None = None


@dataclass(frozen=True)
class Aggregate:
    """Publish what the lists of a genre agree on.

    - With fewer than two lists nothing is published.
    - Every recording keeps the id and the ISRC under which it was published before.
    - A reader sees the old snapshot or the new one; unchanged content is not published again.
    """

    charts: ChartRepository
    recordings: RecordingRegistry
    clock: Clock
    source: str

    def run(self, run_id: str, merged: Merged, fence: Fence | None = None) -> Aggregated:
        """Publish the genre's snapshot under a fence, unless it is the current one already.

        Raises:
            LeaseLost: the fence was passed, and nothing is published.
        """
        if len(merged.lists.playlists) < FEWEST_LISTS:
            return Aggregated()
        snapshot = self._snapshot(merged)
        sources = {
            service: state.model_copy(update={"identified": merged.identified(service)})
            for service, state in merged.lists.states.items()
        }
        draft = Draft(snapshot=snapshot, run_id=run_id, at=self.clock.now(), sources=sources, fence=fence)
        return Aggregated(snapshot, self.charts.publish(draft))

    def _snapshot(self, merged: Merged) -> Snapshot:
        groups = merged.recognition.groups
        keys = {key for g in groups for key in (*track_keys(g.listings), *isrc_keys(g.listings))}
        current = self.charts.current(merged.genre, self.source)
        published = {standing.id for standing in current.standings} if current else set()
        recordings = identify(groups, self.recordings.identities(keys), published)
        self.recordings.claim([claim_of(recording) for recording in recordings])
        return Snapshot(
            genre=merged.genre,
            source=self.source,
            rules_version=RULES_VERSION,
            lists={service: _published(listed) for service, listed in sorted(merged.lists.playlists.items())},
            recordings=recordings,
            refusals=merged.recognition.refusals,
        )


def _published(listed: ServicePlaylist) -> PublishedList:
    return PublishedList(header=listed.header, length=listed.length)
