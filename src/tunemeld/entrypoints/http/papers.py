"""What never changes while a server runs: a welcome, the OpenAPI document, the page that shows it."""

import base64
import hashlib
import re
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

import orjson
from jinja2 import Environment, PackageLoader
from markupsafe import Markup, escape
from pydantic import BaseModel, ConfigDict

from tunemeld import __version__
from tunemeld.application.answers.envelope import Success
from tunemeld.entrypoints.http.endpoint import Asked, Endpoint, Place, Reply
from tunemeld.entrypoints.http.openapi import openapi
from tunemeld.entrypoints.http.ready import JSON, SHORT, VARY_BY_ACCEPT
from tunemeld.entrypoints.http.site import Site

_TEMPLATES = "tunemeld.entrypoints.http"
_METHODS = ("get", "post")


class Welcome(BaseModel):
    """What this is, and where to go on."""

    model_config = ConfigDict(extra="forbid")

    name: str
    version: str
    question: str
    genres: list[str]
    documentation: str
    openapi: str


def _paper(path: str) -> Any:
    def handle(site: Site, _asked: Asked) -> Reply:
        return site.papers[path]

    return handle


PAPER_ENDPOINTS = (
    Endpoint(
        path="/",
        summary="A welcome",
        description="Browsers, which ask for HTML, get the page of the first genre's chart instead.",
        handle=_paper("/"),
        place=Place.LOOP,
        data=Welcome,
        media={JSON: "a welcome", "text/html": "the page"},
    ),
    Endpoint(
        path="/openapi.json",
        summary="This document: OpenAPI 3.1",
        handle=_paper("/openapi.json"),
        place=Place.LOOP,
    ),
    Endpoint(
        path="/docs",
        summary="This document for people",
        handle=_paper("/docs"),
        place=Place.LOOP,
        media={"text/html": "a page"},
    ),
)


def papers(
    site: Site, endpoints: Sequence[Endpoint], *, genres: Sequence[str], services: Sequence[str]
) -> dict[str, Reply]:
    """Every paper by its path."""
    document = openapi(endpoints, version=__version__, genres=genres, services=services)
    welcome = Welcome(
        name="TuneMeld",
        version=__version__,
        question="Where do the streaming services' own editors agree?",
        genres=list(genres),
        documentation="/docs",
        openapi="/openapi.json",
    )
    told = Success(message="welcome to TuneMeld", data=welcome)
    # Views, so that they are compressed once, and not for each who asks.
    return {
        "/": Reply(site.encode(told), cache_control=SHORT, headers=(("Vary", VARY_BY_ACCEPT),), is_view=True),
        "/openapi.json": Reply(orjson.dumps(document), cache_control=SHORT, is_view=True),
        "/docs": _docs(document),
    }


def _docs(document: dict[str, Any]) -> Reply:
    style = files(_TEMPLATES).joinpath("templates", "docs.css").read_text("utf-8")
    environment = Environment(loader=PackageLoader(_TEMPLATES), autoescape=True, trim_blocks=True)
    environment.filters["words"] = _marked
    page = environment.get_template("docs.html").render(
        document=document, style=style, methods=_METHODS, always=_always(document)
    )
    # The style stands in the page, and its hash in the policy: nothing is fetched, and nothing else runs.
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'"
    return Reply(
        page.encode(),
        media_type="text/html; charset=utf-8",
        cache_control=SHORT,
        headers=(("Content-Security-Policy", policy),),
        is_view=True,
    )


def _always(document: dict[str, Any]) -> dict[str, list[Any]]:
    """What every operation takes and answers alike, so that the page says it once."""
    operations = [
        item[method] for item in document["paths"].values() for method in _METHODS if method in item
    ]
    responses = [list(operation["responses"].items()) for operation in operations]
    parameters = [operation["parameters"] for operation in operations]
    return {
        "parameters": [each for each in parameters[0] if all(each in others for others in parameters)],
        "responses": [each for each in responses[0] if all(each in others for others in responses)],
    }


def _marked(text: str) -> Markup:
    """A text for the page, with what stands in backticks as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped before
