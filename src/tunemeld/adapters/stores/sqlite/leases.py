"""Leases in SQLite: for the processes of one machine, whose clock they share."""

from collections.abc import Callable
from datetime import datetime
from sqlite3 import Connection

from tunemeld.adapters.stores.lease_rows import LeaseRow, end_of, taken
from tunemeld.adapters.stores.sqlite.database import Database
from tunemeld.adapters.stores.values import instant
from tunemeld.application.ports.schedule import Leases
from tunemeld.domain.lease import Lease

_TAKE = """
    INSERT INTO leases (job, holder, number, until) VALUES (?, ?, ?, ?)
    ON CONFLICT (job) DO UPDATE
    SET holder = excluded.holder, number = excluded.number, until = excluded.until"""
_RENEW = "UPDATE leases SET until = ? WHERE job = ? AND number = ? AND holder IS NOT NULL"
_RELEASE = "UPDATE leases SET holder = NULL WHERE job = ? AND number = ?"


class SqliteLeases(Leases):
    """One row a job; writers take turns, so that nobody takes between asking and taking."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def take(self, job: str, holder: str, seconds: float) -> Lease | None:
        """The lease of a job, under a higher number than any before; None while somebody else holds it."""
        with self._database.writing() as connection:
            # Asked within the turn: waiting for it may have taken longer than the lease.
            lease = taken(job, _row(connection, job), holder, self._now(), seconds)
            if lease:
                connection.execute(_TAKE, (job, holder, lease.fence.number, instant(lease.until)))
            return lease

    def renew(self, lease: Lease, seconds: float) -> Lease | None:
        """The same lease until `seconds` from now; None where it was released or somebody else took it."""
        with self._database.writing() as connection:
            until = end_of(self._now(), seconds)
            given = (instant(until), lease.job, lease.fence.number)
            is_held = connection.execute(_RENEW, given).rowcount > 0
        return lease.model_copy(update={"until": until}) if is_held else None

    def release(self, lease: Lease) -> None:
        """Let others take the job at once; nothing happens where somebody else has it."""
        with self._database.writing() as connection:
            connection.execute(_RELEASE, (lease.job, lease.fence.number))


def _row(connection: Connection, job: str) -> LeaseRow | None:
    row = connection.execute("SELECT holder, number, until FROM leases WHERE job = ?", (job,)).fetchone()
    return LeaseRow(row[0], row[1], datetime.fromisoformat(row[2])) if row else None
