"""Doctor: look at what is needed, and name the remedy for what is missing; spends no quota."""

from collections.abc import Sequence
from dataclasses import dataclass

from tunemeld.application.errors import StoreError, TuneMeldError
from tunemeld.application.ports.runtime import Clock, Probe
from tunemeld.application.report import Check, Health

_UNKNOWN = Check.found("unknown while the store cannot be read")


@dataclass(frozen=True)
class Doctor:
    """Asks every probe.

    - One that fails stops no other.
    - A store that is away is one fault and waited for once: what needs it is unknown then, and not wrong.
    """

    probes: Sequence[Probe]
    clock: Clock

    def run(self) -> Health:
        """What each probe found and how long it took, in their order."""
        checks: dict[str, Check] = {}
        store_is_away = False
        for probe in self.probes:
            started = self.clock.monotonic()
            try:
                check = _UNKNOWN if store_is_away and probe.reads_store else probe.check()
            except TuneMeldError as error:
                store_is_away |= probe.reads_store and isinstance(error, StoreError)
                check = Check.found(str(error), probe.remedy)
            spent = round((self.clock.monotonic() - started) * 1000, 1)
            checks[probe.name] = check.model_copy(update={"duration_ms": spent})
        return Health(overall_healthy=all(check.healthy for check in checks.values()), checks=checks)
