"""What the page of a genre's chart tells: its rows in an order, the lists behind it, and what is amiss."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from tunemeld.application.lists import SAMPLE
from tunemeld.domain.list_kind import ListKind, kind_of
from tunemeld.domain.reading import day_of
from tunemeld.domain.snapshot import Publication, Published
from tunemeld.entrypoints.http.pages.lists_behind import ListHead, Single, heads_of, singles_of
from tunemeld.entrypoints.http.pages.notices import notices
from tunemeld.entrypoints.http.pages.rows import Row, rows_of

_A_WEEK = timedelta(days=7)


class Sort(StrEnum):
    """The order in which the rows of a chart are shown; ranks stay what they are."""

    RANK = "rank"
    TRENDING = "trending"
    PLAYS = "plays"


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
    kind: ListKind
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
    return ChartPage(
        genre=publication.genre,
        seq=publication.seq,
        at=publication.at,
        is_sample=publication.source == SAMPLE,
        kind=kind_of(publication.source),
        sort=sort,
        as_of=as_of,
        before=day_of(published.earlier[-1].at) if published.earlier else None,
        after=_after(publication, at) if as_of is not None else None,
        rows=tuple(sorted(rows, key=_ORDERS[sort])),
        heads=heads_of(published),
        singles=singles_of(published),
        notices=tuple(notices(published, len(rows))),
    )


_ORDERS: Mapping[Sort, Callable[[Row], tuple[float, ...]]] = {
    Sort.RANK: lambda row: (row.rank,),
    Sort.TRENDING: lambda row: (row.trend is None, -(row.trend or 0.0), row.rank),
    Sort.PLAYS: lambda row: (-row.most_played, row.rank),
}


def _after(publication: Publication, at: datetime) -> date | None:
    day = day_of(publication.at + _A_WEEK)
    return day if day < day_of(at) else None
