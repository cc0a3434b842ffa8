"""Snapshots and publications in SQLite."""

from tunemeld.adapters.stores.sqlite.database import Database
from tunemeld.adapters.stores.values import packed, unpacked
from tunemeld.application.ports.stores import ChartRepository
from tunemeld.domain.snapshot import Draft, Publication, Snapshot


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
            newest = connection.execute(
                "SELECT seq, snapshot_id FROM publications WHERE genre = ? ORDER BY seq DESC LIMIT 1",
                (first.genre,),
            ).fetchone() or (0, None)
            if newest[1] == first.snapshot_id:
                return None
            published = first.model_copy(update={"seq": newest[0] + 1})
            connection.execute("INSERT INTO snapshots VALUES (?, ?) ON CONFLICT DO NOTHING", snapshot)
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

    def current(self, genre: str) -> Publication | None:
        """The newest publication of a genre; None before the first."""
        select = "SELECT value FROM publications WHERE genre = ? ORDER BY seq DESC LIMIT 1"
        with self._database.reading() as connection:
            row = connection.execute(select, (genre,)).fetchone()
            return unpacked(Publication, row[0]) if row else None

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
