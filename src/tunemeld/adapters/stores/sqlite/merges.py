"""What merging each genre came to the last time, in SQLite."""

from tunemeld.adapters.stores.sqlite.database import Database
from tunemeld.adapters.stores.values import packed, unpacked_or_none
from tunemeld.application.last_merge import LastMerge
from tunemeld.application.ports.stores import MergeMemory

_REMEMBER = """
    INSERT INTO merges (source, genre, value) VALUES (?, ?, ?)
    ON CONFLICT (source, genre) DO UPDATE SET value = excluded.value"""


class SqliteMergeMemory(MergeMemory):
    """A row a genre."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def last(self, genre: str, source: str) -> LastMerge | None:
        """What is remembered of a genre; None where nothing is, or what is there is of another version."""
        select = "SELECT value FROM merges WHERE source = ? AND genre = ?"
        with self._database.reading() as connection:
            row = connection.execute(select, (source, genre)).fetchone()
        return unpacked_or_none(LastMerge, row[0]) if row else None

    def remember(self, merge: LastMerge) -> None:
        """Keep what merging came to, in the place of what is known of the genre and source."""
        row = (merge.source, merge.genre, packed(merge))
        with self._database.writing() as connection:
            connection.execute(_REMEMBER, row)
