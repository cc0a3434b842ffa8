"""One attempt: a request sent, its answer read whole, and two log lines about it.

Errors of requests and urllib3 end here, and do not even become the cause of ours: their texts hold URLs and
header values, and a logged traceback prints causes. Hence `from None`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import requests
import structlog

from tunemeld.adapters.http import faults
from tunemeld.adapters.http.answer import Answer
from tunemeld.adapters.http.body import BodyTooLarge, read_body
from tunemeld.adapters.http.meter import ThreadCallMeter
from tunemeld.adapters.http.retry import PassingTrouble
from tunemeld.adapters.redaction import Redactor
from tunemeld.application.errors import BadPayload, UpstreamRejected
from tunemeld.application.ports.runtime import Clock

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Call:
    """What one call asks for, on top of what all calls to its upstream share; `data` is a form, or a body."""

    method: Literal["GET", "POST", "PUT", "DELETE"]
    path: str
    params: Mapping[str, str | int] | None = None
    data: Mapping[str, str] | bytes | None = None
    headers: Mapping[str, str] | None = None


class Exchange:
    """Sends calls to one upstream, each once; what they cost and how they end is counted and logged."""

    def __init__(
        self,
        *,
        upstream: str,
        base_url: str,
        headers: Mapping[str, str],
        session: requests.Session,
        meter: ThreadCallMeter,
        redactor: Redactor,
        clock: Clock,
        timeout_seconds: float,
    ) -> None:
        self._upstream = upstream
        self._base_url = base_url.rstrip("/")
        self._headers = headers
        self._session = session
        self._meter = meter
        self._redactor = redactor
        self._clock = clock
        self._timeout_seconds = timeout_seconds

    def answer(self, call: Call, attempt: int) -> Answer:
        """The upstream's answer, whatever its status.

        Raises:
            PassingTrouble: there is none, or it broke off.
            BadPayload: it is larger than any that the upstream has reason to send.
            UpstreamRejected: the request cannot be sent at all.
        """
        line = log.bind(upstream=self._upstream, path=self._redactor.clean(call.path), attempt=attempt)
        line.debug("upstream.started")
        began = self._clock.monotonic()
        ended: dict[str, int | str] = {"status": "interrupted", "bytes": 0}
        try:
            answer = self._translated(call)
            ended = {"status": answer.status, "bytes": len(answer.body)}
        except (PassingTrouble, BadPayload, UpstreamRejected) as error:
            ended["status"] = str(error)
            raise
        finally:
            seconds = round(self._clock.monotonic() - began, 3)
            line.info("upstream.finished", duration_seconds=seconds, **ended)
        return answer

    def _translated(self, call: Call) -> Answer:
        self._meter.count(self._upstream)
        try:
            return self._send(call)
        except faults.PASSING as error:
            raise PassingTrouble(faults.passing_fault(error, self._timeout_seconds)) from None
        except BodyTooLarge as error:
            raise BadPayload(self._upstream, f"{self._upstream} {error}") from None
        except faults.LASTING as error:
            raise UpstreamRejected(
                self._upstream, f"{self._upstream} {faults.lasting_fault(error)}"
            ) from None

    def _send(self, call: Call) -> Answer:
        deadline = self._clock.monotonic() + 2 * self._timeout_seconds
        with self._session.request(
            call.method,
            self._base_url + call.path,
            params=call.params,
            data=call.data,
            headers={**self._headers, **(call.headers or {})},
            timeout=(min(faults.CONNECT_SECONDS, self._timeout_seconds), self._timeout_seconds),
            allow_redirects=False,
            stream=True,
        ) as response:
            return Answer(response.status_code, response.headers, self._body(response, deadline))

    def _body(self, response: requests.Response, deadline: float) -> bytes:
        try:
            return read_body(response, deadline=deadline, monotonic=self._clock.monotonic)
        except (*faults.PASSING, BodyTooLarge):
            if 200 <= response.status_code < 300:
                raise
            return b""  # the status of a refusal says enough
