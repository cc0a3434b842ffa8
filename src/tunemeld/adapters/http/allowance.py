"""What may be spent of a daily quota, counted by ourselves before anybody upstream has to say no."""

from datetime import UTC
from typing import Protocol

from tunemeld.adapters.http.known_pauses import pausing_until
from tunemeld.application.errors import UpstreamCoolingDown
from tunemeld.application.ports.runtime import Clock
from tunemeld.application.ports.stores import CoolDowns, QuotaLedger
from tunemeld.domain.quota import next_pacific_midnight, pacific_day


class Allowance(Protocol):
    """Whoever is asked before every attempt whether it may be made."""

    def spend(self) -> None:
        """Take the price of one attempt.

        Raises:
            UpstreamCoolingDown: nothing is left; nothing was taken.
            StoreError: it cannot be told what is left.
        """
        ...


class DailyAllowance(Allowance):
    """So many attempts a day of Google's, over all processes; the bucket bears the upstream's name.

    `setting` names what an operator changes to allow more.
    """

    def __init__(
        self,
        *,
        upstream: str,
        limit: int,
        setting: str,
        ledger: QuotaLedger,
        cool_downs: CoolDowns,
        clock: Clock,
    ) -> None:
        self._upstream = upstream
        self._limit = limit
        self._setting = setting
        self._ledger = ledger
        self._cool_downs = cool_downs
        self._clock = clock

    def spend(self) -> None:
        """Take one attempt of today's.

        Raises:
            UpstreamCoolingDown: all of today's are taken; `until` is when the next day begins.
            StoreError: it cannot be told what is left.
        """
        now = self._clock.now()
        if self._ledger.spend(self._upstream, pacific_day(now), self._limit):
            return
        until = next_pacific_midnight(now)
        when = until.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        message = (
            f"{self._upstream} is left alone until {when}, since today's {self._limit} calls are made; "
            f"run again after that, or raise {self._setting} if Google allows more"
        )
        raise UpstreamCoolingDown(self._upstream, message, until=until)

    def left(self) -> int:
        """How many attempts are left today; none while the upstream is left alone.

        Raises:
            StoreError: it cannot be told.
        """
        now = self._clock.now()
        if pausing_until(self._cool_downs, self._upstream, now) is not None:
            return 0
        return max(0, self._limit - self._ledger.spent(self._upstream, pacific_day(now)))
