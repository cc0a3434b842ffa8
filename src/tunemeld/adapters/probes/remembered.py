"""Remembers what a probe found, for probes that cost something and are asked for by anybody."""

from threading import Lock

from tunemeld.application.errors import TuneMeldError
from tunemeld.application.ports.runtime import Clock, Probe
from tunemeld.application.report import Check

_TROUBLE_SECONDS = 30.0


class RememberedProbe(Probe):
    """Asks another probe once in so many seconds at most; after half a minute where that found trouble."""

    def __init__(self, probe: Probe, clock: Clock, *, seconds: float) -> None:
        self._probe = probe
        self._clock = clock
        self._seconds = seconds
        self._turn = Lock()
        self._check: Check | None = None
        self._until = 0.0

    @property
    def name(self) -> str:
        """The other probe's name."""
        return self._probe.name

    @property
    def remedy(self) -> str:
        """The other probe's remedy."""
        return self._probe.remedy

    @property
    def reads_store(self) -> bool:
        """Whether the other probe needs the store."""
        return self._probe.reads_store

    def check(self) -> Check:
        """What was found, now or not long ago."""
        with self._turn:
            if self._check is None or self._clock.monotonic() >= self._until:
                self._check = self._asked()
                lasts = self._seconds if self._check.healthy else min(_TROUBLE_SECONDS, self._seconds)
                self._until = self._clock.monotonic() + lasts
            return self._check

    def _asked(self) -> Check:
        try:
            return self._probe.check()
        except TuneMeldError as error:
            return Check.found(str(error), self.remedy)
