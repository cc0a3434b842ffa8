"""What was spent of daily quotas, and what is left of them, in SQLite."""

from datetime import date

from tunemeld.adapters.stores.quota_days import oldest_kept
from tunemeld.adapters.stores.sqlite.database import Database
from tunemeld.adapters.stores.values import instant
from tunemeld.application.ports.stores import QuotaLedger
from tunemeld.domain.quota import RemainingQuota

_BEGIN_DAY = "INSERT INTO quota_days (bucket, day, spent) VALUES (?, ?, 0) ON CONFLICT DO NOTHING"
_DROP_OLD = "DELETE FROM quota_days WHERE day < ?"
_SPEND = "UPDATE quota_days SET spent = spent + 1 WHERE bucket = ? AND day = ? AND spent < ?"
_NOTE = """
    INSERT INTO remaining_quotas (upstream, noted_at, value) VALUES (?, ?, ?)
    ON CONFLICT (upstream) DO UPDATE SET noted_at = excluded.noted_at, value = excluded.value
    WHERE excluded.noted_at >= remaining_quotas.noted_at"""


class SqliteQuotaLedger(QuotaLedger):
    """What was taken by bucket and day; the last word of each upstream."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def spend(self, bucket: str, day: date, limit: int) -> bool:
        """Take one from a bucket of a day; False, and nothing taken, where `limit` are taken already.

        Writers take turns, those of other processes too, so that nobody takes between asking and taking.
        """
        if limit < 1:
            return False
        with self._database.writing() as connection:
            if connection.execute(_BEGIN_DAY, (bucket, day.isoformat())).rowcount:
                connection.execute(_DROP_OLD, (oldest_kept(day).isoformat(),))
            return connection.execute(_SPEND, (bucket, day.isoformat(), limit)).rowcount > 0

    def spent(self, bucket: str, day: date) -> int:
        """How many were taken from a bucket on a day."""
        select = "SELECT spent FROM quota_days WHERE bucket = ? AND day = ?"
        with self._database.reading() as connection:
            row = connection.execute(select, (bucket, day.isoformat())).fetchone()
        return int(row[0]) if row else 0

    def note(self, quota: RemainingQuota) -> None:
        """Keep what an upstream said; it gives way to what is said later, or at the same moment."""
        row = (quota.upstream, instant(quota.noted_at), quota.model_dump_json())
        with self._database.writing() as connection:
            connection.execute(_NOTE, row)

    def noted(self) -> tuple[RemainingQuota, ...]:
        """What each upstream said last, by name."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT value FROM remaining_quotas ORDER BY upstream")
            return tuple(RemainingQuota.model_validate_json(value) for (value,) in rows)
