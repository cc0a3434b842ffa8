"""Findings: what is wrong here and what went wrong lately, by what the store holds; spends no quota."""

from collections.abc import Iterable
from dataclasses import dataclass

from tunemeld.application.doctor import Doctor
from tunemeld.application.errors import StoreError
from tunemeld.application.lists import Lists
from tunemeld.application.ports.stores import RunLog
from tunemeld.domain.playlist import Fetch, Outcome

_RUNS = 5
_FETCHES = 10
_SAMPLES = 3


@dataclass(frozen=True)
class Findings:
    """Reads what a stranger needs to understand a fault.

    - The checks of `tunemeld system health`.
    - The last runs with their errors and notes, the newest fetches that gave no good list.
    - Of each list that counts, a few of the places that could not be read.
    - A store that cannot be read is told, and takes only its own part away.
    """

    doctor: Doctor
    runs: RunLog
    lists: Lists

    def run(self) -> dict[str, object]:
        """What was found, as JSON holds it."""
        found: dict[str, object] = {"health": self.doctor.run().model_dump(mode="json")}
        try:
            return {**found, **self._stored()}
        except StoreError as error:
            return {**found, "unread": str(error)}

    def _stored(self) -> dict[str, object]:
        runs = self.runs.recent(_RUNS)
        return {
            "runs": [report.model_dump(mode="json", exclude={"genres"}) for report in runs],
            "failed_fetches": [_told(fetch) for fetch in self._failed_fetches()],
            "malformed": self._malformed(),
        }

    def _failed_fetches(self) -> list[Fetch]:
        """The newest attempts that gave no good list, newest first."""
        logs = (self.lists.playlists.fetches(genre, self.lists.source) for genre in self.lists.configured)
        failed = [f for log in logs for f in _all(log.values()) if f.outcome is not Outcome.GOOD]
        return sorted(failed, key=lambda f: (f.at, f.genre, f.service), reverse=True)[:_FETCHES]

    def _malformed(self) -> dict[str, object]:
        return {
            f"{genre}/{service}": {"places": len(listed.malformed), "samples": listed.malformed[:_SAMPLES]}
            for genre in self.lists.configured
            for service, listed in self.lists.of(genre).playlists.items()
            if listed.malformed
        }


def _all(logs: Iterable[tuple[Fetch, ...]]) -> list[Fetch]:
    return [fetch for log in logs for fetch in log]


def _told(fetch: Fetch) -> dict[str, object]:
    return fetch.model_dump(mode="json", include={"run_id", "genre", "service", "at", "outcome", "reason"})
