"""The schedule; its leases go by real time, whatever TUNEMELD_NOW says."""

from dependency_injector import containers, providers

from tunemeld.adapters.decision_log import DecisionLog
from tunemeld.adapters.timetable import CronTimetable
from tunemeld.application.job import Job
from tunemeld.application.report import Stage
from tunemeld.application.schedule import Schedule
from tunemeld.application.turns import Turns
from tunemeld.wiring.files import Files
from tunemeld.wiring.process import Process, new_holder
from tunemeld.wiring.storage import Storage


class Scheduling(containers.DeclarativeContainer):
    """Which jobs there are, when they are due, and whose turn it is."""

    timetable = providers.Factory(CronTimetable, zone=Process.settings.provided.schedule_timezone)
    jobs = providers.List(
        providers.Factory(
            Job,
            "playlists",
            Stage.FULL,
            providers.Factory(timetable, expression=Process.settings.provided.schedule_playlists),
        ),
        providers.Factory(
            Job,
            "counts",
            Stage.VIEW_COUNT,
            providers.Factory(timetable, expression=Process.settings.provided.schedule_counts),
        ),
    )
    turns = providers.Factory(
        Turns,
        leases=Storage.stores.provided.leases,
        charts=Storage.stores.provided.charts,
        clock=Process.clock,
        genres=Files.genres,
        seconds=Process.settings.provided.scheduler_lease_seconds,
        holder=providers.ThreadSafeSingleton(new_holder),
    )
    schedule = providers.Factory(
        Schedule,
        jobs=jobs,
        turns=turns,
        log=Storage.stores.provided.schedules,
        clock=Process.clock,
        observer=providers.Factory(DecisionLog),
        genres=Files.genres,
        threads=Process.settings.provided.etl_thread_count,
    )
