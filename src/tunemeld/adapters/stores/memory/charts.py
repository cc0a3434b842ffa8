"""Snapshots and publications in memory."""

from collections.abc import Sequence
from threading import Lock

from tunemeld.adapters.stores.fences import refuse_passed
from tunemeld.application.ports.stores import ChartRepository
from tunemeld.domain.lease import Fence
from tunemeld.domain.snapshot import Draft, Publication, Snapshot


class MemoryChartRepository(ChartRepository):
    """Snapshots by id, publications by genre.

    Both are kept as JSON: they hold dictionaries, which frozen models do not protect, and reading JSON
    is three times as fast as a deep copy.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._snapshots: dict[str, str] = {}
        self._publications: dict[str, list[str]] = {}
        self._newest: dict[str, str] = {}
        self._fences: dict[str, dict[str, int]] = {}

    def publish(self, draft: Draft) -> Publication | None:
        """Add snapshot and publication; None where the snapshot is the current one."""
        first = draft.as_publication(1)
        snapshot = draft.snapshot.model_dump_json()
        with self._lock:
            refuse_passed(draft.fence, self._fences.get(first.genre, {}))
            earlier = self._publications.setdefault(first.genre, [])
            newest = _publication(earlier[-1]) if earlier else None
            published = first.behind(newest, _newest_of(earlier, first.source))
            if published is None:
                return None
            self._snapshots.setdefault(first.snapshot_id, snapshot)
            earlier.append(published.model_dump_json())
            self._newest[first.genre] = f"chart {published.seq} {published.snapshot_id}"
        return published

    def claim(self, genres: Sequence[str], fence: Fence) -> None:
        """From now on nobody publishes for these genres under an earlier number of the same job."""
        with self._lock:
            for genre in genres:
                fences = self._fences.setdefault(genre, {})
                fences[fence.job] = max(fence.number, fences.get(fence.job, 0))

    def put_back(self, snapshots: Sequence[Snapshot]) -> None:
        """Store snapshots that were lost; those that are there stay as they are."""
        stored = {snapshot.id: snapshot.model_dump_json() for snapshot in snapshots}
        with self._lock:
            self._snapshots = stored | self._snapshots

    def current(self, genre: str, source: str | None = None) -> Publication | None:
        """The newest publication of a genre, of one source where that is named; None before the first."""
        with self._lock:
            stored = list(self._publications.get(genre, []))
        return _newest_of(stored, source)

    def publications(self, genre: str, source: str) -> tuple[Publication, ...]:
        """All publications of a genre that came from `source`, oldest first."""
        with self._lock:
            stored = list(self._publications.get(genre, []))
        return tuple(each for each in map(_publication, stored) if each.source == source)

    def all(self) -> dict[str, tuple[Publication, ...]]:
        """By genre what it has shown, oldest first."""
        with self._lock:
            return {genre: tuple(map(_publication, each)) for genre, each in self._publications.items()}

    def count(self) -> int:
        """How many charts were published."""
        with self._lock:
            return sum(map(len, self._publications.values()))

    def newest(self) -> dict[str, str]:
        """By genre, which publication is the newest."""
        with self._lock:
            return dict(self._newest)

    def snapshot(self, snapshot_id: str) -> Snapshot | None:
        """A published snapshot; None where the id is unknown."""
        with self._lock:
            stored = self._snapshots.get(snapshot_id)
        return Snapshot.model_validate_json(stored) if stored else None


def _newest_of(stored: Sequence[str], source: str | None) -> Publication | None:
    newest_first = map(_publication, reversed(stored))
    return next((each for each in newest_first if source in {None, each.source}), None)


def _publication(stored: str) -> Publication:
    return Publication.model_validate_json(stored)
