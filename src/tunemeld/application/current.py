"""Current: what every genre shows, kept in the process, so that readers ask no store for it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from math import inf

from tunemeld.application.charts import Charts, nothing_yet
from tunemeld.application.errors import NothingPublished, StoreError
from tunemeld.application.ports.runtime import Clock
from tunemeld.application.ports.stores import ChangeMarks
from tunemeld.domain.playlist import age_days
from tunemeld.domain.snapshot import Publication, Published, SourceState, SourceStatus

# In case that a mark has missed something, and since readings grow too old to be shown.
_LONGEST_UNREAD_SECONDS = 3_600.0
# What is read though nothing new is known of it holds up what is new by no more than some tenths of a second.
_MOST_OVERDUE = 5
# What the cache does not have it will not have before long, and some caches count how often they are asked.
_CACHE_ASKED_EVERY_SECONDS = 30.0


@dataclass(frozen=True)
class Shown:
    """What one genre shows: `published` is None where nothing is yet, and `states` tell of its lists."""

    published: Published | None
    states: Mapping[str, SourceState]

    @property
    def missing(self) -> tuple[str, ...]:
        """The configured services whose list does not count."""
        return self._which(SourceStatus.MISSING)

    @property
    def stale(self) -> tuple[str, ...]:
        """The services whose list is shown although nobody could renew it lately."""
        return self._which(SourceStatus.STALE)

    @cached_property
    def recordings(self) -> frozenset[str]:
        """The ids of all recordings that are shown, on the chart or not."""
        standings = self.published.publication.standings if self.published else ()
        return frozenset(standing.id for standing in standings)

    def _which(self, status: SourceStatus) -> tuple[str, ...]:
        return tuple(service for service, state in self.states.items() if state.status is status)


@dataclass
class Current:
    """Keeps what the genres show, and reads it anew where the store has something new.

    One thread refreshes, any number reads. While the store is away, what was read before stays; a process
    that could not read it yet takes what the cache still has. `trouble` says why the store could not be
    read the last time, and is "" where it could.
    """

    charts: Charts
    changes: ChangeMarks
    clock: Clock
    trouble: str = ""
    _shown: Mapping[str, Shown] = field(default_factory=dict)
    _marks: dict[str, str | None] = field(default_factory=dict)
    _read_at: dict[str, float] = field(default_factory=dict)
    _tried_at: dict[str, float] = field(default_factory=dict)
    _stale_from: dict[str, datetime] = field(default_factory=dict)
    _confirmed_at: datetime | None = None
    _cache_asked_at: float = -inf

    @property
    def genres(self) -> tuple[str, ...]:
        """The genres that are configured."""
        return tuple(self.charts.lists.configured)

    @property
    def read(self) -> tuple[str, ...]:
        """The genres of which is known what they show.

        Raises:
            StoreError: there is none.
        """
        read = tuple(genre for genre in self.genres if genre in self._shown)
        if self.genres and not read:
            raise StoreError("no chart could be read yet")
        return read

    @property
    def known(self) -> Mapping[str, Shown]:
        """What is kept, by genre; genres that could not be read yet are left out."""
        return self._shown

    def refresh(self) -> frozenset[str]:
        """Read anew what has changed since the last time; the genres of which something else is kept now.

        Where the store cannot be read, `trouble` says why until it can.
        """
        started, before = self.clock.now(), self._shown
        try:
            self._read_changed()
        except StoreError as error:
            self.trouble = str(error)
            self._fall_back()
        else:
            self.trouble = ""
            self._confirmed_at = started
        return frozenset(g for g, shown in self._shown.items() if shown is not before.get(g))

    def published(self, genre: str) -> Published:
        """What a genre shows, as it was last read.

        Raises:
            UnknownGenre: no playlists are configured for the genre.
            NothingPublished: the genre has no chart yet.
            StoreError: it could not be read yet.
        """
        shown = self.shown(genre)
        if shown.published is None:
            raise nothing_yet(genre)
        return shown.published

    def shown(self, genre: str) -> Shown:
        """What a genre shows, also where that is nothing.

        Raises:
            UnknownGenre, StoreError: as `published`.
        """
        self.charts.lists.services(genre)
        shown = self._shown.get(genre)
        if shown is None:
            raise StoreError(f"the chart of {genre} could not be read yet")
        return shown

    def as_of(self, genre: str, when: date | str) -> Published | None:
        """What a genre showed at the end of a day (UTC), or in a snapshot, as far as its newest chart tells.

        None where that takes an earlier one, which no process keeps.
        """
        shown = self._shown.get(genre)
        newest = shown.published if shown else None
        if newest is None or not _reaches(newest.publication, when):
            return None
        return newest.model_copy(update={"sources": newest.publication.sources})

    @property
    def age_seconds(self) -> float | None:
        """How long ago the store last confirmed what is kept; None where nothing is.

        What came from the cache is as old as its oldest publication.
        """
        if self._confirmed_at is None:
            return None
        return age_days(self._confirmed_at, self.clock.now()) * 86_400

    def _read_changed(self) -> None:
        marks, started, now = self.changes.marks(), self.clock.monotonic(), self.clock.now()
        changed = {g for g in {*self.genres, *marks} if self._marks.get(g, "never") != marks.get(g)}
        due = changed | self._overdue(started, now)
        read, failures = self._read_each(due)
        if self._marks:  # else all are read for the first time
            recordings, unknown = self._recordings(changed, read)
            sharing = {g for g, shown in self._shown.items() if not recordings.isdisjoint(shown.recordings)}
            others, more = self._read_each(sharing - due)
            read, failures = read | others, failures | unknown | more
        # What was found to be the same stays the same object: nobody renders it anew.
        self._shown = {**self._shown, **{g: new for g, new in read.items() if new != self._shown.get(g)}}
        # The marks of before reading: what was published meanwhile is met the next time, as is what failed.
        known = {genre: marks.get(genre) for genre in changed}
        self._marks = {g: mark for g, mark in {**self._marks, **known}.items() if g not in failures}
        self._read_at |= dict.fromkeys(read, started)
        self._tried_at |= dict.fromkeys(due, started)
        self._stale_from |= {genre: self._next_stale(shown, now) for genre, shown in read.items()}
        if failures:
            raise next(iter(failures.values()))

    def _read_each(self, genres: Collection[str]) -> tuple[dict[str, Shown], dict[str, StoreError]]:
        """What those of these genres show that are ours; why one cannot be read, where the others go on."""
        read: dict[str, Shown] = {}
        failures: dict[str, StoreError] = {}
        for genre in self.genres:
            if genre in genres:
                try:
                    read[genre] = self._read(genre)
                except StoreError as error:
                    failures[genre] = error
        return read, failures

    def _recordings(
        self, changed: Collection[str], read: Mapping[str, Shown]
    ) -> tuple[frozenset[str], dict[str, StoreError]]:
        """What the changed genres show, or did: what was counted for one of them stands with all who show it.

        Some are configured for others who share the store. Of one that cannot be read, why.
        """
        found = [shown[g].recordings for shown in (read, self._shown) for g in changed if g in shown]
        failures: dict[str, StoreError] = {}
        for genre in sorted(set(changed).difference(self.genres)):
            try:
                found.append(self.charts.listed(genre))
            except StoreError as error:
                failures[genre] = error
        return frozenset[str]().union(*found), failures

    def _overdue(self, started: float, now: datetime) -> set[str]:
        """The genres to be read although nothing new is known of them: a few, the longest untried first."""
        due = [
            genre
            for genre, read_at in self._read_at.items()
            if started - read_at >= _LONGEST_UNREAD_SECONDS or now > self._stale_from[genre]
        ]
        return set(sorted(due, key=lambda genre: self._tried_at.get(genre, -inf))[:_MOST_OVERDUE])

    def _next_stale(self, shown: Shown, now: datetime) -> datetime:
        """When the next list of a genre grows too old, which happens without anybody writing anything."""
        limit = timedelta(days=self.charts.lists.stale_after_days)
        turns = (state.fetched_at + limit for state in shown.states.values() if state.fetched_at)
        return min((turn for turn in turns if turn >= now), default=datetime.max.replace(tzinfo=UTC))

    def _read(self, genre: str) -> Shown:
        try:
            published = self.charts.published(genre)
        except NothingPublished:
            return Shown(None, self.charts.lists.of(genre).states)
        return Shown(published, published.sources)

    def _fall_back(self) -> None:
        now = self.clock.monotonic()
        if now - self._cache_asked_at < _CACHE_ASKED_EVERY_SECONDS:
            return
        self._cache_asked_at = now
        for genre in self.genres:
            if genre not in self._shown and (kept := self.charts.kept(genre)):
                self._shown = {**self._shown, genre: Shown(kept, kept.sources)}
                # Nobody has confirmed it since, as far as we know.
                self._confirmed_at = min(self._confirmed_at or kept.publication.at, kept.publication.at)


def _reaches(newest: Publication, when: date | str) -> bool:
    if isinstance(when, str):
        return newest.snapshot_id.startswith(when)
    return newest.at.astimezone(UTC).date() <= when
