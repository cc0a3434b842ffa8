"""The one way in which TuneMeld asks upstreams: each call has a rate, a time-out, retries and a log line."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import count

import requests
import structlog

from tunemeld.adapters.hostile_text import plain_text
from tunemeld.adapters.http.allowance import Allowance
from tunemeld.adapters.http.answer import Answer, in_one_line
from tunemeld.adapters.http.back_off import asked_wait, quota_pause, refused_for_quota
from tunemeld.adapters.http.exchange import Call, Exchange
from tunemeld.adapters.http.known_pauses import pausing_until
from tunemeld.adapters.http.meter import ThreadCallMeter
from tunemeld.adapters.http.pause import RunStopped
from tunemeld.adapters.http.quota_headers import remaining_quota
from tunemeld.adapters.http.rate_limit import RateLimiter
from tunemeld.adapters.http.refusal import answered, remedy
from tunemeld.adapters.http.retry import PassingTrouble, RetryPolicy
from tunemeld.adapters.redaction import Redactor
from tunemeld.application.errors import (
    BadPayload,
    StoreError,
    UpstreamCoolingDown,
    UpstreamRejected,
    UpstreamUnavailable,
)
from tunemeld.application.ports.runtime import Clock
from tunemeld.application.ports.stores import CoolDowns, QuotaLedger

log = structlog.get_logger(__name__)

# Far more than is shown of it.
LONGEST_FOREIGN = 2000


class UpstreamClient:
    """Asks one upstream for text; `upstream` is its name in errors, reports and cool-downs.

    `headers` go with every call. `credential` names the setting that holds the key, "" where none is needed.
    Clients may share all the rest. `sleep` waits between attempts, and may raise RunStopped (see `Pause`).
    Where there is an `allowance`, every attempt takes from it; where there is a ledger of `quotas`, what
    answers say of the upstream's own is noted there.
    """

    def __init__(
        self,
        *,
        upstream: str,
        base_url: str,
        headers: Mapping[str, str],
        credential: str = "",
        session: requests.Session,
        limiter: RateLimiter,
        retry: RetryPolicy,
        cool_downs: CoolDowns,
        meter: ThreadCallMeter,
        redactor: Redactor,
        places: Redactor,
        clock: Clock,
        timeout_seconds: float,
        sleep: Callable[[float], None],
        allowance: Allowance | None = None,
        quotas: QuotaLedger | None = None,
    ) -> None:
        self.upstream = upstream
        self._allowance = allowance
        self._quotas = quotas
        self._credential = credential
        self._limiter = limiter
        self._retry = retry
        self._cool_downs = cool_downs
        self._redactor = redactor
        self._places = places
        self._clock = clock
        self._sleep = sleep
        self._exchange = Exchange(
            upstream=upstream,
            base_url=base_url,
            headers=headers,
            session=session,
            meter=meter,
            redactor=redactor,
            clock=clock,
            timeout_seconds=timeout_seconds,
        )

    def get(
        self,
        path: str,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> str:
        """The text of the answer to a GET; `params` are encoded here, and only here.

        Raises:
            UpstreamUnavailable: time-outs, broken connections, 429 or 5xx until the attempts ran out.
            UpstreamRejected: a redirect or another 4xx, at once.
            UpstreamCoolingDown: a quota is gone, or a longer wait was asked for than is worth it.
            BadPayload: the body is no UTF-8, or too large.
            StoreError: the cool-downs cannot be read or written, or what was spent cannot.
        """
        return self._ask(Call("GET", path, params=params, headers=headers))

    def post_form(self, path: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> str:
        """The text of the answer to a form sent by POST, which may be sent again after a failure.

        Raises:
            UpstreamError, StoreError: as `get` does.
        """
        return self._ask(Call("POST", path, data=form, headers=headers))

    def keep_secret(self, name: str, secret: str) -> None:
        """Take a secret that an upstream gave us, such as a token, out of all that is said later."""
        self._redactor.learn(name, secret)

    def _ask(self, call: Call) -> str:
        attempts = count(1)
        retrying = self._retry.retrying(sleep=self._sleep, before_wait=self._announce_retry)
        try:
            return retrying(lambda: self._attempt(call, next(attempts)))
        except PassingTrouble as trouble:
            what = f"{trouble} ({next(attempts) - 1} attempts); try again later"
            raise UpstreamUnavailable(self.upstream, f"{self.upstream} {what}") from None
        except RunStopped:
            what = "is asked no more, since the run was interrupted; run it again"
            raise UpstreamUnavailable(self.upstream, f"{self.upstream} {what}") from None

    def _attempt(self, call: Call, number: int) -> str:
        self._refuse_while_cooling_down()
        with self._limiter.slot():
            # Another thread may have been told to wait while this one stood in line.
            self._refuse_while_cooling_down()
            if self._allowance:
                self._allowance.spend()
            answer = self._exchange.answer(call, number)
        self._note_quota(answer)
        self._heed(answer)
        if answer.is_good:
            return self._text(answer)
        what = answered(answer, self._presentable(answer.message))
        if answer.is_passing_trouble:
            raise PassingTrouble(what, asked_wait=asked_wait(answer, self._clock.now()))
        advice = remedy(
            answer,
            location=self._presentable(answer.headers.get("Location", "")),
            path=self._redactor.clean(call.path),
            credential=self._credential,
        )
        raise UpstreamRejected(
            self.upstream,
            f"{self.upstream} {what}; {advice}",
            status=answer.status,
            refuses_key=answer.refuses_the_key,
        )

    def _refuse_while_cooling_down(self) -> None:
        until = pausing_until(self._cool_downs, self.upstream, self._clock.now())
        if until is not None:
            raise self._cooling_down(until, "as it asked, or as its quota is used up")

    def _note_quota(self, answer: Answer) -> None:
        quota = remaining_quota(self.upstream, answer.headers, self._clock.now())
        if self._quotas is None or quota is None:
            return
        try:
            self._quotas.note(quota)
        except StoreError as error:
            # The answer is paid for, and worth more than a figure that the next one brings again.
            log.warning("upstream.quota_not_noted", upstream=self.upstream, reason=str(error))

    def _heed(self, answer: Answer) -> None:
        """Record a pause that is longer than we wait; it ends the call unless that was answered already."""
        now = self._clock.now()
        pause, why = quota_pause(answer, now), "since its quota is used up"
        if pause is None and answer.is_passing_trouble:
            pause, why = asked_wait(answer, now), "as it asks"
            if pause is not None and pause <= self._retry.longest_wait:
                return
        if pause is None:
            return
        self._cool_downs.cool_down(self.upstream, now + pause)
        log.warning(
            "upstream.cooling_down", upstream=self.upstream, until=(now + pause).isoformat(), reason=why
        )
        if answer.is_passing_trouble or refused_for_quota(answer):
            raise self._cooling_down(now + pause, why)

    def _cooling_down(self, until: datetime, why: str) -> UpstreamCoolingDown:
        when = until.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        message = f"{self.upstream} is left alone until {when}, {why}; run again after that"
        return UpstreamCoolingDown(self.upstream, message, until=until)

    def _text(self, answer: Answer) -> str:
        try:
            text = answer.body.decode("utf-8-sig")
        except UnicodeDecodeError:
            # Not chained: that error carries the whole body.
            message = f"{self.upstream} answered with text that is not UTF-8; try again later"
            raise BadPayload(self.upstream, message) from None
        return self._redactor.clean_data(text)

    def _presentable(self, foreign: str) -> str:
        # Before, lest shortening leave half a key; and after, lest dropped characters make one whole.
        text = plain_text(self._places.clean(self._redactor.clean(foreign)), limit=LONGEST_FOREIGN)
        return self._redactor.clean(in_one_line(text))

    def _announce_retry(self, attempt: int, wait_seconds: float, why: str) -> None:
        log.warning(
            "upstream.retry_scheduled",
            upstream=self.upstream,
            attempt=attempt,
            wait_seconds=round(wait_seconds, 3),
            reason=why,
        )
