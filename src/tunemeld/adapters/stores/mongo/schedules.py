"""How far scheduled jobs have come, in MongoDB."""

from pymongo import UpdateOne

from tunemeld.adapters.stores.mongo.server import Server
from tunemeld.adapters.stores.mongo.writes import update_each
from tunemeld.application.ports.schedule import ScheduleLog
from tunemeld.domain.schedule import JobStanding


class MongoScheduleLog(ScheduleLog):
    """The standing of each job."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def standing(self, job: str) -> JobStanding | None:
        """What became of a job; None where it never ran."""
        found = self._server.reading(lambda database: database["scheduled_jobs"].find_one({"_id": job}))
        return JobStanding.model_validate_json(found["value"]) if found else None

    def note(self, standing: JobStanding) -> None:
        """Keep how far a job has come, unless that was noted under a higher number."""
        update = UpdateOne(
            {"_id": standing.job, "number": {"$lte": standing.number}},
            {"$set": {"number": standing.number, "value": standing.model_dump_json()}},
            upsert=True,
        )
        self._server.writing(lambda database: update_each(database["scheduled_jobs"], [update]))
