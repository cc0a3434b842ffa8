"""Parts of runs as Celery's tasks: a chain for each genre, and what became of each by its result."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypeVar

from celery import Celery, chain
from celery.exceptions import OperationalError
from redis.exceptions import RedisError

from tunemeld.adapters.hostile_text import plain_text
from tunemeld.application.divide import Chain, Part
from tunemeld.application.errors import WorkersAway
from tunemeld.application.ports.work import WorkQueue

_ANSWER_SECONDS = 5.0
_STOPPED = {"WorkerLostError", "TimeLimitExceeded", "Terminated"}
_FAULTS = (OperationalError, RedisError, OSError)

_Told = TypeVar("_Told")


class CeleryQueue(WorkQueue):
    """Tasks of this name in Redis, at `place`, which is its address without a password.

    A task's id is that of its part. Celery's own words are never shown, nor chained: they may repeat the
    address.
    """

    def __init__(
        self, app: Celery, task: str, place: str, *, answer_seconds: float = _ANSWER_SECONDS
    ) -> None:
        self._app = app
        self._name = task
        self._answer_seconds = answer_seconds
        self._place = place

    def has_workers(self) -> bool:
        """Whether any worker answers within `answer_seconds`; the first one is enough."""
        self.check()
        return bool(self._ask(lambda: self._app.control.ping(timeout=self._answer_seconds, limit=1)))

    def hand_over(self, chains: Sequence[Chain]) -> None:
        """Send the first task of each chain, which carries what comes after it."""
        for parts in chains:
            self._ask(chain(*map(self._task, parts)).apply_async)

    def ended(self, part_ids: Collection[str]) -> Mapping[str, str]:
        """Those of the tasks that have a result, in one round trip."""
        ids = list(part_ids)
        backend: Any = self._app.backend
        keys = [backend.get_key_for_task(each) for each in ids]
        stored = self._ask(lambda: backend.mget(keys)) if keys else []
        told = {each: _trouble(result) for each, result in zip(ids, stored, strict=True) if result}
        return {each: trouble for each, trouble in told.items() if trouble is not None}

    def check(self) -> None:
        """Do nothing, unless Redis cannot be used.

        Raises:
            WorkersAway: it cannot.
        """

        # Where results are is where tasks are, and this connection is not tried again for seconds.
        backend: Any = self._app.backend
        self._ask(backend.client.ping)

    def _task(self, part: Part) -> Any:
        return self._app.signature(
            self._name, kwargs={"part": part.model_dump(mode="json")}, task_id=part.id, immutable=True
        )

    def _ask(self, work: Callable[[], _Told]) -> _Told:
        try:
            return work()
        except _FAULTS as error:
            raise WorkersAway(
                f"Redis at {self._place}, by which work is handed to workers, cannot be used "
                f"({type(error).__name__}): start it, or see REDIS_URL"
            ) from None


def _trouble(stored: bytes | str) -> str | None:
    """Why a task was not done, "" where it was, None where it has not ended, such as one that waits."""
    try:
        told = json.loads(stored)
        status, result = told["status"], told.get("result")
    except (ValueError, KeyError, TypeError):
        return "its result cannot be read: see that nobody else writes into this database of Redis"
    if status == "SUCCESS":
        return ""
    if status not in {"FAILURE", "REVOKED"}:
        return None
    kind = result.get("exc_type") if isinstance(result, dict) else ""
    if kind == "PartFailed":
        message = result.get("exc_message")
        return plain_text(message[0] if isinstance(message, list) and message else "") or "not done"
    ended = "its worker was stopped" if kind in _STOPPED else "a defect ended it"
    return f"{ended} ({plain_text(kind) or status}): see the worker's log"
