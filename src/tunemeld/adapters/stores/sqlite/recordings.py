"""Which id belongs to which recording, in SQLite."""

from collections.abc import Collection, Mapping, Sequence

from tunemeld.adapters.stores.sqlite.database import Database, rows_by_key
from tunemeld.application.ports.stores import RecordingRegistry
from tunemeld.domain.identity import Claim, Identity
from tunemeld.domain.isrc import Isrc

_SHOW = """
    INSERT INTO recordings (id, isrc) VALUES (?, ?)
    ON CONFLICT (id) DO UPDATE SET isrc = excluded.isrc WHERE isrc IS NULL AND excluded.isrc IS NOT NULL"""
_TAKE = "INSERT INTO recording_keys (key, recording_id) VALUES (?, ?) ON CONFLICT DO NOTHING"
_KNOWN = """
    SELECT key, recording_id, isrc FROM recording_keys JOIN recordings ON recordings.id = recording_id
    WHERE key IN"""


class SqliteRecordingRegistry(RecordingRegistry):
    """Keys as primary keys, so that the first claim to one is the last."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def identities(self, keys: Collection[str]) -> Mapping[str, Identity]:
        """The known recordings by the keys asked for; unknown keys are left out."""
        with self._database.reading() as connection:
            return {
                key: Identity(id=owner, isrc=Isrc(isrc) if isrc else None)
                for key, owner, isrc in rows_by_key(connection, _KNOWN, keys)
            }

    def claim(self, claims: Sequence[Claim]) -> None:
        """Remember keys and shown ISRCs; a taken key stays with its owner, an ISRC once shown stays."""
        shown = [(claim.id, claim.isrc) for claim in claims]
        taken = [(key, claim.id) for claim in claims for key in claim.keys]
        with self._database.writing() as connection:
            connection.executemany(_SHOW, shown)
            connection.executemany(_TAKE, taken)
