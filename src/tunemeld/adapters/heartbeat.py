"""The heartbeat: which runs are good enough for a watchdog to be told, and how it is asked."""

from collections.abc import Sequence
from datetime import timedelta

import requests
import structlog

from tunemeld.adapters.http import faults
from tunemeld.application.errors import UpstreamError, UpstreamRejected, UpstreamUnavailable
from tunemeld.application.events import Event, RunFinished
from tunemeld.application.ports.events import EventHandler
from tunemeld.application.ports.runtime import Clock
from tunemeld.application.report import RunStatus, is_part

log = structlog.get_logger(__name__)

_ATTEMPTS = 2
# Told of later, a run would be a sign of life at an hour when there may be none.
_LATEST = timedelta(hours=1)


class Heartbeat(EventHandler):
    """Asks HEARTBEAT_URL once for all good runs that it is told of at once, so that silence means trouble.

    A run is good where it is done, and where it is partial and published another chart nevertheless. A part
    that is done says nothing of its run. One that ended more than an hour ago is not told any more. The
    address is a secret, and in no message.
    """

    name = "heartbeat"
    kinds = frozenset({"RunFinished"})

    def __init__(
        self, url: str, session: requests.Session, clock: Clock, *, timeout_seconds: float = 5.0
    ) -> None:
        self._url = url
        self._session = session
        self._clock = clock
        self._timeout_seconds = timeout_seconds

    def handle(self, events: Sequence[Event]) -> None:
        """Ask where one of the runs was good, and once more where that may help.

        Raises:
            UpstreamUnavailable: there was no answer in time, or one that tells of passing trouble.
            UpstreamRejected: the address is refused, leads elsewhere, or cannot be asked.
        """
        since = self._clock.now() - _LATEST
        if any(isinstance(event, RunFinished) and event.at >= since and _is_good(event) for event in events):
            self._ask()

    def _ask(self) -> None:
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                status = self._status()
            except UpstreamUnavailable:
                if attempt == _ATTEMPTS:
                    raise
            else:
                log.info("heartbeat.asked", status=status)
                return

    def _status(self) -> int:
        try:
            # The body says nothing, and is not waited for. Another address would be told the secret one.
            with self._session.get(
                self._url, timeout=self._timeout_seconds, allow_redirects=False, stream=True
            ) as response:
                status = response.status_code
        except faults.PASSING as error:
            # Not chained: the library's errors hold the address.
            fault = faults.passing_fault(error, self._timeout_seconds)
            raise UpstreamUnavailable(self.name, _sentence(fault)) from None
        except faults.LASTING as error:
            raise UpstreamRejected(self.name, _sentence(faults.lasting_fault(error))) from None
        if not 200 <= status < 300:
            raise _refusal(status)
        return status


def _is_good(run: RunFinished) -> bool:
    if is_part(run.run_id):
        return False
    return run.status is RunStatus.DONE or (run.status is RunStatus.PARTIAL and bool(run.published))


def _refusal(status: int) -> UpstreamError:
    if status == 429 or status >= 500:
        return UpstreamUnavailable(Heartbeat.name, _sentence(f"answered {status}"))
    return UpstreamRejected(Heartbeat.name, _sentence(f"answered {status}; correct it"), status=status)


def _sentence(fault: str) -> str:
    return f"the address that HEARTBEAT_URL names {fault}"
