"""Which id belongs to which recording, in memory."""

from collections.abc import Collection, Mapping, Sequence
from threading import Lock

from tunemeld.application.ports.stores import RecordingRegistry
from tunemeld.domain.identity import Claim, Identity
from tunemeld.domain.isrc import Isrc


class MemoryRecordingRegistry(RecordingRegistry):
    """The owner of each key, and the ISRC that each owner shows."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._owners: dict[str, str] = {}
        self._shown: dict[str, Isrc] = {}

    def identities(self, keys: Collection[str]) -> Mapping[str, Identity]:
        """The known recordings by the keys asked for; unknown keys are left out."""
        with self._lock:
            return {
                key: Identity(id=owner, isrc=self._shown.get(owner))
                for key in keys
                if (owner := self._owners.get(key)) is not None
            }

    def claim(self, claims: Sequence[Claim]) -> None:
        """Remember keys and shown ISRCs; a taken key stays with its owner, an ISRC once shown stays."""
        with self._lock:
            for claim in claims:
                if claim.isrc is not None:
                    self._shown.setdefault(claim.id, claim.isrc)
                for key in claim.keys:
                    self._owners.setdefault(key, claim.id)
