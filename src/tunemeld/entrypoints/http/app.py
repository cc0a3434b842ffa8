"""The application that a worker serves: Falcon behind the gate, over one container."""

import uuid
from collections.abc import Mapping
from typing import Any

import falcon
import falcon.asgi
from falcon.constants import COMBINED_METHODS
from prometheus_client import CollectorRegistry

from tunemeld.container import Container
from tunemeld.entrypoints.http.access_log import AccessLog
from tunemeld.entrypoints.http.background import BackgroundRuns
from tunemeld.entrypoints.http.chart_endpoints import CHART_ENDPOINTS
from tunemeld.entrypoints.http.crew import Crew
from tunemeld.entrypoints.http.endpoint import Endpoint, Place
from tunemeld.entrypoints.http.events.audience import Audience, Pace
from tunemeld.entrypoints.http.events.event_endpoints import EVENT_ENDPOINTS
from tunemeld.entrypoints.http.events.news import News
from tunemeld.entrypoints.http.gate import Gate
from tunemeld.entrypoints.http.guests import Hosts, Origins, Rate
from tunemeld.entrypoints.http.health_endpoints import HEALTH_ENDPOINTS
from tunemeld.entrypoints.http.life import BEGINS_WITHIN_SECONDS, Life
from tunemeld.entrypoints.http.movement_endpoints import MOVEMENT_ENDPOINTS
from tunemeld.entrypoints.http.pages.page_endpoints import PAGE_ENDPOINTS
from tunemeld.entrypoints.http.pages.rendering import refused_page
from tunemeld.entrypoints.http.papers import PAPER_ENDPOINTS, papers
from tunemeld.entrypoints.http.refresher import EVERY_SECONDS
from tunemeld.entrypoints.http.refusals import refusal, refusal_of
from tunemeld.entrypoints.http.responder import (
    ROUTE,
    hand_over,
    options_responder,
    responder,
    stream_responder,
)
from tunemeld.entrypoints.http.run_endpoints import RUN_ENDPOINTS
from tunemeld.entrypoints.http.site import Site
from tunemeld.entrypoints.http.track_endpoints import TRACK_ENDPOINTS
from tunemeld.entrypoints.http.traffic import Traffic
from tunemeld.entrypoints.http.wanted import prefers_page
from tunemeld.settings import Settings

ENDPOINTS: tuple[Endpoint, ...] = (
    *PAPER_ENDPOINTS,
    *CHART_ENDPOINTS,
    *MOVEMENT_ENDPOINTS,
    *TRACK_ENDPOINTS,
    *RUN_ENDPOINTS,
    *EVENT_ENDPOINTS,
    *HEALTH_ENDPOINTS,
)
"""Everything that programs can ask; the OpenAPI document is made from it."""

_ROUTED = (*ENDPOINTS, *PAGE_ENDPOINTS)

# Each is a connection, and so a file: beside them, a process needs some for those who ask.
_MOST_STREAMS = 1_000
_PACE = Pace()
# What only computes gains nothing from more threads than a processor has cores to spare.
_COMPUTING_THREADS = 2
_STORE_THREADS = 32


def build_app(settings: Settings, *, pace: Pace = _PACE) -> Gate:
    """The ASGI application for these settings; nothing is connected to before it starts up."""
    # Readers are answered from what is kept, and wait for no server that restarts.
    container = Container(settings=settings, store_patience_seconds=0.0)
    runner = Container(settings=settings)
    if settings.storage == "memory":
        runner.stores.override(container.stores)
    if settings.cache == "memory":
        runner.cache.override(container.cache)
    return app_over(container, runner, pace=pace)


def app_over(
    container: Container,
    runner: Container,
    *,
    every_seconds: float = EVERY_SECONDS,
    begins_within_seconds: float = BEGINS_WITHIN_SECONDS,
    most_streams: int = _MOST_STREAMS,
    pace: Pace = _PACE,
) -> Gate:
    """The application that answers readers out of one container, and carries out runs by another.

    So often it looks whether the store has something new; the first look delays it so long at most. So many
    streams of events it tells at once, at this pace.
    """
    site = _site(container.settings(), container, runner, most_streams, pace)
    site.papers = papers(site, ENDPOINTS, genres=site.current.genres, services=site.services)
    site.has_events = any(endpoint.path == "/events" for endpoint in ENDPOINTS)
    life = Life(
        site,
        (container, runner),
        every_seconds=every_seconds,
        begins_within_seconds=begins_within_seconds,
    )
    app = falcon.asgi.App(middleware=[life])
    app.req_options.strip_url_path_trailing_slash = True
    for path in dict.fromkeys(endpoint.path for endpoint in _ROUTED):
        app.add_route(path, _Resource(site, [e for e in _ROUTED if e.path == path]))
    app.add_error_handler(Exception, _refuse)
    app.add_error_handler(falcon.HTTPError, _refuse)
    return Gate(app, site)


def methods_of(path: str) -> list[str]:
    """What can be done with a path, in alphabetical order."""
    methods = {endpoint.method for endpoint in _ROUTED if endpoint.path == path}
    return sorted(methods | {"OPTIONS"} | ({"HEAD"} if "GET" in methods else set()))


def _site(settings: Settings, container: Container, runner: Container, most_streams: int, pace: Pace) -> Site:
    current, charts = container.current(), container.charts()
    registry = CollectorRegistry()
    crews = _crews(settings)
    news = News(container.stores().events, crews[Place.STORE], charts.shows)
    return Site(
        current=current,
        charts=charts,
        explain=container.explain(charts=current),
        search=container.search(charts=current),
        history=container.track_history(),
        runs=container.stores().runs,
        health=container.health(),
        background=BackgroundRuns(runner.pipeline, runner.turns(leases=container.stores().leases)),
        clock=container.clock(),
        encode=container.encode(),
        places=container.places(),
        crews=crews,
        audience=Audience(news, registry, most=most_streams, pace=pace),
        origins=Origins(settings.cors_origins),
        hosts=Hosts(settings.allowed_hosts, settings.api_host),
        rate=Rate(settings.api_rate_limit) if settings.api_rate_limit else None,
        traffic=Traffic(registry),
        registry=registry,
        services=container.services(),
        worker=uuid.uuid4().hex[:12].encode(),
        run_threads=settings.etl_thread_count,
        trending_counters=container.trending_counters(),
        admin_token=settings.admin_token.get_secret_value() if settings.admin_token else None,
        access_log=AccessLog(settings.log_format) if settings.log_level in {"DEBUG", "INFO"} else None,
    )


def _crews(settings: Settings) -> Mapping[Place, Crew]:
    most = settings.api_concurrency
    return {
        Place.MEMORY: Crew("compute", threads=_COMPUTING_THREADS, most=most),
        Place.STORE: Crew("store", threads=min(_STORE_THREADS, most), most=most),
    }


class _Resource:
    """A path for Falcon: one responder a method; HEAD is what GET is, without a body. OPTIONS lists them."""

    def __init__(self, site: Site, endpoints: list[Endpoint]) -> None:
        for endpoint in endpoints:
            respond = (stream_responder if endpoint.is_stream else responder)(site, endpoint)
            setattr(self, f"on_{endpoint.method.lower()}", respond)
            if endpoint.method == "GET":
                self.on_head = respond
        path = endpoints[0].path
        self.on_options = options_responder(path, methods_of(path))


async def _refuse(
    req: falcon.asgi.Request,
    resp: falcon.asgi.Response,
    error: Exception,
    _params: Mapping[str, Any],
    **_: Any,
) -> None:
    if req.uri_template and req.method not in COMBINED_METHODS:
        # Falcon calls a method that nobody knows a bad request, and names no other.
        error = falcon.HTTPMethodNotAllowed(methods_of(req.uri_template))
    route = req.scope.setdefault(ROUTE, req.uri_template or "unmatched")
    form = refused_page if prefers_page((req.get_header("Accept") or "").encode()) else refusal
    hand_over(refusal_of(error, route, form), req, resp)
