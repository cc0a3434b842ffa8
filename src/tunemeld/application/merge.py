"""Merging: the lists of a genre that count, with what lookups have found, recognised as recordings."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from tunemeld.application.lists import GenreLists, Lists
from tunemeld.application.ports.stores import LookupMemory
from tunemeld.domain.corrections import Corrections
from tunemeld.domain.isrc import Isrc
from tunemeld.domain.listing import Listing
from tunemeld.domain.lookup import Lookup, LookupKind, isrc_key
from tunemeld.domain.recognition import Recognition, recognise


@dataclass(frozen=True)
class Merged:
    """A genre's lists as they count today, and the recordings among their entries."""

    genre: str
    lists: GenreLists
    recognition: Recognition

    @property
    def listings(self) -> tuple[Listing, ...]:
        """All entries of all lists."""
        return tuple(x for group in self.recognition.groups for x in group.listings)

    def identified(self, service: str) -> int:
        """How many entries of a service's list belong to a recording whose ISRC is known."""
        known = (g for g in self.recognition.groups if any(x.isrc for x in g.listings))
        return sum(x.service == service for group in known for x in group.listings)


@dataclass(frozen=True)
class Merge:
    """Reads, completes and recognises; costs no call upstream, and changes nothing."""

    lists: Lists
    lookups: LookupMemory
    corrections: Corrections

    def of(self, genre: str) -> Merged:
        """The genre's recordings, from the last good lists and everything that was ever looked up."""
        lists = self.lists.of(genre)
        entries = [entry for listed in lists.playlists.values() for entry in listed.entries]
        known = self._completed(entries)
        return Merged(genre, lists, recognise(known, self.corrections))

    def is_behind(self, merged: Merged) -> bool:
        """Whether something that an entry lacks has been found meanwhile, by this run or another one."""
        return any(lookup.value for found in self._found(merged.listings) for lookup in found.values())

    def _completed(self, entries: Iterable[Listing]) -> list[Listing]:
        listings = list(entries)
        isrcs, covers = self._found(listings)
        return [_with_cover(_with_isrc(listing, isrcs), covers) for listing in listings]

    def _found(self, listings: Collection[Listing]) -> tuple[Mapping[str, Lookup], Mapping[str, Lookup]]:
        """What is remembered of the ISRCs and of the covers that are missing."""
        isrcs = self.lookups.recall(LookupKind.ISRC, {isrc_key(x) for x in listings if not x.isrc})
        covers = self.lookups.recall(LookupKind.COVER, {x.key for x in listings if not x.cover_url})
        return isrcs, covers


def _with_isrc(listing: Listing, found: Mapping[str, Lookup]) -> Listing:
    if listing.isrc or not found:
        return listing
    lookup = found.get(isrc_key(listing))
    isrc = Isrc.or_none(lookup.value) if lookup else None
    return listing.with_isrc(isrc) if isrc else listing


def _with_cover(listing: Listing, found: Mapping[str, Lookup]) -> Listing:
    lookup = found.get(listing.key)
    if listing.cover_url or not (lookup and lookup.value):
        return listing
    return listing.model_copy(update={"cover_url": lookup.value})
