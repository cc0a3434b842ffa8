"""Which video was found for which recording, in SQLite."""

from collections.abc import Collection, Mapping, Sequence

from tunemeld.adapters.stores.sqlite.database import Database, rows_by_key
from tunemeld.adapters.stores.values import instant
from tunemeld.application.ports.stores import VideoMemory
from tunemeld.domain.video import VideoSearch

_REMEMBER = """
    INSERT INTO video_searches (recording_id, asked_at, value) VALUES (?, ?, ?)
    ON CONFLICT (recording_id) DO UPDATE SET asked_at = excluded.asked_at, value = excluded.value
    WHERE excluded.asked_at >= video_searches.asked_at"""


class SqliteVideoMemory(VideoMemory):
    """Searches by recording."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def recall(self, recording_ids: Collection[str]) -> Mapping[str, VideoSearch]:
        """What is remembered of these recordings; those never searched for are left out."""
        select = "SELECT recording_id, value FROM video_searches WHERE recording_id IN"
        with self._database.reading() as connection:
            return {
                recording_id: VideoSearch.model_validate_json(value)
                for recording_id, value in rows_by_key(connection, select, recording_ids)
            }

    def remember(self, searches: Sequence[VideoSearch]) -> None:
        """Store searches; one gives way to what was asked later, or at the same moment."""
        rows = [(each.recording_id, instant(each.asked_at), each.model_dump_json()) for each in searches]
        if rows:
            with self._database.writing() as connection:
                connection.executemany(_REMEMBER, rows)
