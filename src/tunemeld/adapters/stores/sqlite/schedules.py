"""How far scheduled jobs have come, in SQLite."""

from tunemeld.adapters.stores.sqlite.database import Database
from tunemeld.application.ports.schedule import ScheduleLog
from tunemeld.domain.schedule import JobStanding

_NOTE = """
    INSERT INTO scheduled_jobs (job, value) VALUES (?, ?)
    ON CONFLICT (job) DO UPDATE SET value = excluded.value
    WHERE json_extract(excluded.value, '$.number') >= json_extract(scheduled_jobs.value, '$.number')"""


class SqliteScheduleLog(ScheduleLog):
    """The standing of each job."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def standing(self, job: str) -> JobStanding | None:
        """What became of a job; None where it never ran."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT value FROM scheduled_jobs WHERE job = ?", (job,)).fetchone()
            return JobStanding.model_validate_json(row[0]) if row else None

    def note(self, standing: JobStanding) -> None:
        """Keep how far a job has come, unless that was noted under a higher number."""
        with self._database.writing() as connection:
            connection.execute(_NOTE, (standing.job, standing.model_dump_json()))
