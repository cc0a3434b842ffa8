"""Unchanged: whether merging a genre could come to anything else than the last time."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tunemeld.application.last_merge import LastMerge
from tunemeld.application.look_up_covers import LookUpCovers
from tunemeld.application.look_up_isrcs import LookUpIsrcs
from tunemeld.application.merge import Merge, Merged
from tunemeld.application.ports.stores import ChartRepository, MergeMemory
from tunemeld.application.report import GenreReport
from tunemeld.domain.lookup import Lookup, LookupKind, isrc_key
from tunemeld.domain.snapshot import SourceState


@dataclass(frozen=True)
class Unchanged:
    """Remembers what went into each genre's merge, and what came of it.

    Merging depends on the lists that count, on corrections and rules (`version` names the program's, and what
    else may change how a list is understood), and on what was looked up. A genre is unchanged where the first
    are the same, nothing that was missing has been found since, by whomever, nothing is to be looked up
    again, and it shows what was made of it then.
    """

    merge: Merge
    isrcs: LookUpIsrcs | None
    covers: LookUpCovers | None
    merges: MergeMemory
    charts: ChartRepository
    version: str

    def last(self, genre: str, states: Mapping[str, SourceState], *, looks_up: bool) -> LastMerge | None:
        """What merging came to the last time, where it could come to nothing else today; else None.

        With `looks_up` the run would also look up what is missing, where that is due.
        """
        known = self.merges.last(genre, self.merge.lists.source)
        if known is None or known.inputs != self._inputs(states) or not self._is_shown(known):
            return None
        found = {kind: self.merge.lookups.recall(kind, keys) for kind, keys in known.missing.items() if keys}
        if any(lookup.value for each in found.values() for lookup in each.values()):
            return None
        return None if looks_up and self._is_due(known, found) else known

    def remember(self, merged: Merged, snapshot_id: str | None, told: GenreReport) -> None:
        """Keep what merging came to; a genre of which a list was not understood is merged again each time."""
        counting = {service for service, state in merged.lists.states.items() if state.raw_id}
        if merged.lists.playlists.keys() != counting:
            return
        self.merges.remember(
            LastMerge(
                genre=merged.genre,
                source=self.merge.lists.source,
                inputs=self._inputs(merged.lists.states),
                snapshot_id=snapshot_id,
                missing=_missing(merged),
                wanted=self._wanted(merged),
                told=told,
            )
        )

    def _inputs(self, states: Mapping[str, SourceState]) -> str:
        counting = sorted((service, state.raw_id) for service, state in states.items() if state.raw_id)
        parts = [self.version, self.merge.corrections.digest, counting]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def _is_shown(self, known: LastMerge) -> bool:
        current = self.charts.current(known.genre, known.source)
        shown = current.snapshot_id if current else None
        return known.snapshot_id in {None, shown}

    def _is_due(self, known: LastMerge, found: Mapping[LookupKind, Mapping[str, Lookup]]) -> bool:
        now = self.merge.lists.clock.now()
        return any(
            lookup is None or lookup.may_be_asked_again(now)
            for kind, keys in known.wanted.items()
            if kind in self._looked_up()
            for lookup in (found.get(kind, {}).get(key) for key in keys)
        )

    def _looked_up(self) -> set[LookupKind]:
        """What is asked for upstream today: that may be switched on later than it was wanted."""
        kinds = {LookupKind.ISRC: self.isrcs, LookupKind.COVER: self.covers}
        return {kind for kind, looks_up in kinds.items() if looks_up}

    def _wanted(self, merged: Merged) -> dict[LookupKind, tuple[str, ...]]:
        nameless = [g for g in merged.recognition.groups if not any(x.isrc for x in g.listings)]
        wanted = {LookupKind.ISRC: _sorted(isrc_key(x) for g in nameless for x in g.listings)}
        if self.covers:
            service = self.covers.catalogue.service
            bare = [x for x in merged.listings if x.service == service and not x.cover_url]
            wanted[LookupKind.COVER] = _sorted(x.key for x in bare)
        return wanted


def _missing(merged: Merged) -> dict[LookupKind, tuple[str, ...]]:
    """As `Merge` asks for them."""
    return {
        LookupKind.ISRC: _sorted(isrc_key(x) for x in merged.listings if not x.isrc),
        LookupKind.COVER: _sorted(x.key for x in merged.listings if not x.cover_url),
    }


def _sorted(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(keys)))
