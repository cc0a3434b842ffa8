"""TrackHistory: where a recording stood, and how often it was played, by date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tunemeld.application.charts import Charts
from tunemeld.application.errors import NothingPublished, UnknownRecording
from tunemeld.application.ports.runtime import Clock
from tunemeld.application.ports.stores import ReadingLog
from tunemeld.domain.isrc import Isrc
from tunemeld.domain.placing import Placing, placings
from tunemeld.domain.ranking import Standing
from tunemeld.domain.reading import Point, Series, day_of
from tunemeld.domain.recording import Recording
from tunemeld.domain.snapshot import Publication

_A_YEAR = timedelta(days=365)
# Longer than any counter is left unread: the first reading that is told is compared with the one before it.
_LEAD = timedelta(days=35)
_Published = Mapping[str, Sequence[Publication]]


@dataclass(frozen=True)
class Followed:
    """One recording through time; it is described as the last publication that lists it describes it.

    `source` is whose lists that one was made of.
    `placings` tell by genre where it stood, genres that never listed it left out; `readings` by counter
    what was read on the day `since` and later, `earlier` what was read in the weeks before. `others` are the
    ids of further recordings, such as another cut, under the same ISRC.
    """

    recording: Recording
    source: str
    others: tuple[str, ...]
    placings: Mapping[str, tuple[Placing, ...]]
    since: date
    readings: Mapping[str, Series]
    earlier: Mapping[str, tuple[Point, ...]]


@dataclass(frozen=True)
class _Trail:
    """The last publication of a genre that lists a recording, and how it stood there."""

    publication: Publication
    standing: Standing
    is_current: bool

    @property
    def rarity(self) -> tuple[bool, int, int, str]:
        """Less for what is more likely meant: as on /tracks, what is listed now, on most services."""
        places = self.standing.positions.values()
        return not self.is_current, -len(places), min(places), self.standing.id


@dataclass(frozen=True)
class TrackHistory:
    """Follows a recording through all that was published, also where no current list has it any more."""

    charts: Charts
    readings: ReadingLog
    clock: Clock

    def run(self, sought: Isrc | str, genres: Sequence[str], since: date | None = None) -> Followed:
        """The history of the recording with this ISRC or id; of several, that of what most services list.

        Readings are told from `since` on, or of a year.

        Raises:
            UnknownGenre: a genre without playlists was named.
            NothingPublished: none of the genres has a chart yet.
            UnknownRecording: none of these genres ever listed it.
            StoreError: the store cannot be read.
        """
        published = {genre: self._publications(genre) for genre in genres}
        trails = [t for trail in published.values() for t in self._trails(trail, sought)]
        if not trails:
            raise _unknown(sought, published)
        chosen = min(trails, key=lambda trail: trail.rarity).standing.id
        newest = max(
            (t for t in trails if t.standing.id == chosen), key=lambda t: (t.is_current, t.publication.at)
        )
        by_genre = {genre: placings(trail, chosen) for genre, trail in published.items()}
        first_day = since or day_of(self.clock.now() - _A_YEAR)
        lead = min(_LEAD, first_day - date.min)
        stored = self.readings.series([chosen], first_day - lead).get(chosen, {})
        return Followed(
            recording=next(r for r in self.charts.snapshot(newest.publication).recordings if r.id == chosen),
            source=newest.publication.source,
            others=tuple(sorted({t.standing.id for t in trails} - {chosen})),
            placings={genre: placed for genre, placed in by_genre.items() if placed},
            since=first_day,
            readings={
                counter: told
                for counter, each in stored.items()
                if (told := each.since(first_day)) != Series()
            },
            earlier={
                counter: tuple(point for point in each.points if day_of(point.at) < first_day)
                for counter, each in stored.items()
            },
        )

    def _publications(self, genre: str) -> Sequence[Publication]:
        """All of the source that the genre shows, oldest first; empty before the first."""
        try:
            return self.charts.history(genre)
        except NothingPublished:
            return ()

    def _trails(self, publications: Sequence[Publication], sought: Isrc | str) -> list[_Trail]:
        """A trail for each recording of the genre that may be meant."""
        if not publications:
            return []
        ids = {s.id for p in publications for s in p.standings if sought in (s.id, s.isrc)}
        if isinstance(sought, Isrc):  # which a recording may have without showing it
            ids |= {r.id for r in self.charts.snapshot(publications[-1]).recordings if sought in r.isrcs}
        last = {s.id: (p, s) for p in publications for s in p.standings if s.id in ids}
        return [_Trail(p, s, is_current=p is publications[-1]) for p, s in last.values()]


def _unknown(sought: str, published: _Published) -> NothingPublished | UnknownRecording:
    genres = ", ".join(published)
    if not any(published.values()):
        return NothingPublished(f"nothing is published for {genres} yet; `tunemeld etl run` makes the charts")
    return UnknownRecording(
        f"no list of {genres} that was published has {sought}; `tunemeld aggregate --genre "
        f"{next(iter(published))} --format csv --min-sources 1` lists what the newest ones have"
    )
