"""Snapshots and publications in SQLite."""

from collections.abc import Sequence
from sqlite3 import Connection

from tunemeld.adapters.stores.fences import refuse_passed
from tunemeld.adapters.stores.sqlite.database import Database
from tunemeld.adapters.stores.values import packed, unpacked
from tunemeld.application.ports.stores import ChartRepository
from tunemeld.domain.lease import Fence
from tunemeld.domain.snapshot import Draft, Publication, Snapshot

_KEEP = "INSERT INTO snapshots VALUES (?, ?) ON CONFLICT DO NOTHING"
_CLAIM = """
    INSERT INTO fences (genre, job, number) VALUES (?, ?, ?)
    ON CONFLICT (genre, job) DO UPDATE SET number = max(number, excluded.number)"""


class SqliteChartRepository(ChartRepository):
    """Snapshots by their hash; publications by genre and number, which are the primary key."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def publish(self, draft: Draft) -> Publication | None:
        """Write snapshot and publication in one transaction; None where the snapshot is the current one."""
        # All that takes time is done before others have to wait; so is the snapshot's id, once.
        first = draft.as_publication(1)
        snapshot = (first.snapshot_id, packed(draft.snapshot))
        with self._database.writing() as connection:
            if draft.fence is not None:
                refuse_passed(draft.fence, _fences(connection, first.genre))
            newest = _newest(connection, first.genre)
            published = first.behind(newest, _newest_of(connection, first.genre, first.source))
            if published is None:
                return None
            connection.execute(_KEEP, snapshot)
            connection.execute(
                "INSERT INTO publications (genre, seq, snapshot_id, source, value) VALUES (?, ?, ?, ?, ?)",
                (
                    published.genre,
                    published.seq,
                    published.snapshot_id,
                    published.source,
                    packed(published),
                ),
            )
        return published

    def claim(self, genres: Sequence[str], fence: Fence) -> None:
        """From now on nobody publishes for these genres under an earlier number of the same job."""
        with self._database.writing() as connection:
            connection.executemany(_CLAIM, [(genre, fence.job, fence.number) for genre in genres])

    def put_back(self, snapshots: Sequence[Snapshot]) -> None:
        """Store snapshots that were lost; those that are there stay as they are."""
        rows = [(snapshot.id, packed(snapshot)) for snapshot in snapshots]
        with self._database.writing() as connection:
            connection.executemany(_KEEP, rows)

    def current(self, genre: str, source: str | None = None) -> Publication | None:
        """The newest publication of a genre, of one source where that is named; None before the first."""
        with self._database.reading() as connection:
            return _newest(connection, genre) if source is None else _newest_of(connection, genre, source)

    def publications(self, genre: str, source: str) -> tuple[Publication, ...]:
        """All publications of a genre that came from `source`, oldest first."""
        select = "SELECT value FROM publications WHERE genre = ? AND source = ? ORDER BY seq"
        with self._database.reading() as connection:
            rows = connection.execute(select, (genre, source))
            return tuple(unpacked(Publication, value) for (value,) in rows)

    def snapshot(self, snapshot_id: str) -> Snapshot | None:
        """A published snapshot; None where the id is unknown."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT value FROM snapshots WHERE id = ?", (snapshot_id,)).fetchone()
            return unpacked(Snapshot, row[0]) if row else None


def _newest(connection: Connection, genre: str) -> Publication | None:
    select = "SELECT value FROM publications WHERE genre = ? ORDER BY seq DESC LIMIT 1"
    row = connection.execute(select, (genre,)).fetchone()
    return unpacked(Publication, row[0]) if row else None


def _newest_of(connection: Connection, genre: str, source: str) -> Publication | None:
    select = "SELECT value FROM publications WHERE genre = ? AND source = ? ORDER BY seq DESC LIMIT 1"
    row = connection.execute(select, (genre, source)).fetchone()
    return unpacked(Publication, row[0]) if row else None


def _fences(connection: Connection, genre: str) -> dict[str, int]:
    return dict(connection.execute("SELECT job, number FROM fences WHERE genre = ?", (genre,)))
