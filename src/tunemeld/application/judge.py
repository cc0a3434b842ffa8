"""Judging what services have answered: what is kept, what counts, what is held back, and the log of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tunemeld.application.lists import Lists, last_good
from tunemeld.application.ports.runtime import Clock
from tunemeld.application.ports.stores import ChartRepository
from tunemeld.application.report import ListStatus, ServiceReport
from tunemeld.domain.corrections import Corrections
from tunemeld.domain.plausibility import (
    doubts,
    seen_often_enough,
    shared_recordings,
    shared_standings,
    too_short,
)
from tunemeld.domain.playlist import Fetch, Outcome, RawPlaylist, ServicePlaylist
from tunemeld.domain.recognition import recognise


@dataclass
class Asked:
    """What asking for one list has given and cost; `error` is "" where it gave a list."""

    raw: RawPlaylist | None = None
    playlist: ServicePlaylist | None = None
    header: str | None = None
    error: str = ""
    calls: dict[str, int] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0


@dataclass(frozen=True)
class Judge:
    """Decides which of a genre's answers count.

    - A list that shrinks below 60 %, or suddenly shares nothing with the others, is held back until it
      has come back the same on three runs a day apart.
    - One that the playlists file has put in the place of another is a first list: it is not measured by
      the other's length, and does not inherit its header.
    - A missing header makes no list stale: the last known one stays.
    - What was answered is kept before it is judged.
    """

    lists: Lists
    charts: ChartRepository
    clock: Clock
    corrections: Corrections

    def run(
        self, run_id: str, genre: str, asked: Mapping[str, Asked], *, accept_held: bool = False
    ) -> dict[str, ServiceReport]:
        """Keep what came, decide what counts, and write it down in one step; what each service gave.

        Raises:
            StoreError: it cannot be written down; nothing counts that did not before.
        """
        earlier = self.lists.playlists.fetches(genre, self.lists.source)
        answered = {s: a.playlist for s, a in asked.items() if a.raw and a.playlist and not a.error}
        before = _same_lists_before(asked, earlier)
        raws = self._kept(asked, before)
        against = {} if accept_held else self._doubts(genre, answered, before)
        fetches = {}
        for service in asked:
            fetch = self._attempt(run_id, genre, service, asked[service], raws.get(service))
            fetches[service] = _held(fetch, against.get(service, ""), earlier.get(service, ()))
        self.lists.playlists.record(list(fetches.values()))
        return {s: _report(fetches[s], asked[s], bool(last_good(earlier.get(s, ())))) for s in asked}

    def _attempt(self, run_id: str, genre: str, service: str, came: Asked, raw_id: str | None) -> Fetch:
        playlist = came.playlist if came.raw and not came.error else None
        return Fetch(
            run_id=run_id,
            genre=genre,
            service=service,
            source=self.lists.source,
            at=self.clock.now(),
            outcome=Outcome.GOOD if playlist else Outcome.FAILED,
            reason=came.error,
            raw_id=raw_id if playlist else None,
            url=came.raw.url if came.raw and playlist else "",
            length=playlist.length if playlist else 0,
            fingerprint=playlist.fingerprint if playlist else "",
        )

    def _kept(self, asked: Mapping[str, Asked], before: Mapping[str, Fetch]) -> dict[str, str]:
        """Store the answers with their headers, or the last known headers; the ids by service."""
        good = {s: fetch.raw_id for s, fetch in before.items() if fetch.raw_id and asked[s].header is None}
        known = self.lists.playlists.raw(set(good.values()))
        kept = {}
        for service, came in asked.items():
            if came.raw is None:
                continue
            older = known.get(good.get(service, ""))
            header = came.header if came.header is not None or older is None else older.header
            raw = came.raw.model_copy(update={"header": header})
            self.lists.playlists.keep(raw)
            kept[service] = raw.id
        return kept

    def _doubts(
        self, genre: str, answered: Mapping[str, ServicePlaylist], before: Mapping[str, Fetch]
    ) -> dict[str, str]:
        current = self.charts.current(genre, self.lists.source)
        known = current.standings if current else ()
        lengths = {s: fetch.length for s, fetch in before.items()}
        # To understand the stored lists anew takes longer than all the rest: it is done where it matters.
        all_answered = answered.keys() == set(self.lists.services(genre))
        stored = {} if all_answered else self.lists.of(genre).playlists
        silent = {s: listed for s, listed in stored.items() if s not in answered}
        found = doubts(answered, silent, lengths, shared_standings(known), self.corrections)
        good = self.lists.of(genre).playlists if found and all_answered else stored
        # A wrong list leaves good ones alone beside it: who agrees with the others' last good lists is none.
        return {
            s: doubt
            for s, doubt in found.items()
            if too_short(answered[s].length, lengths.get(s, 0)) or not self._agrees(answered[s], good)
        }

    def _agrees(self, listed: ServicePlaylist, good: Mapping[str, ServicePlaylist]) -> bool:
        compared = {**good, listed.service: listed}
        entries = (entry for each in compared.values() for entry in each.entries)
        groups = recognise(entries, self.corrections).groups
        return listed.service in shared_recordings(group.listings for group in groups)


def _same_lists_before(
    asked: Mapping[str, Asked], earlier: Mapping[str, Sequence[Fetch]]
) -> dict[str, Fetch]:
    """The last good attempt at each list that came; none where the address was another one then."""
    before = {s: last_good(earlier.get(s, ())) for s in asked}
    return {s: f for s, f in before.items() if f and (raw := asked[s].raw) and f.url == raw.url}


def _held(fetch: Fetch, doubt: str, earlier: Sequence[Fetch]) -> Fetch:
    """The attempt as it is logged: held back where there is a doubt, unless it has come back often enough."""
    if not doubt:
        return fetch
    if seen_often_enough(fetch, earlier):
        return fetch.model_copy(update={"reason": f"accepted after coming back the same: {doubt}"})
    remedy = f"`tunemeld etl run --accept-short --genre {fetch.genre}` takes it at once"
    reason = f"held back: {doubt}; {remedy}"
    return fetch.model_copy(update={"outcome": Outcome.HELD, "reason": reason})


def _report(fetch: Fetch, asked: Asked, had_good: bool) -> ServiceReport:  # noqa: FBT001
    status = {
        Outcome.GOOD: ListStatus.FRESH,
        Outcome.HELD: ListStatus.HELD,
        Outcome.FAILED: ListStatus.STALE if had_good else ListStatus.MISSING,
    }[fetch.outcome]
    return ServiceReport(
        status=status,
        reason=fetch.reason,
        fetched_at=fetch.at if fetch.outcome is Outcome.GOOD else None,
        entries=fetch.length,
        identified=asked.playlist.identified if asked.playlist else 0,
        malformed=list(asked.playlist.malformed) if asked.playlist else [],
        calls=asked.calls,
        failures=asked.failures,
        seconds=round(asked.seconds, 3),
    )
