"""Carrying over the lists that an earlier TuneMeld has read, so that charts can be made of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Protocol

from tunemeld.application.carry_over import CARRIED, Tally
from tunemeld.application.errors import BadPayload
from tunemeld.application.lists import Lists, last_good
from tunemeld.application.ports.earlier import EarlierKind, EarlierList, EarlierStore, Unreadable
from tunemeld.domain.corrections import Corrections
from tunemeld.domain.plausibility import doubts
from tunemeld.domain.playlist import Fetch, Outcome, RawPlaylist, ServicePlaylist, age_days

# The earlier one wrote its machine's own time without saying so: no zone is further from UTC.
_ZONES = timedelta(hours=14)


class ListAddress(Protocol):
    """Whoever knows how the services write the addresses of lists."""

    def __call__(self, service: str, written: str) -> str:
        """The public address of a list by an address or an id of it; "" where it is neither."""
        ...


@dataclass(frozen=True)
class _Candidate:
    """A list that can be understood, and when it was read by its own account."""

    raw: RawPlaylist
    playlist: ServicePlaylist
    at: datetime

    @property
    def run_id(self) -> str:
        """The same for the same list of the same moment, so that carrying it twice adds nothing."""
        return f"{CARRIED}-{self.at:%Y%m%dT%H%M%S}-{self.raw.id[:12]}"

    @property
    def name(self) -> str:
        """Which list it is."""
        return f"{self.raw.genre} on {self.raw.service}"


class _Unusable(Exception):
    """Raised when a document holds no list that could count; `why` is general, `example` particular."""

    def __init__(self, why: str, example: str) -> None:
        super().__init__(why)
        self.why = why
        self.example = example


@dataclass(frozen=True)
class CarryLists:
    """Keep what was answered, and log it as fetched when the earlier TuneMeld read it.

    - The parsers of the service's own catalogue judge whether it is a list.
    - Only where we have no good list of our own; a carried one never counts as newer than one of ours.
    - A list that cannot be right beside the others is left.
    - Of several for one genre and service the newest is taken.
    """

    lists: Lists
    address_of: ListAddress
    corrections: Corrections
    kind: ClassVar[EarlierKind] = EarlierKind.LISTS

    def carry(self, earlier: EarlierStore, tally: Tally, *, write: bool) -> None:
        """Carry over the newest usable list of each genre and service."""
        newest: dict[str, dict[str, _Candidate]] = {}
        for document in earlier.lists():
            tally.found += 1
            try:
                candidate = self._understood(document)
            except _Unusable as unusable:
                tally.leave(unusable.why, unusable.example)
            else:
                _take_newer(newest.setdefault(candidate.raw.genre, {}), candidate, tally)
        for genre, candidates in sorted(newest.items()):
            self._carry(genre, dict(sorted(candidates.items())), tally, write=write)

    def _understood(self, document: EarlierList | Unreadable) -> _Candidate:
        if isinstance(document, Unreadable):
            raise _Unusable("not of the shape that is known", f"{document.name}: {document.why}")
        name = f"{document.genre or 'no genre'} on {document.service or 'no service'}"
        genre, service = document.genre.casefold(), self._service(document.service)
        if service not in self.lists.configured.get(genre, ()):
            raise _Unusable("no playlist is configured for its genre and service", name)
        if not document.answer:
            raise _Unusable("a header without the service's answer, as our own runs leave there", name)
        raw = RawPlaylist(
            genre=genre,
            service=service,
            source=self.lists.source,
            url=self.address_of(service, document.address),
            pages=(document.answer,),
        )
        try:
            playlist = self.lists.catalogues[service].parse(raw)
        except BadPayload as error:
            raise _Unusable("the answer is no playlist", f"{name}: {str(error).partition(';')[0]}") from error
        return _Candidate(raw, playlist, self._date(document, name))

    def _service(self, written: str) -> str:
        known = {service.casefold(): service for service in self.lists.catalogues}
        return known.get(written.casefold(), "")

    def _date(self, document: EarlierList, name: str) -> datetime:
        if document.at is None:
            raise _Unusable("nobody knows when it was read", name)
        if document.at > self.lists.clock.now() + _ZONES:
            raise _Unusable("its date lies ahead", f"{name}: {document.at:%Y-%m-%d}")
        return document.at

    def _carry(self, genre: str, candidates: Mapping[str, _Candidate], tally: Tally, *, write: bool) -> None:
        attempts = self.lists.playlists.fetches(genre, self.lists.source)
        before = {s: fetch for s in candidates if (fetch := last_good(attempts.get(s, ())))}
        fresh = [c for s, c in candidates.items() if _is_wanted(c, before.get(s), tally)]
        against = self._doubts(genre, fresh, before) if fresh else {}
        taken = [c for c in fresh if c.playlist.service not in against]
        for each in fresh:
            if doubt := against.get(each.playlist.service):
                tally.leave("the list cannot be right", f"{each.name}: {doubt}")
        tally.carried += len(taken)
        tally.old += [f"{c.name} of {c.at:%Y-%m-%d}" for c in taken if self._is_old(c)]
        if write:
            for each in taken:
                self.lists.playlists.keep(each.raw)
            self.lists.playlists.prepend([self._fetch(each) for each in taken])

    def _doubts(
        self, genre: str, fresh: Sequence[_Candidate], before: Mapping[str, Fetch]
    ) -> Mapping[str, str]:
        answered = {c.playlist.service: c.playlist for c in fresh}
        others = {s: p for s, p in self.lists.of(genre).playlists.items() if s not in answered}
        lengths = {s: fetch.length for s, fetch in before.items() if s in answered}
        return doubts(answered, others, lengths, {}, self.corrections)

    def _is_old(self, candidate: _Candidate) -> bool:
        return age_days(candidate.at, self.lists.clock.now()) > self.lists.stale_after_days

    def _fetch(self, candidate: _Candidate) -> Fetch:
        return Fetch(
            run_id=candidate.run_id,
            genre=candidate.raw.genre,
            service=candidate.raw.service,
            source=candidate.raw.source,
            at=min(candidate.at, self.lists.clock.now()),
            outcome=Outcome.GOOD,
            reason="carried over from an earlier TuneMeld",
            raw_id=candidate.raw.id,
            url=candidate.raw.url,
            length=candidate.playlist.length,
            fingerprint=candidate.playlist.fingerprint,
        )


def _take_newer(newest: dict[str, _Candidate], candidate: _Candidate, tally: Tally) -> None:
    """Put a list in its place, unless a newer one has it; the order of the documents decides nothing."""
    held = newest.setdefault(candidate.raw.service, candidate)
    if held is not candidate:
        tally.leave("another one for the same genre and service is newer", candidate.name)
        newest[candidate.raw.service] = max(held, candidate, key=lambda each: (each.at, each.run_id))


def _is_wanted(candidate: _Candidate, before: Fetch | None, tally: Tally) -> bool:
    """Whether a list is new to us and would count, given the last good one that we have."""
    if before is None:
        return True
    if before.run_id == candidate.run_id:
        tally.known += 1
        return False
    if not before.run_id.startswith(CARRIED):
        tally.leave("we have fetched a list of our own", candidate.name)
        return False
    if before.at >= candidate.at:
        tally.leave("a newer one was carried over before", candidate.name)
        return False
    return True
