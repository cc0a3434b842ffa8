"""Where the pages are: charts by genre, what moves, recordings, a search, privacy, style and scripts."""

from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field

from tunemeld.domain.list_kind import kind_of
from tunemeld.domain.movers import movers
from tunemeld.domain.snapshot import Published
from tunemeld.domain.trending import trending
from tunemeld.entrypoints.http.chart_endpoints import genre_named, published_then
from tunemeld.entrypoints.http.endpoint import Asked, Endpoint, Place, Query, Reply
from tunemeld.entrypoints.http.pages import assets
from tunemeld.entrypoints.http.pages.chart_page import Sort, chart_page
from tunemeld.entrypoints.http.pages.followed_track import followed_track
from tunemeld.entrypoints.http.pages.rendering import HTML, page
from tunemeld.entrypoints.http.parameters import AsOf
from tunemeld.entrypoints.http.ready import IMMUTABLE, REVALIDATED, Ready, made_ready
from tunemeld.entrypoints.http.refusals import NotThere
from tunemeld.entrypoints.http.site import Site
from tunemeld.entrypoints.http.track_endpoints import sought_by

_MOST_FOUND = 50
_LONGEST_SOUGHT = 200


class PageQuery(Query):
    """What stands behind `?` on a page; what others hang on a shared link is let pass."""

    model_config = ConfigDict(extra="ignore", frozen=True)


def _unless_blank(value: object) -> object:
    return None if value == "" else value


class ChartPageQuery(PageQuery):
    """How a chart's page is shown."""

    sort: Sort = Field(Sort.RANK, description="The order of the rows.")
    # A form sends a field that was cleared as nothing.
    as_of: Annotated[AsOf | None, BeforeValidator(_unless_blank)] = Field(
        None, description="The chart as it stood then."
    )

    @property
    def needs_store(self) -> bool:
        """Whether this asks for what no process holds."""
        return self.as_of is not None


class FindQuery(PageQuery):
    """What is sought."""

    q: str = Field("", max_length=_LONGEST_SOUGHT, description="Words of title or artist.")


def pages_of(site: Site, published: Published) -> dict[str, Ready]:
    """The pages of a genre that lie ready before anybody asks for them, by path."""
    genre = published.publication.genre
    made = {
        f"/genre/{genre}": (_CHART, _shown_chart(site, published, ChartPageQuery())),
        f"/genre/{genre}/moving": (_MOVING, _shown_moves(site, published)),
    }
    return {
        path: made_ready(
            reply.body,
            route=route,
            media_type=reply.media_type,
            cache_control=reply.cache_control,
            headers=reply.headers,
        )
        for path, (route, reply) in made.items()
    }


_CHART, _MOVING = "/genre/{genre}", "/genre/{genre}/moving"


def _chart(site: Site, asked: Asked) -> Reply:
    query: ChartPageQuery = asked.query
    genre = genre_named(site, asked.parts["genre"])
    if query.as_of is None and (shown := site.current.shown(genre)).published is None:
        return page("nothing.html", genres=site.current.genres, genre=genre, states=shown.states)
    published, _ = published_then(site, genre, query.as_of)
    return _shown_chart(site, published, query)


def _shown_chart(site: Site, published: Published, query: ChartPageQuery) -> Reply:
    told = chart_page(
        published,
        site.clock.now(),
        counters=site.trending_counters,
        sort=query.sort,
        as_of=query.as_of,
    )
    return page("chart.html", genres=site.current.genres, chart=told, has_events=site.has_events)


def _moving(site: Site, asked: Asked) -> Reply:
    return _shown_moves(site, site.current.published(genre_named(site, asked.parts["genre"])))


def _shown_moves(site: Site, published: Published) -> Reply:
    return page(
        "moving.html",
        genres=site.current.genres,
        genre=published.publication.genre,
        at=published.publication.at,
        kind=kind_of(published.publication.source),
        since=published.earlier[-1].at if published.earlier else None,
        trends=trending(published, site.clock.now(), counters=site.trending_counters),
        moved=movers(published),
    )


def _track(site: Site, asked: Asked) -> Reply:
    told, is_whole = followed_track(site, sought_by(asked.parts["isrc"]))
    made = page("track.html", genres=site.current.genres, track=told)
    # While the store is away a page lacks what it had: nobody should get that a minute later.
    return made if is_whole else Reply(made.body, made.media_type, headers=made.headers)


def _find(site: Site, asked: Asked) -> Reply:
    query: FindQuery = asked.query
    found = site.search.run(query.q, site.current.read, _MOST_FOUND) if query.q.strip() else []
    return page("find.html", genres=site.current.genres, q=query.q, found=found, most=_MOST_FOUND)


def _privacy(site: Site, _asked: Asked) -> Reply:
    return page("privacy.html", genres=site.current.genres)


def _asset(_site: Site, asked: Asked) -> Reply:
    name = asked.parts["name"]
    if name not in assets.MEDIA_TYPES:
        raise NotThere(f"there is no {name[:80]!r} here")
    # A page that is older than this server still gets what works, but keeps it no longer than that.
    is_current = asked.parts["edition"] == assets.edition()
    return Reply(
        assets.asset(name),
        media_type=assets.MEDIA_TYPES[name],
        cache_control=IMMUTABLE if is_current else REVALIDATED,
        is_view=is_current,
    )


def _a_page(path: str, summary: str, handle: Any, place: Place, query: type[Query] = PageQuery) -> Endpoint:
    return Endpoint(path, summary, handle, place, query=query, media={HTML: "a page"}, is_page=True)


PAGE_ENDPOINTS = (
    _a_page(_CHART, "The chart of a genre", _chart, Place.MEMORY, ChartPageQuery),
    _a_page(_MOVING, "What is on the rise, and what moved", _moving, Place.MEMORY),
    _a_page("/track/{isrc}", "A recording, today and through time", _track, Place.STORE),
    _a_page("/find", "Recordings by title or artist", _find, Place.MEMORY, FindQuery),
    _a_page("/privacy", "What becomes known of readers, and who owns what", _privacy, Place.MEMORY),
    Endpoint("/static/{edition}/{name}", "Style and scripts of the pages", _asset, Place.MEMORY),
)
"""For people, and so in no document for programs."""
