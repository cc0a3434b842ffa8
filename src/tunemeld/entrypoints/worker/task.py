"""The one task that workers know: a part of a run, and what becomes of it where it cannot be done now."""

from collections.abc import Callable
from typing import Any, NoReturn

import structlog
from celery import Celery, Task
from celery.exceptions import SoftTimeLimitExceeded
from pydantic import ValidationError

from tunemeld.application.divide import Part
from tunemeld.application.do_part import DoPart
from tunemeld.application.errors import LeaseLost, PartFailed, StoreError, TuneMeldError

_LONGEST_PAUSE_SECONDS = 15.0
_PAUSES_A_LEASE = 4
# A store that is away for longer than an hour or so is no passing trouble.
_TRIES_OF_THE_STORE = 240
_log = structlog.get_logger()


def register(app: Celery, name: str, do_part: Callable[[], DoPart], *, task_seconds: int) -> None:
    """Have the application know the task; `do_part` gives what this very process works with."""

    @app.task(name=name, bind=True, max_retries=None, throws=(PartFailed,))
    def carry_out(task: "Task[Any, Any]", part: object) -> str:
        """Do the part that a message describes; its id."""
        meant = _read(part)
        with structlog.contextvars.bound_contextvars(run_id=meant.id):
            doing = do_part()
            try:
                if doing.run(meant):
                    return meant.id
                _again(task, doing, "its genre is being worked on")
            except LeaseLost as lost:
                _again(task, doing, str(lost))
            except StoreError as error:
                if task.request.retries >= _TRIES_OF_THE_STORE:
                    _give_up(str(error))
                _again(task, doing, str(error))
            except TuneMeldError as error:
                _give_up(str(error))
            except SoftTimeLimitExceeded:
                _give_up(f"it took longer than {task_seconds} seconds: raise WORKER_TASK_SECONDS")


def _read(part: object) -> Part:
    """The part in a message, whoever sent it."""
    try:
        return Part.model_validate(part)
    except ValidationError as invalid:
        fields = sorted({str(each["loc"][0]) for each in invalid.errors() if each["loc"]})
        _give_up(f"a message is no part of a run ({', '.join(fields) or 'no fields'})")


def _again(task: "Task[Any, Any]", doing: DoPart, reason: str) -> NoReturn:
    """Hand the part back, to be tried again by any worker."""
    seconds = min(doing.lease_seconds / _PAUSES_A_LEASE, _LONGEST_PAUSE_SECONDS)
    _log.info("worker.part_waits", reason=reason, seconds=seconds)
    raise task.retry(countdown=seconds)


def _give_up(reason: str) -> NoReturn:
    _log.error("worker.part_failed", reason=reason)
    raise PartFailed(reason) from None
