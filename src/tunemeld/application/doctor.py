"""Doctor: check what a run needs, and name the remedy for what is missing; spends no quota."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tunemeld.application.errors import TuneMeldError
from tunemeld.application.ports.runtime import Probe
from tunemeld.application.report import Check


@dataclass(frozen=True)
class Doctor:
    """Runs every probe; one that fails stops no other."""

    probes: Sequence[Probe]

    def run(self) -> list[Check]:
        """What each probe found, in their order."""
        return [self._checked(probe) for probe in self.probes]

    def _checked(self, probe: Probe) -> Check:
        try:
            return probe.check()
        except TuneMeldError as error:
            return Check(name=probe.name, healthy=False, details=str(error), remedy=probe.remedy)


def healthy(checks: Iterable[Check]) -> bool:
    """Whether nothing is wrong."""
    return all(check.healthy for check in checks)
