"""Looks at the files that an operator writes: playlists, public charts and corrections."""

from collections.abc import Callable, Mapping

from tunemeld.adapters.probes.few import few
from tunemeld.application.errors import Refusal
from tunemeld.application.ports.runtime import Probe
from tunemeld.application.report import Check
from tunemeld.domain.corrections import Corrections


class FilesProbe(Probe):
    """Reads them as a run would."""

    name = "files"
    remedy = "correct the file; `tunemeld config validate` tells each fault on a line of its own"
    reads_store = False

    def __init__(
        self,
        playlists: Callable[[], Mapping[str, object]],
        charts: Callable[[], Mapping[str, object]],
        corrections: Callable[[], Corrections],
    ) -> None:
        self._readers: tuple[Callable[[], str], ...] = (
            lambda: f"playlists of {few([*playlists()])}",
            lambda: f"charts of {few([*charts()])}",
            lambda: f"{_count(corrections())} corrections",
        )

    def check(self) -> Check:
        """What they hold; a fault of one does not hide the other's."""
        told, faults = [], []
        for read in self._readers:
            try:
                told.append(read())
            except Refusal as error:
                faults += str(error).splitlines()
        return Check.found("; ".join(faults or told), self.remedy if faults else "")


def _count(corrections: Corrections) -> int:
    return len(corrections.links) + len(corrections.never_join) + len(corrections.unlinked)
