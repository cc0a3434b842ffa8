"""The reports of all runs in MongoDB."""

from collections.abc import Collection
from typing import Any

from pydantic import TypeAdapter
from pymongo.errors import DuplicateKeyError

from tunemeld.adapters.stores.mongo.server import Documents, Server
from tunemeld.adapters.stores.mongo.writes import next_numbers
from tunemeld.application.ports.stores import RunLog
from tunemeld.application.report import RunOutline, RunReport, is_part

_OUTLINES = TypeAdapter(RunOutline)


class MongoRunLog(RunLog):
    """Reports by run, numbered in the order in which they were first saved, and in that of their ends.

    The end of a run gets its number in the write that stores it, so that it is an event by itself. Parts of
    runs have only that one: their beginnings are nobody's business, and would pass all workers through one
    counter.
    """

    def __init__(self, server: Server) -> None:
        self._server = server

    def save(self, report: RunReport) -> None:
        """Store a report; a later one of the same run replaces it."""
        run = {"_id": report.run_id}
        value = {
            "stage": report.stage.value,
            "status": report.status.value,
            "value": report.model_dump_json(),
            "outline": _OUTLINES.dump_python(RunOutline.of(report), mode="json"),
        }

        def write(database: Documents) -> None:
            if not database["runs"].update_one(run, {"$set": value}).matched_count:
                first = {} if is_part(report.run_id) else {"n": next_numbers(database, "runs", 1)}
                database["runs"].update_one(run, {"$set": value, "$setOnInsert": first}, upsert=True)

        def finish(database: Documents) -> None:
            if not _number(database, run, value):
                write(database)
                _number(database, run, value)

        self._server.writing(finish if report.finished_at else write)

    def recent(self, limit: int) -> tuple[RunReport, ...]:
        """The newest reports of whole runs, newest first; none for a limit below one."""
        if limit < 1:  # MongoDB's limit 0 is none at all
            return ()

        def read(database: Documents) -> tuple[RunReport, ...]:
            whole = database["runs"].find({"n": {"$gt": 0}}, {"value": 1})
            newest = whole.sort("n", -1).limit(limit).batch_size(10_000)
            return tuple(RunReport.model_validate_json(each["value"]) for each in newest)

        return self._server.reading(read)

    def of(self, run_ids: Collection[str]) -> dict[str, RunReport]:
        """The reports of these runs; unknown ones are left out."""
        asked = {"_id": {"$in": sorted(run_ids)}}

        def read(database: Documents) -> dict[str, RunReport]:
            found = database["runs"].find(asked, {"value": 1}).batch_size(10_000)
            return {each["_id"]: RunReport.model_validate_json(each["value"]) for each in found}

        return self._server.reading(read)

    def outline(self, run_id: str) -> RunOutline | None:
        """What is told of a run besides its genres, which are not even sent; None where it is unknown."""
        found = self._server.reading(
            lambda database: database["runs"].find_one({"_id": run_id}, {"outline": 1})
        )
        if found and "outline" in found:
            return _OUTLINES.validate_python(found["outline"])
        report = self.of([run_id]).get(run_id)  # stored by an earlier version, if at all
        return RunOutline.of(report) if report else None


def _number(database: Documents, run: dict[str, Any], value: dict[str, Any]) -> bool:
    """Store the end of a run under the next number; whether there is a run that had not ended."""
    unended = {**run, "finished": {"$exists": False}}
    while True:
        newest = database["runs"].find_one(
            {"finished": {"$exists": True}}, {"finished": 1}, sort=[("finished", -1)]
        )
        ended = {**value, "finished": (newest["finished"] if newest else 0) + 1}
        try:
            return bool(database["runs"].update_one(unended, {"$set": ended}).matched_count)
        except DuplicateKeyError:
            continue
