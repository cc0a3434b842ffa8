"""Endpoints for what moves: what is on the rise, and what changed since last week."""

from pydantic import Field

from tunemeld.application.answers.movement import TrendAnswer, movers_success, trending_success
from tunemeld.domain.movers import Movers
from tunemeld.domain.ranking import Strategy
from tunemeld.entrypoints.http.chart_endpoints import NOT_READ, UNKNOWN, genre_named
from tunemeld.entrypoints.http.endpoint import Asked, Endpoint, Place, Query, Reply
from tunemeld.entrypoints.http.parameters import Places
from tunemeld.entrypoints.http.ready import SHORT
from tunemeld.entrypoints.http.site import Site


class TrendingQuery(Query):
    """How much is shown of what is on the rise."""

    limit: Places | None = Field(None, description="The first so many tracks only.")


class MoversQuery(Query):
    """Of which chart the moves are told."""

    strategy: Strategy = Field(Strategy.CONSENSUS, description="The rule that orders the chart.")


def _trending(site: Site, asked: Asked) -> Reply:
    query: TrendingQuery = asked.query
    published = site.current.published(genre_named(site, asked.parts["genre"]))
    # A view, though readings grow too old to tell a trend: the refresher makes an end of views every hour.
    told = trending_success(published, site.clock.now(), site.trending_counters, query.limit)
    return Reply(site.encode(told), cache_control=SHORT, is_view=True)


def _movers(site: Site, asked: Asked) -> Reply:
    query: MoversQuery = asked.query
    published = site.current.published(genre_named(site, asked.parts["genre"]))
    return Reply(site.encode(movers_success(published, query.strategy)), cache_control=SHORT, is_view=True)


MOVEMENT_ENDPOINTS = (
    Endpoint(
        path="/trending/{genre}",
        summary="What is on the rise",
        description="The tracks of the chart (consensus), those first that grow most against the others of "
        "the genre: by plays, by rank, and by the number of services that list them. Each has the parts of "
        "its score and a status that says what it rests on; those without a score come last.",
        handle=_trending,
        place=Place.MEMORY,
        query=TrendingQuery,
        data=list[TrendAnswer],
        errors={**UNKNOWN, **NOT_READ},
    ),
    Endpoint(
        path="/movers/{genre}",
        summary="What moved since last week",
        description="What entered the chart and what left it, what climbed and what fell, against the last "
        "chart of an earlier week; nothing where there is none.",
        handle=_movers,
        place=Place.MEMORY,
        query=MoversQuery,
        data=Movers,
        errors={**UNKNOWN, **NOT_READ},
    ),
)
