"""Carrying over ISRCs that an earlier TuneMeld has looked up: unchecked, so only where little can go wrong.

It searched without whatever stood in parentheses, and believed the first hit.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import ClassVar

from tunemeld.application.carry_over import CARRIED, Tally
from tunemeld.application.ports.earlier import EarlierIsrc, EarlierKind, EarlierStore, Unreadable
from tunemeld.application.ports.stores import LookupMemory
from tunemeld.domain.evidence import read
from tunemeld.domain.isrc import Isrc
from tunemeld.domain.listing import Listing
from tunemeld.domain.lookup import Lookup, LookupKind, isrc_key

# Nobody knows when; it decides nothing, since what was found is never asked for again.
_UNKNOWN_WHEN = datetime(1970, 1, 1, tzinfo=UTC)
_DETAIL = "carried over from an earlier TuneMeld, unchecked"
_BRACKETS = re.compile(r"\s*(?:\([^()]*\)?|\[[^\[\]]*\]?)")


@dataclass
class _Found:
    """What the spellings of one title agree on; `isrc` is None where they do not."""

    isrc: Isrc | None
    at: datetime
    example: str
    spellings: int = 1


@dataclass(frozen=True)
class CarryIsrcs:
    """Remember what was found, under title and artist alone: no length was known.

    - Left: misses, since nobody knows when they were asked; codes that are none.
    - Left: titles with a version, or with brackets that belong to the name, since what was searched for
      was another title.
    - Left: spellings of one title that name different codes.
    - A lookup of our own is not touched, be it a miss: it was checked.

    What is kept in memory is a key and a code for each title, never the documents.
    """

    lookups: LookupMemory
    batch_size: int
    kind: ClassVar[EarlierKind] = EarlierKind.ISRCS

    def carry(self, earlier: EarlierStore, tally: Tally, *, write: bool) -> None:
        """Carry over the codes of titles that were never looked up here, `batch_size` at once."""
        found: dict[str, _Found] = {}
        for document in earlier.isrcs():
            tally.found += 1
            _gather(document, found, tally)
        for batch in _batches(sorted(found), self.batch_size):
            self._carry({key: found[key] for key in batch}, tally, write=write)

    def _carry(self, batch: dict[str, _Found], tally: Tally, *, write: bool) -> None:
        known = self.lookups.recall(LookupKind.ISRC, batch)
        fresh = []
        for key, each in batch.items():
            if each.isrc is None:
                tally.leave(
                    "the same title and artist with different codes",
                    each.example,
                    each.spellings,
                )
            elif key in known:
                tally.known += each.spellings
            else:
                tally.carried += each.spellings
                fresh.append(_lookup(key, each.isrc, each.at))
        if fresh and write:
            self.lookups.remember(LookupKind.ISRC, fresh)


def _gather(document: EarlierIsrc | Unreadable, found: dict[str, _Found], tally: Tally) -> None:
    if isinstance(document, Unreadable):
        tally.leave("not of the shape that is known", f"{document.name}: {document.why}")
        return
    example = f"“{document.title}” by {document.artist}"
    if why := _why_left(document):
        tally.leave(why, example)
        return
    isrc, key = Isrc(document.isrc or ""), isrc_key(_listing(document.title, document.artist))
    at = document.at or _UNKNOWN_WHEN
    each = found.setdefault(key, _Found(isrc, at, example, 0))
    each.spellings += 1
    each.at = min(each.at, at)  # whichever comes first, the same is remembered
    if each.isrc != isrc:
        each.isrc = None


def _why_left(document: EarlierIsrc) -> str:
    """Why a document is of no use; "" where it is."""
    if document.isrc is None:
        return "nothing was found, nobody knows when"
    if Isrc.or_none(document.isrc) is None:
        return "what was found is no ISRC"
    title = read(_listing(document.title, document.artist)).title
    if title.version:
        return "the title names a version, which the earlier search left out"
    searched = read(_listing(_BRACKETS.sub("", document.title), document.artist)).title
    if searched.core != title.core:
        return "brackets belong to the title, and the earlier search left them out"
    return ""


def _listing(title: str, artist: str) -> Listing:
    return Listing(service="", position=1, track_id="", title=title, artists=(artist,))


def _lookup(key: str, isrc: Isrc, at: datetime) -> Lookup:
    return Lookup(key=key, value=isrc, attempts=1, asked_at=at, run_id=CARRIED, detail=_DETAIL)


def _batches(keys: Sequence[str], size: int) -> Iterator[list[str]]:
    rest = iter(keys)
    while batch := list(islice(rest, size)):
        yield batch
