"""What the page of a genre's chart tells: its rows in an order, the lists behind it, and what is amiss."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from tunemeld.application.lists import SAMPLE
from tunemeld.domain.reading import day_of
from tunemeld.domain.recording import Recording, display_order
from tunemeld.domain.snapshot import Publication, Published, SourceState, SourceStatus
from tunemeld.entrypoints.http.pages import addresses, words
from tunemeld.entrypoints.http.pages.rows import Row, rows_of

_A_WEEK = timedelta(days=7)
_FEW = 5


class Sort(StrEnum):
    """The order in which the rows of a chart are shown; ranks stay what they are."""

    RANK = "rank"
    TRENDING = "trending"
    PLAYS = "plays"


@dataclass(frozen=True)
class ListHead:
    """A service's list as the chart's page names it; `at` is None while there is none that counts."""

    service: str
    name: str
    url: str | None
    status: SourceStatus
    at: datetime | None
    length: int


@dataclass(frozen=True)
class Single:
    """An entry that one service alone lists; `url` is None where that is not told."""

    position: int
    key: str
    title: str
    artist: str
    url: str | None


@dataclass(frozen=True)
class ChartPage:
    """A genre's page. `rows` is empty where nothing agrees, and `singles` are what each service has alone.

    `as_of` is the day that was asked for, None for today's chart; `before` and `after` are days that show the
    editions beside it, where there are such: `after` is None where that is today's.
    """

    genre: str
    seq: int
    at: datetime
    is_sample: bool
    is_complete: bool
    sort: Sort
    as_of: date | str | None
    before: date | None
    after: date | None
    rows: tuple[Row, ...]
    heads: tuple[ListHead, ...]
    singles: dict[str, tuple[Single, ...]]
    notices: tuple[str, ...]

    @property
    def services(self) -> tuple[str, ...]:
        """The services whose columns are shown."""
        return tuple(head.service for head in self.heads)

    @property
    def on_all(self) -> int:
        """How many recordings every service lists."""
        return sum(row.listed == len(row.marks) for row in self.rows)

    @property
    def newcomers(self) -> int:
        """How many recordings were not on the chart of the week before."""
        return sum(row.movement.kind in {"new", "back"} for row in self.rows)

    @property
    def climber(self) -> Row | None:
        """The recording that climbed most, the higher one of two; None where none did."""
        climbed = [row for row in self.rows if row.movement.kind == "up"]
        return min(climbed, key=lambda row: (-row.movement.places, row.rank), default=None)

    @property
    def top(self) -> tuple[Row, ...]:
        """The first three places."""
        return tuple(sorted(self.rows, key=lambda row: row.rank)[:3])


def chart_page(
    published: Published,
    at: datetime,
    *,
    counters: Sequence[str],
    sort: Sort = Sort.RANK,
    as_of: date | str | None = None,
) -> ChartPage:
    """The page of what a genre shows, as it is looked at on that moment."""
    publication = published.publication
    then = publication.at if as_of is not None else at
    rows = rows_of(published, then, counters)
    singles = _singles(published)
    return ChartPage(
        genre=publication.genre,
        seq=publication.seq,
        at=publication.at,
        is_sample=publication.source == SAMPLE,
        is_complete=all(state.status is SourceStatus.FRESH for state in published.sources.values()),
        sort=sort,
        as_of=as_of,
        before=day_of(published.earlier[-1].at) if published.earlier else None,
        after=_after(publication, at) if as_of is not None else None,
        rows=tuple(sorted(rows, key=_ORDERS[sort])),
        heads=tuple(_head(published, service) for service in display_order(published.sources)),
        singles=singles,
        notices=tuple(_notices(published, len(rows))),
    )


_ORDERS: Mapping[Sort, Callable[[Row], tuple[float, ...]]] = {
    Sort.RANK: lambda row: (row.rank,),
    Sort.TRENDING: lambda row: (row.trend is None, -(row.trend or 0.0), row.rank),
    Sort.PLAYS: lambda row: (-row.most_played, row.rank),
}


def _after(publication: Publication, at: datetime) -> date | None:
    day = day_of(publication.at + _A_WEEK)
    return day if day < day_of(at) else None


def _head(published: Published, service: str) -> ListHead:
    state = published.sources[service]
    listed = published.snapshot.lists.get(service)
    return ListHead(
        service=service,
        name=(listed.header.name if listed else "") or "its list",
        url=addresses.link(service, listed.header.url if listed else None),
        status=state.status,
        at=state.fetched_at,
        length=listed.length if listed else 0,
    )


def _singles(published: Published) -> dict[str, tuple[Single, ...]]:
    alone: dict[str, list[Single]] = {service: [] for service in display_order(published.sources)}
    for recording in published.snapshot.recordings:
        if len(recording.positions) == 1:
            ((service, position),) = recording.positions.items()
            alone.setdefault(service, []).append(_single(recording, service, position))
    return {s: tuple(sorted(each, key=lambda e: (e.position, e.key))) for s, each in alone.items() if each}


def _single(recording: Recording, service: str, position: int) -> Single:
    shown = recording.shown
    url = addresses.link(service, recording.links.get(service))
    return Single(position, recording.isrc or recording.id, shown.title, shown.artist_name, url)


def _notices(published: Published, on_chart: int) -> list[str]:
    """A sentence for each thing that a reader should know."""
    said = [
        _about(service, published.sources[service], published)
        for service in display_order(published.sources)
        if published.sources[service].status is not SourceStatus.FRESH
    ]
    if on_chart < _FEW:
        found = words.many(on_chart, "recording is", "recordings are") if on_chart else "No recording is"
        said.append(f"{found} on two lists or more: below is what each service lists alone.")
    return said


def _about(service: str, state: SourceState, published: Published) -> str:
    name, reason = words.service_name(service), f" ({state.reason})" if state.reason else ""
    if state.status is SourceStatus.STALE and state.fetched_at:
        return f"{name} is stale: this chart has its list of {words.day(state.fetched_at)}{reason}."
    return f"{name} is missing{reason}: {_cost(service, published)}."


def _cost(service: str, published: Published) -> str:
    with_it = (p for p in (published.publication, *reversed(published.earlier)) if service in p.lengths)
    last = next(with_it, None)
    if last is None:
        return "its editors have no vote in this chart"
    shared = [standing.positions for standing in last.standings if len(standing.positions) > 1]
    lost = sum(service in positions and len(positions) == 2 for positions in shared)
    return f"on {words.day(last.at)}, when it was last there, {lost} of {len(shared)} places hung on it"
