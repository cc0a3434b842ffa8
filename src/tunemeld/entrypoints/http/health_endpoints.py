"""Endpoints for whoever watches: is it alive, can it serve, is all well, how much is asked."""

from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from pydantic import AwareDatetime, BaseModel, ConfigDict

from tunemeld.application.answers.envelope import Success
from tunemeld.application.errors import StoreError
from tunemeld.application.report import Health
from tunemeld.domain.playlist import age_days
from tunemeld.entrypoints.http.discretion import discreet
from tunemeld.entrypoints.http.endpoint import Asked, Endpoint, Place, Reply
from tunemeld.entrypoints.http.metrics import scraped
from tunemeld.entrypoints.http.site import Site


class Alive(BaseModel):
    """The process answers."""

    model_config = ConfigDict(extra="forbid")

    alive: bool = True


class Readiness(BaseModel):
    """What this worker can serve, by what it last saw; nothing is asked for it.

    `store` is true while the store confirms what is served, which it last did `data_age_seconds` ago (null:
    never). `charts` has for each genre when its chart was published (null: not yet), and `charts_stale` how
    many days old those are that are older than `stale_after_days`. `lists_stale` are shown although nobody
    could renew them lately, `lists_missing` are the configured lists that do not count.
    """

    model_config = ConfigDict(extra="forbid")

    store: bool
    data_age_seconds: float | None
    charts: dict[str, AwareDatetime | None]
    stale_after_days: float
    charts_stale: dict[str, float]
    lists_stale: list[str]
    lists_missing: list[str]


def _live(site: Site, _asked: Asked) -> Reply:
    return Reply(site.encode(Success(message="alive", data=Alive())))


def _ready(site: Site, _asked: Asked) -> Reply:
    shown = site.current.known
    if not shown:
        raise StoreError("nothing could be read yet")
    age, lists = site.current.age_seconds, site.current.charts.lists
    charts = {g: each.published.publication.at if each.published else None for g, each in shown.items()}
    now = site.clock.now()
    readiness = Readiness(
        # One that hangs gives no trouble yet; but it confirms nothing either.
        store=not site.current.trouble and site.age_header is None,
        data_age_seconds=None if age is None else round(age, 1),
        charts=charts,
        stale_after_days=lists.stale_after_days,
        charts_stale={
            g: round(age_days(at, now), 1) for g, at in charts.items() if at and lists.is_stale(at)
        },
        lists_stale=[f"{g}/{s}" for g, each in shown.items() for s in each.stale],
        lists_missing=[f"{g}/{s}" for g, each in shown.items() for s in each.missing],
    )
    return Reply(site.encode(Success(message=_told(readiness), data=readiness)))


def _told(readiness: Readiness) -> str:
    """Ready, and what keeps what is served from being today's."""
    told = "ready" if readiness.store else "ready, from the last good data: the store is away"
    if readiness.charts_stale:
        told += f"; {len(readiness.charts_stale)} of {len(readiness.charts)} charts are older"
        told += f" than {readiness.stale_after_days:g} days"
    return told


def _health(site: Site, _asked: Asked) -> Reply:
    found = site.health.run()
    message = "all is well" if found.overall_healthy else "something is wrong: see the remedies"
    told = discreet(found.model_dump(mode="json"), site.places)
    return Reply(site.encode(Success(message=message, data=told)))


def _metrics(site: Site, _asked: Asked) -> Reply:
    site.traffic.hand_on()
    site.audience.hand_on()
    return Reply(generate_latest(scraped(site)), media_type=CONTENT_TYPE_LATEST)


HEALTH_ENDPOINTS = (
    Endpoint(
        path="/health",
        summary="Whether store, cache, disk, charts and upstreams are well; spends no quota",
        description="The status is 200 whatever is found: `overall_healthy` tells.",
        handle=_health,
        place=Place.STORE,
        data=Health,
        errors={503: "Too many requests are under way at once."},
    ),
    Endpoint(
        path="/health/live",
        summary="Whether the process answers",
        handle=_live,
        place=Place.LOOP,
        data=Alive,
    ),
    Endpoint(
        path="/health/ready",
        summary="Whether this worker can serve charts",
        description="While the store is away and charts are served from the last good data it is ready, and "
        "says so; so it is with charts older than STALE_AFTER_DAYS: taking it out of service would leave "
        "readers with nothing.",
        handle=_ready,
        place=Place.LOOP,
        data=Readiness,
        errors={503: "There is nothing to serve: the store could not be read yet, and no cache had it."},
    ),
    Endpoint(
        path="/metrics",
        summary="Metrics for Prometheus",
        handle=_metrics,
        place=Place.LOOP,
        media={"text/plain": "the text format of Prometheus"},
    ),
)
