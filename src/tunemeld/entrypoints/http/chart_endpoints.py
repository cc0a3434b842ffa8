"""Endpoints for charts and lists, at the paths of the earlier web client, and the genres that there are."""

from datetime import UTC, date, timedelta
from typing import Any

from pydantic import Field

from tunemeld.application.answers.charts import ChartAnswer, PlayedTrack
from tunemeld.application.answers.envelope import Success
from tunemeld.application.answers.finished import chart_success, finished_answers
from tunemeld.application.answers.genres import GenreAnswer, LastUpdated, genre_answer
from tunemeld.application.answers.lists import HeadersAnswer, ListAnswer
from tunemeld.application.current import Shown
from tunemeld.application.errors import NothingPublished, StoreError, UnknownService
from tunemeld.domain.chart import chart_of
from tunemeld.domain.ranking import Strategy
from tunemeld.domain.snapshot import Published, SourceState, SourceStatus
from tunemeld.entrypoints.formats.rendering import ChartFormat, render
from tunemeld.entrypoints.http.endpoint import Asked, Endpoint, Place, Query, Reply
from tunemeld.entrypoints.http.parameters import AS_OF, AsOf, Places, WholeNumber
from tunemeld.entrypoints.http.ready import IMMUTABLE, JSON, REVALIDATED, SHORT
from tunemeld.entrypoints.http.site import Site

UNKNOWN = {404: "No such genre, or nothing is published for it yet; the message says which, and what to do."}
NOT_READ = {503: "Nothing could be read of the store since this process began, and no cache had it."}
"""What further statuses mean, of what is told of a genre from what this process keeps."""


class ChartQuery(Query):
    """How a chart is shown; nothing of it changes what is stored."""

    strategy: Strategy = Field(Strategy.CONSENSUS, description="The rule that orders the chart.")
    limit: Places | None = Field(None, description="The first so many places only.")
    min_sources: WholeNumber = Field(
        2, ge=1, le=100, description="What at least so many services list; 1 shows every entry."
    )
    as_of: AsOf | None = Field(None, description=f"The chart as it stood then: {AS_OF}.")
    format: ChartFormat = Field(ChartFormat.JSON, description="JSON, or a file for other programs.")

    @property
    def needs_store(self) -> bool:
        """Whether these parameters ask for what no process holds."""
        return self.as_of is not None


def genre_named(site: Site, text: str) -> str:
    """The genre of that name, in any case.

    Raises:
        UnknownGenre: there is none; the message names those that there are.
    """
    genre = text.lower()
    site.charts.lists.services(genre)
    return genre


def _finished(kind: str, cache_control: str = SHORT) -> Any:
    def handle(site: Site, asked: Asked) -> Reply:
        genre = genre_named(site, asked.parts["genre"])
        published = site.current.published(genre)
        path = f"/{kind}/{genre}"
        if "service" in asked.parts:
            path = f"{path}/{_service_named(published, asked.parts['service'])}"
        answer = finished_answers(published)[path]
        return Reply(site.encode(answer), cache_control=cache_control, is_view=True)

    return handle


def _service_named(published: Published, text: str) -> str:
    named = {service.lower(): service for service in published.sources}
    if text.lower() not in named:
        raise UnknownService(f"no service is called {text!r}; there are {', '.join(named.values())}")
    return named[text.lower()]


def _playlist_data(site: Site, asked: Asked) -> Reply:
    query: ChartQuery = asked.query
    genre = genre_named(site, asked.parts["genre"])
    published, cache_control = published_then(site, genre, query.as_of)
    chart = chart_of(published, strategy=query.strategy, min_sources=query.min_sources, limit=query.limit)
    if query.format is ChartFormat.JSON:
        return Reply(site.encode(chart_success(chart)), cache_control=cache_control, is_view=True)
    rendered = render(chart, query.format)
    name = f"tunemeld-{genre}-{chart.insert_timestamp:%Y-%m-%d}.{rendered.extension}"
    kind = "inline" if query.format is ChartFormat.ATOM else "attachment"
    return Reply(
        rendered.body,
        media_type=rendered.media_type,
        cache_control=cache_control,
        headers=(("Content-Disposition", f'{kind}; filename="{name}"'),),
        is_view=True,
    )


def published_then(site: Site, genre: str, as_of: date | str | None) -> tuple[Published, str]:
    """What a genre showed then, or shows now, and how long that may be kept.

    Raises:
        NothingPublished: nothing was published by that day, or it is yet to come.
        UnknownSnapshot, StoreError: as Charts.as_of and Current.published.
    """
    if as_of is None:
        return site.current.published(genre), SHORT
    today = site.clock.now().astimezone(UTC).date()
    if isinstance(as_of, date) and as_of > today:
        raise NothingPublished(f"as_of is {as_of}, which is yet to come: name a day until {today}")
    # The clocks of two machines may differ, and a run that began before midnight may publish after it.
    is_over = isinstance(as_of, str) or as_of < (site.clock.now() - timedelta(hours=1)).astimezone(UTC).date()
    try:
        return site.charts.as_of(genre, as_of), IMMUTABLE if is_over else SHORT
    except StoreError:
        kept = site.current.as_of(genre, as_of)
        if kept is None:
            raise
        return kept, SHORT  # nobody can tell just now whether a later one was published


def _genres(site: Site, _asked: Asked) -> Reply:
    return Reply(genres_body(site), cache_control=REVALIDATED, is_view=True)


def genres_body(site: Site) -> bytes:
    """The answer with all genres."""
    read = site.current.read
    shown = {g: site.current.shown(g) if g in read else _unread(site, g) for g in site.current.genres}
    answers = [genre_answer(g, each.published, dict(each.states)) for g, each in shown.items()]
    return site.encode(Success(message=f"{len(answers)} genres", data=answers))


def _unread(site: Site, genre: str) -> Shown:
    state = SourceState(status=SourceStatus.MISSING, reason="the store is away, and could not be read yet")
    return Shown(None, dict.fromkeys(site.charts.lists.services(genre), state))


CHART_ENDPOINTS = (
    Endpoint(
        path="/playlist-data/{genre}",
        summary="The chart of a genre",
        description="Where the services' editors agree: the recordings on several lists, in the order of a "
        "strategy, each with what put it there. `as_of` shows an earlier chart as it stood then.",
        handle=_playlist_data,
        place=Place.MEMORY,
        query=ChartQuery,
        data=list[ChartAnswer],
        media={
            JSON: "the chart",
            "text/csv": "a table",
            "application/xspf+xml": "a playlist for players",
            "application/vnd.apple.mpegurl": "a playlist for players",
            "application/atom+xml": "a feed of what entered the chart",
        },
        errors={**UNKNOWN, **NOT_READ},
    ),
    Endpoint(
        path="/service-playlist/{genre}/{service}",
        summary="A service's own list",
        description="Every entry that can be read, at its own position; services in any case.",
        handle=_finished("service-playlist"),
        place=Place.MEMORY,
        data=list[ListAnswer],
        errors={**UNKNOWN, **NOT_READ},
    ),
    Endpoint(
        path="/graph-data/{genre}",
        summary="How the plays of a chart's tracks have grown",
        description="Points of time and growth since the reading before, oldest first, for each counter.",
        handle=_finished("graph-data"),
        place=Place.MEMORY,
        data=list[PlayedTrack],
        errors={**UNKNOWN, **NOT_READ},
    ),
    Endpoint(
        path="/header-art/{genre}",
        summary="What stands above each service's list",
        handle=_finished("header-art"),
        place=Place.MEMORY,
        data=HeadersAnswer,
        errors={**UNKNOWN, **NOT_READ},
    ),
    Endpoint(
        path="/last-updated/{genre}",
        summary="When the chart of a genre was published",
        handle=_finished("last-updated", REVALIDATED),
        place=Place.MEMORY,
        data=LastUpdated,
        errors={**UNKNOWN, **NOT_READ},
    ),
    Endpoint(
        path="/genres",
        summary="The genres that there are, and how their lists stand",
        handle=_genres,
        place=Place.MEMORY,
        data=list[GenreAnswer],
        errors=NOT_READ,
    ),
)
