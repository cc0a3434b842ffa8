"""Looks at the upstreams without asking them: by what the last runs and the pauses say."""

from collections.abc import Sequence
from datetime import datetime

from tunemeld.adapters.http.back_off import LONGEST_PAUSE
from tunemeld.application.ports.runtime import Clock, Probe
from tunemeld.application.ports.stores import CoolDowns, RunLog
from tunemeld.application.report import Check

_WAIT = "wait, or raise the plan of the upstream that is named"
# What an upstream did longer ago says nothing about it today.
_RUNS_LOOKED_AT = 30


class CoolDownProbe(Probe):
    """Says which upstreams must not be asked just now."""

    name = "quotas"
    remedy = _WAIT
    reads_store = True

    def __init__(self, cool_downs: CoolDowns, upstreams: Sequence[str], clock: Clock) -> None:
        self._cool_downs = cool_downs
        self._upstreams = upstreams
        self._clock = clock

    def check(self) -> Check:
        """The pauses that have not ended."""
        now = self._clock.now()
        pauses = [_pause(upstream, self._cool_downs, now) for upstream in self._upstreams]
        told = ", ".join(filter(None, pauses))
        return Check.found(told or "no upstream pauses", self.remedy if told else "")


class UpstreamProbe(Probe):
    """Says whether an upstream answered when it was last asked, and may be asked again.

    A run's report tells for all upstreams alike which were asked and which gave nothing usable, at the
    cost of no write. One that no recent run has asked is not at fault.
    """

    remedy = "do what the reason says; the next run that asks it (`tunemeld etl run`) will tell"
    reads_store = True

    def __init__(self, upstream: str, runs: RunLog, cool_downs: CoolDowns, clock: Clock) -> None:
        self._upstream = upstream
        self._runs = runs
        self._cool_downs = cool_downs
        self._clock = clock

    @property
    def name(self) -> str:
        """The upstream's name."""
        return self._upstream

    def check(self) -> Check:
        """How the last run that asked it fared, and until when it is left alone."""
        told, failed = self._last_asked()
        if pause := _pause(self._upstream, self._cool_downs, self._clock.now()):
            return Check.found(f"{pause}; {told}", _WAIT)
        return Check.found(told, self.remedy if failed else "")

    def _last_asked(self) -> tuple[str, bool]:
        report = next((r for r in self._runs.recent(_RUNS_LOOKED_AT) if r.calls.get(self._upstream)), None)
        if report is None:
            return "no recent run has asked it", False
        failure = report.failures.get(self._upstream, "")
        when = f"in the run of {_minute(report.started_at)}"
        return f"failed {when}: {failure}" if failure else f"answered {when}", bool(failure)


def _pause(upstream: str, cool_downs: CoolDowns, now: datetime) -> str:
    """Until when an upstream is left alone; "" where it is not. No honest pause is longer than a month."""
    end = cool_downs.cooling_until(upstream)
    return f"{upstream} pauses until {_minute(end)}" if end and now < end <= now + LONGEST_PAUSE else ""


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
