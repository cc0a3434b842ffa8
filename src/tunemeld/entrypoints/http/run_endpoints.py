"""Endpoints for runs of the pipeline: how they went, and one more."""

from pydantic import BaseModel, ConfigDict, Field

from tunemeld.application.answers.envelope import Success
from tunemeld.application.pipeline import Order
from tunemeld.application.report import RunReport, Stage
from tunemeld.entrypoints.http.chart_endpoints import genre_named
from tunemeld.entrypoints.http.discretion import discreet
from tunemeld.entrypoints.http.endpoint import Asked, Endpoint, Place, Query, Reply
from tunemeld.entrypoints.http.parameters import WholeNumber
from tunemeld.entrypoints.http.site import Site

_ALL = "all"


class RunsQuery(Query):
    """How many reports are shown."""

    limit: WholeNumber = Field(20, ge=1, le=100, description="So many reports at most.")


class RunOrder(BaseModel):
    """What a run shall do."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    genre: str = Field(_ALL, max_length=100, description="A genre, or `all`.")
    stage: Stage = Field(Stage.FULL, description="One stage, or `full`.")


class StartedRun(BaseModel):
    """The run that was begun; /runs tells how it goes."""

    model_config = ConfigDict(extra="forbid")

    run_id: str


def _runs(site: Site, asked: Asked) -> Reply:
    reports = site.runs.recent(asked.query.limit)
    # What went wrong may name a host or a folder of ours.
    told = [discreet(report.model_dump(mode="json"), site.places) for report in reports]
    return Reply(site.encode(Success(message=f"the newest {len(reports)} runs", data=told)))


def _start(site: Site, asked: Asked) -> Reply:
    order: RunOrder = asked.body
    genres = site.current.genres if order.genre.lower() == _ALL else (genre_named(site, order.genre),)
    run_id = site.background.start(Order(stage=order.stage, genres=genres, threads=site.run_threads))
    told = Success(message=f"run {run_id} has begun", data=StartedRun(run_id=run_id))
    return Reply(site.encode(told), status=202)


_AWAY = {503: "The store is away."}

RUN_ENDPOINTS = (
    Endpoint(
        path="/runs",
        summary="The newest runs, newest first",
        handle=_runs,
        place=Place.STORE,
        query=RunsQuery,
        data=list[RunReport],
        errors=_AWAY,
    ),
    Endpoint(
        path="/runs",
        method="POST",
        summary="Begin a run",
        description="Takes the admin token, and is off without one. One run at a time on all workers.",
        handle=_start,
        place=Place.STORE,
        body=RunOrder,
        data=StartedRun,
        status=202,
        errors={
            401: "The token is missing or wrong.",
            403: "What changes state is off, whatever the token.",
            404: "No such genre.",
            409: "A run is under way, or there is no key for one.",
            413: "The body is too large.",
            415: "The body is not application/json.",
            **_AWAY,
        },
        is_guarded=True,
    ),
)
