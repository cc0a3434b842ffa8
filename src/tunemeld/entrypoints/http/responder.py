"""From a request that Falcon has routed to a handler of ours, and from its reply to Falcon's response."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Any

import falcon.asgi

from tunemeld.entrypoints.http.endpoint import Asked, Endpoint, Place
from tunemeld.entrypoints.http.pages.rendering import refused_page
from tunemeld.entrypoints.http.ready import NEVER, VARY, Ready, made_ready, matches
from tunemeld.entrypoints.http.refusals import refusal, refusal_of
from tunemeld.entrypoints.http.site import Site
from tunemeld.entrypoints.http.understanding import check_token, read_body, understood
from tunemeld.entrypoints.http.wanted import accepts_gzip

ROUTE = "tunemeld.route"
"""Under this name the scope says which endpoint has answered."""
STREAM = "tunemeld.stream"
"""Under this name the scope has the stream that is the body of the answer, where it is one."""

Responder = Callable[..., Awaitable[None]]


def responder(site: Site, endpoint: Endpoint) -> Responder:
    """The method of a Falcon resource that answers for an endpoint."""

    async def respond(req: falcon.asgi.Request, resp: falcon.asgi.Response, **parts: str) -> None:
        req.scope[ROUTE] = endpoint.path
        try:
            ready = await _answered(site, endpoint, req, parts)
        except Exception as error:  # noqa: BLE001 - every error becomes an answer; defects are logged there
            form = refused_page if endpoint.is_page else refusal
            ready = refusal_of(error, endpoint.path, form)
        hand_over(ready, req, resp)

    return respond


def stream_responder(site: Site, endpoint: Endpoint) -> Responder:
    """The method of a Falcon resource that sends the headers of a stream, and leaves it in the scope."""

    async def respond(req: falcon.asgi.Request, resp: falcon.asgi.Response, **parts: str) -> None:
        req.scope[ROUTE] = endpoint.path
        try:
            reply = endpoint.handle(site, await _asked(endpoint, req, parts))
            if reply.stream and req.method == "GET":
                site.audience.join(reply.stream)
                req.scope[STREAM] = reply.stream
        except Exception as error:  # noqa: BLE001 - as above
            hand_over(refusal_of(error, endpoint.path), req, resp)
            return
        told = (("Cache-Control", reply.cache_control), ("Vary", "Origin"), *reply.headers)
        for name, value in (("Content-Type", reply.media_type), *told):
            resp.set_header(name, value)
        resp.stream = _nothing()  # or Falcon would tell how long the body is

    return respond


async def _nothing() -> AsyncIterator[bytes]:
    return
    yield b""


def options_responder(path: str, methods: Sequence[str]) -> Responder:
    """The method of a Falcon resource that tells which methods a path takes, these."""

    async def respond(req: falcon.asgi.Request, resp: falcon.asgi.Response, **_parts: str) -> None:
        req.scope[ROUTE] = path
        resp.status = 204
        for name, value in (("Allow", ", ".join(methods)), ("Cache-Control", NEVER), ("Vary", VARY)):
            resp.set_header(name, value)

    return respond


def hand_over(ready: Ready, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
    """Give Falcon an answer to send: whole, or a 304 where the client has it already."""
    variant = ready.chosen(gzip_accepted=accepts_gzip((req.get_header("Accept-Encoding") or "").encode()))
    known = req.get_header("If-None-Match")
    is_unchanged = ready.status == 200 and known is not None and matches(known.encode(), variant.etag)
    resp.status = 304 if is_unchanged else ready.status
    for name, value in variant.unchanged if is_unchanged else variant.headers:
        resp.set_header(name.decode(), value.decode("latin-1"))
    resp.data = None if is_unchanged else variant.body


async def _answered(
    site: Site, endpoint: Endpoint, req: falcon.asgi.Request, parts: Mapping[str, str]
) -> Ready:
    if endpoint.is_guarded:
        check_token(site.admin_token, req)
    asked = await _asked(endpoint, req, parts)
    edition = site.shelf.edition

    def work() -> tuple[Ready, bool]:
        reply = endpoint.handle(site, asked)
        ready = made_ready(
            reply.body,
            route=endpoint.path,
            media_type=reply.media_type,
            cache_control=reply.cache_control,
            status=reply.status,
            headers=reply.headers,
        )
        return ready, reply.is_view

    place = Place.STORE if asked.query.needs_store else endpoint.place
    ready, is_view = work() if place is Place.LOOP else await site.crews[place].do(work)
    if is_view:
        site.shelf.keep(asked.key, ready, edition)
    return ready


async def _asked(endpoint: Endpoint, req: falcon.asgi.Request, parts: Mapping[str, str]) -> Asked:
    query = understood(endpoint.query, req.scope["query_string"])
    body = await read_body(endpoint.body, req) if endpoint.body else None
    sent = {name: value for name in endpoint.headers if (value := req.get_header(name)) is not None}
    return Asked(key=key_of(req.scope), parts=parts, query=query, body=body, headers=sent)


def key_of(scope: Mapping[str, Any]) -> str:
    """The key on the shelf under which a request asks."""
    query: bytes = scope["query_string"]
    # A question mark that was percent-encoded begins no query.
    path: str = scope["path"].replace("?", "%3F")
    return f"{path}?{query.decode('latin-1')}" if query else path
