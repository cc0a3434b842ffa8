"""The reports of all runs in SQLite."""

import json
from collections.abc import Collection

from pydantic import TypeAdapter

from tunemeld.adapters.stores.sqlite.database import Database
from tunemeld.application.ports.stores import RunLog
from tunemeld.application.report import RunOutline, RunReport

_SAVE = """
    INSERT INTO runs (run_id, value) VALUES (?, ?)
    ON CONFLICT (run_id) DO UPDATE SET value = excluded.value"""

_OF = "SELECT run_id, value FROM runs WHERE run_id IN (SELECT value FROM json_each(?))"

_OUTLINE = """
    SELECT json_extract(value, '$.source'), json_extract(value, '$.started_at'),
        json_extract(value, '$.finished_at')
    FROM runs WHERE run_id = ?"""
_OUTLINES = TypeAdapter(RunOutline)

# A part's id has a slash: `is_part`.
_RECENT = "SELECT value FROM runs WHERE run_id NOT LIKE '%/%' ORDER BY n DESC LIMIT ?"

_FINISH = "INSERT INTO finished_runs (run_id) VALUES (?) ON CONFLICT DO NOTHING"


class SqliteRunLog(RunLog):
    """Reports by run, in the order in which they were first saved; and the order in which runs ended."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, report: RunReport) -> None:
        """Store a report; a later one of the same run replaces it."""
        row = (report.run_id, report.model_dump_json())
        with self._database.writing() as connection:
            connection.execute(_SAVE, row)
            if report.finished_at:
                connection.execute(_FINISH, (report.run_id,))

    def recent(self, limit: int) -> tuple[RunReport, ...]:
        """The newest reports of whole runs, newest first; none for a limit below one."""
        with self._database.reading() as connection:
            rows = connection.execute(_RECENT, (max(limit, 0),))
            return tuple(RunReport.model_validate_json(value) for (value,) in rows)

    def of(self, run_ids: Collection[str]) -> dict[str, RunReport]:
        """The reports of these runs; unknown ones are left out."""
        with self._database.reading() as connection:
            rows = connection.execute(_OF, (json.dumps(list(run_ids)),))
            return {run_id: RunReport.model_validate_json(value) for run_id, value in rows}

    def outline(self, run_id: str) -> RunOutline | None:
        """What is told of a run besides its genres, which are not even read; None where it is unknown."""
        with self._database.reading() as connection:
            found = connection.execute(_OUTLINE, (run_id,)).fetchone()
        return _OUTLINES.validate_python(found) if found else None
