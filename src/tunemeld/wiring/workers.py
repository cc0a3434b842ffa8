"""Workers, which may be on other machines."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from dependency_injector import containers, providers

from tunemeld.adapters.part_log import PartLog
from tunemeld.application.dispatch import Dispatch
from tunemeld.application.distribute import Distribute
from tunemeld.application.do_part import DoPart, NewPipeline
from tunemeld.application.errors import NotDistributed
from tunemeld.application.look_up_isrcs import LookUpIsrcs
from tunemeld.application.pipeline import Pipeline
from tunemeld.application.ports.stores import RunLog
from tunemeld.application.ports.work import PartObserver
from tunemeld.setting_values.addresses import hosts
from tunemeld.settings import Settings
from tunemeld.wiring.events import Events
from tunemeld.wiring.paces import NO_REDIS
from tunemeld.wiring.process import Process, new_holder
from tunemeld.wiring.runs import Runs
from tunemeld.wiring.stages import Stages
from tunemeld.wiring.storage import Storage

if TYPE_CHECKING:
    from celery import Celery

    from tunemeld.adapters.work_queue.celery import CeleryQueue

# So many times the longest time of a part may pass without any of them ending.
_LONGEST_SILENCE = 3


def _celery_app(settings: Settings) -> "Celery":
    """What hands work to workers, connected to nothing yet.

    Raises:
        NotDistributed: settings or packages do not allow it.
    """
    if settings.storage == "memory":
        raise NotDistributed(
            "workers would not see what lies in this process's memory: set MONGODB_URL, or "
            "TUNEMELD_STORAGE=sqlite where all workers are on this machine"
        )
    if settings.redis_url is None:
        raise NotDistributed(NO_REDIS)
    try:
        from tunemeld.adapters.work_queue.celery_app import new_app
    except ModuleNotFoundError as error:
        raise NotDistributed(
            f"the package {error.name} is not installed: install tunemeld[distributed], here and for workers"
        ) from error
    return new_app(settings.redis_url.get_secret_value(), settings.worker_task_seconds)


def _work_queue(settings: Settings, app: "Celery", task: str) -> "CeleryQueue":
    from tunemeld.adapters.work_queue.celery import CeleryQueue

    url = settings.redis_url.get_secret_value() if settings.redis_url else ""
    return CeleryQueue(app, task, place=hosts(url))


def _part_pipeline(
    pipeline: Callable[..., Pipeline],
    look_up_isrcs: Callable[..., LookUpIsrcs | None],
    silent: Dispatch,
) -> NewPipeline:
    # Whoever waits for the whole run tells of it once; each part would tell all who show what it counted.
    def new(run_id: str, runs: RunLog, may_look_up: Callable[[], bool]) -> Pipeline:
        isrcs = look_up_isrcs(may_ask=may_look_up)
        return pipeline(new_run_id=lambda: run_id, runs=runs, isrcs=isrcs, dispatch=silent)

    return new


class Workers(containers.DeclarativeContainer):
    """Handing a run over, and doing a part of one."""

    task_name: providers.Provider[str] = providers.Object("tunemeld.part")
    celery_app = providers.ThreadSafeSingleton(_celery_app, Process.settings)
    work_queue = providers.ThreadSafeSingleton(_work_queue, Process.settings, celery_app, task_name)
    part_observer: providers.Provider[PartObserver] = providers.Factory(PartLog)
    distribute = providers.Factory(
        Distribute,
        pipeline=Runs.pipeline,
        queue=work_queue,
        observer=part_observer,
        pause=Process.pause,
        # What a worker does has been handed to another twice by then.
        longest_silence_seconds=providers.Callable(
            _LONGEST_SILENCE.__mul__, Process.settings.provided.worker_task_seconds
        ),
    )
    do_part = providers.Factory(
        DoPart,
        leases=Storage.stores.provided.leases,
        runs=Storage.stores.provided.runs,
        charts=Storage.stores.provided.charts,
        quotas=Storage.stores.provided.quotas,
        clock=Process.clock,
        lease_seconds=Process.settings.provided.scheduler_lease_seconds,
        lookup_budget=Process.settings.provided.isrc_lookup_budget,
        source=Process.settings.provided.source,
        new_holder=providers.Object(new_holder),
        new_pipeline=providers.Callable(
            _part_pipeline,
            Runs.pipeline.provider,
            Stages.look_up_isrcs.provider,
            providers.Factory(Events.dispatch, handlers=()),
        ),
    )
