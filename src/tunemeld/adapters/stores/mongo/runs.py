"""The reports of all runs in MongoDB."""

from tunemeld.adapters.stores.mongo.server import Documents, Server
from tunemeld.adapters.stores.mongo.writes import next_numbers
from tunemeld.application.ports.stores import RunLog
from tunemeld.application.report import RunReport


class MongoRunLog(RunLog):
    """Reports by run, numbered in the order in which they were first saved."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def save(self, report: RunReport) -> None:
        """Store a report; a later one of the same run replaces it."""
        run = {"_id": report.run_id}
        value = {
            "stage": report.stage.value,
            "status": report.status.value,
            "value": report.model_dump_json(),
        }

        def write(database: Documents) -> None:
            if not database["runs"].update_one(run, {"$set": value}).matched_count:
                first = {"n": next_numbers(database, "runs", 1)}
                database["runs"].update_one(run, {"$set": value, "$setOnInsert": first}, upsert=True)

        self._server.writing(write)

    def recent(self, limit: int) -> tuple[RunReport, ...]:
        """The newest reports, newest first; none for a limit below one."""
        if limit < 1:  # MongoDB's limit 0 is none at all
            return ()

        def read(database: Documents) -> tuple[RunReport, ...]:
            newest = database["runs"].find({}, {"value": 1}).sort("n", -1).limit(limit).batch_size(10_000)
            return tuple(RunReport.model_validate_json(each["value"]) for each in newest)

        return self._server.reading(read)
