"""What asking upstreams gave, and until when not to ask them, in memory."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from threading import Lock

from tunemeld.application.ports.stores import CoolDowns, LookupMemory
from tunemeld.domain.lookup import Lookup, LookupKind


class MemoryLookupMemory(LookupMemory):
    """Lookups by kind and key."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._lookups: dict[tuple[LookupKind, str], Lookup] = {}

    def recall(self, kind: LookupKind, keys: Collection[str]) -> Mapping[str, Lookup]:
        """What is remembered under these keys; keys never looked up are left out."""
        with self._lock:
            return {key: self._lookups[kind, key] for key in keys if (kind, key) in self._lookups}

    def remember(self, kind: LookupKind, lookups: Sequence[Lookup]) -> None:
        """Store results; a found value stays, a miss gives way to a value or to a miss that is not older."""
        with self._lock:
            for lookup in lookups:
                known = self._lookups.get((kind, lookup.key))
                if known is None or known.gives_way_to(lookup):
                    self._lookups[kind, lookup.key] = lookup


class MemoryCoolDowns(CoolDowns):
    """One pause for each upstream."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._until: dict[str, datetime] = {}

    def cooling_until(self, upstream: str) -> datetime | None:
        """The end of the upstream's pause; None where none was ever set."""
        with self._lock:
            return self._until.get(upstream)

    def cool_down(self, upstream: str, until: datetime) -> None:
        """Set a pause; of two, the one that ends later stays."""
        with self._lock:
            self._until[upstream] = max(until, self._until.get(upstream, until))
