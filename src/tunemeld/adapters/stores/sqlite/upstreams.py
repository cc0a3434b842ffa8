"""What asking upstreams gave, and until when not to ask them, in SQLite."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from tunemeld.adapters.stores.sqlite.database import Database, rows_by_key
from tunemeld.adapters.stores.values import instant
from tunemeld.application.ports.stores import CoolDowns, LookupMemory
from tunemeld.domain.lookup import Lookup, LookupKind

_REMEMBER = """
    INSERT INTO lookups (kind, key, found, asked_at, value) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (kind, key) DO UPDATE
    SET found = excluded.found, asked_at = excluded.asked_at, value = excluded.value
    WHERE NOT lookups.found AND (excluded.found OR excluded.asked_at >= lookups.asked_at)"""
_COOL_DOWN = """
    INSERT INTO cool_downs (upstream, until) VALUES (?, ?)
    ON CONFLICT (upstream) DO UPDATE SET until = excluded.until WHERE excluded.until > cool_downs.until"""


class SqliteLookupMemory(LookupMemory):
    """Lookups by kind and key."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def recall(self, kind: LookupKind, keys: Collection[str]) -> Mapping[str, Lookup]:
        """What is remembered under these keys; keys never looked up are left out."""
        select = "SELECT key, value FROM lookups WHERE kind = ? AND key IN"
        with self._database.reading() as connection:
            return {
                key: Lookup.model_validate_json(value)
                for key, value in rows_by_key(connection, select, keys, kind.value)
            }

    def remember(self, kind: LookupKind, lookups: Sequence[Lookup]) -> None:
        """Store results; a found value stays, a miss gives way to a value or to a miss that is not older."""
        rows = [
            (kind.value, each.key, each.value is not None, instant(each.asked_at), each.model_dump_json())
            for each in lookups
        ]
        with self._database.writing() as connection:
            connection.executemany(_REMEMBER, rows)


class SqliteCoolDowns(CoolDowns):
    """One pause for each upstream."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def cooling_until(self, upstream: str) -> datetime | None:
        """The end of the upstream's pause in UTC; None where none was ever set."""
        select = "SELECT until FROM cool_downs WHERE upstream = ?"
        with self._database.reading() as connection:
            row = connection.execute(select, (upstream,)).fetchone()
        return datetime.fromisoformat(row[0]) if row else None

    def cool_down(self, upstream: str, until: datetime) -> None:
        """Set a pause; of two, the one that ends later stays."""
        with self._database.writing() as connection:
            connection.execute(_COOL_DOWN, (upstream, instant(until)))
